"""Target groups of IP addresses: what may be registered, and what is read back.

https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html
"""

from ipaddress import ip_address, ip_network
from typing import Any

from moto.ec2.models import ec2_backends
from moto.elbv2.exceptions import ELBClientError, ValidationError
from moto.elbv2.models import FakeHealthStatus, FakeTargetGroup

from extend import around

# Outside of its VPC, a target's address must lie in one of these: never a public one.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html#target-type
RANGES_OUTSIDE = [ip_network(cidr) for cidr in ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")]


@around(FakeTargetGroup)
def register(original: Any, self: FakeTargetGroup, targets: list[dict[str, Any]]) -> None:
    if self.target_type == "ip":
        for target in targets:
            check_address(self, target)
    original(self, targets)
    for target in targets:
        self.targets[target["Id"]]["AvailabilityZone"] = target.get("AvailabilityZone")


def check_address(group: FakeTargetGroup, target: dict[str, Any]) -> None:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html"""
    address = ip_address(target["Id"])
    backend = ec2_backends[group.account_id][group.region_name]
    subnets = [subnet for subnet in backend.describe_subnets() if subnet.vpc_id == group.vpc_id]
    around_it = [subnet for subnet in subnets if address in subnet.cidr]
    zone = target.get("AvailabilityZone")
    if around_it and zone == "all":
        message = (
            f"The IP address '{address}' is within the VPC, and cannot have its Availability Zone overridden "
            f"to 'all' from '{around_it[0].availability_zone}'"
        )
        raise ValidationError(message)
    if not around_it and not zone:
        message = f"The Availability Zone is required for IP address '{address}' because it is not in the VPC"
        raise ValidationError(message)
    if not around_it and not any(address in network for network in RANGES_OUTSIDE):
        raise ELBClientError("InvalidTarget", f"The IP address '{address}' is not in a range that targets may have")


@around(FakeTargetGroup)
def health_for(original: Any, self: FakeTargetGroup, target: dict[str, Any], *args: Any) -> FakeHealthStatus:
    status = original(self, target, *args)
    status.availability_zone = self.targets.get(target["Id"], {}).get("AvailabilityZone")
    return status


FakeHealthStatus.target = property(
    lambda self: {"Id": self.instance_id, "Port": self.port, "AvailabilityZone": self.availability_zone}
)
