"""Target groups of type `ip`: registration, target descriptions and the initial health state.

https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html
"""

import time
from ipaddress import ip_address, ip_network
from typing import Any

from moto.ec2.models import ec2_backends
from moto.elbv2.exceptions import ELBClientError, ValidationError
from moto.elbv2.models import FakeHealthStatus, FakeTargetGroup

from extend import method_of

# The address of a target outside the VPC must lie in one of these ranges; public addresses are not allowed.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html#target-type
RANGES_OUTSIDE = [ip_network(cidr) for cidr in ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")]


@method_of(FakeTargetGroup)
def register(self: FakeTargetGroup, targets: list[dict[str, Any]]) -> None:
    """A target is an address and a port, so one address can be registered several times. moto keys by address only."""
    for target in targets:
        if self.target_type == "ip":
            check_address(self, target)
    for target in targets:
        description = {"Port": int(self.port)} | target
        self.targets.setdefault(key(self, target), description | {"RegisteredAt": time.monotonic()})
        self.deregistered_targets.pop(key(self, target), None)


@method_of(FakeTargetGroup)
def deregister(self: FakeTargetGroup, targets: list[dict[str, Any]]) -> None:
    """Ignores targets that are not registered: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeregisterTargets.html"""
    for target in targets:
        if registered := self.targets.pop(key(self, target), None):
            self.deregistered_targets[key(self, target)] = registered


def key(group: FakeTargetGroup, target: dict[str, Any]) -> str:
    return f"{target['Id']}:{target.get('Port') or group.port}"


def check_address(group: FakeTargetGroup, target: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html"""
    address = ip_address(target["Id"])
    backend = ec2_backends[group.account_id][group.region_name]
    subnets = [subnet for subnet in backend.describe_subnets() if subnet.vpc_id == group.vpc_id]
    containing = [subnet for subnet in subnets if address in subnet.cidr]
    zone = target.get("AvailabilityZone")
    if containing and zone == "all":
        message = (
            f"The IP address '{address}' is within the VPC, and cannot have its Availability Zone overridden "
            f"to 'all' from '{containing[0].availability_zone}'"
        )
        raise ValidationError(message)
    if not containing and not zone:
        message = f"The Availability Zone is required for IP address '{address}' because it is not in the VPC"
        raise ValidationError(message)
    if not containing and not any(address in network for network in RANGES_OUTSIDE):
        raise ELBClientError("InvalidTarget", f"The IP address '{address}' is not in a range that targets may have")


@method_of(FakeTargetGroup)
def health_for(self: FakeTargetGroup, target: dict[str, Any], *_: Any) -> FakeHealthStatus:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetHealth.html"""
    registered = self.targets.get(key(self, target))
    port = int(target.get("Port") or self.port)
    state, reason, description = health(self, registered)
    status = FakeHealthStatus(target["Id"], port, self.health_check_port, state, reason, description)
    status.availability_zone = registered.get("AvailabilityZone") if registered else None
    return status


def health(group: FakeTargetGroup, registered: dict[str, Any] | None) -> tuple[str, str | None, str | None]:
    if registered is None:
        return "unused", "Target.NotRegistered", "Target is not registered to the target group"
    if not group.load_balancer_arns:
        return "unused", "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer"
    # A new target gets no traffic until it has passed its first health checks.
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
    first_checks = float(group.health_check_interval_seconds) * int(group.healthy_threshold_count)
    if time.monotonic() - registered["RegisteredAt"] < first_checks:
        return "initial", "Elb.InitialHealthChecking", "Initial health checks in progress"
    return "healthy", None, None


FakeHealthStatus.target = property(
    lambda self: {"Id": self.instance_id, "Port": self.port, "AvailabilityZone": self.availability_zone}
)
