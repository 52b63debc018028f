"""Network Load Balancers: ARNs, addresses, security groups and deletion.

https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
"""

from copy import deepcopy
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.subnets import Subnet
from moto.elbv2.exceptions import (
    DuplicateLoadBalancerName,
    ELBClientError,
    InvalidConfigurationRequest,
    LoadBalancerNotFoundError,
    ResourceInUseError,
)
from moto.elbv2.models import ELBv2Backend, FakeLoadBalancer
from moto.elbv2.responses import ELBV2Response

from endpoint_services import all_services, connections_of, is_open
from extend import around, method_of
from managed_interfaces import create_interface, delete_interface

# Per subnet, where AWS picks the address of the load balancer's node.
# https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html
ADDRESSES_PER_NODE = 8


@around(ELBv2Backend)
def create_load_balancer(
    original: Any, self: ELBv2Backend, name: str, *args: Any, tags: list[dict[str, str]] | None = None, **kwargs: Any
) -> FakeLoadBalancer:
    """Idempotent: a repeated request with the same settings, such as a client's retry, returns the load balancer.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
    """
    settings = deepcopy((args, kwargs, tags))
    for other in self.load_balancers.values():
        if other.name == name and getattr(other, "settings", None) == settings:
            return other
        if other.name == name:
            raise DuplicateLoadBalancerName()
    if kwargs.get("loadbalancer_type") == "network":
        require_free_addresses(self, kwargs["subnet_ids"], kwargs.get("subnet_mappings") or [])
    balancer = original(self, name, *args, **kwargs)
    balancer.settings = settings
    if balancer.type == "network":
        del self.load_balancers[balancer.arn]
        # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
        balancer.arn = balancer.arn.replace(":loadbalancer/app/", ":loadbalancer/net/")
        self.load_balancers[balancer.arn] = balancer
        balancer.dns_name = f"{name}-{balancer.arn.split('/')[-1]}.elb.{self.region_name}.amazonaws.com"
        enforced = "on" if balancer.security_groups else None
        balancer.enforce_security_group_inbound_rules_on_private_link_traffic = enforced
        enable_zones(balancer, balancer.subnets, kwargs.get("subnet_mappings") or [])
    self.tagging_service.tag_resource(balancer.arn, tags)
    return balancer


@around(ELBv2Backend)
def set_subnets(
    original: Any, self: ELBv2Backend, arn: str, subnets: list[str], subnet_mappings: list[dict[str, Any]]
) -> list[Any]:
    balancer = find(self, arn)
    if balancer.type != "network":
        return original(self, arn, subnets, subnet_mappings)
    # A Network Load Balancer needs only one zone; moto requires two of every type.
    wanted = [self.ec2_backend.get_subnet(id_) for id_ in subnets + [item["SubnetId"] for item in subnet_mappings]]
    refuse_zones_in_use(self.region_name, balancer, wanted)
    present = {subnet.id for subnet in balancer.subnets}
    further = [item for item in subnet_mappings if item["SubnetId"] not in present]
    require_free_addresses(self, [id_ for id_ in subnets if id_ not in present], further)
    enable_zones(balancer, wanted, subnet_mappings)
    return balancer.availability_zones


def refuse_zones_in_use(region: str, balancer: FakeLoadBalancer, wanted: list[Subnet]) -> None:
    """Refuses to remove a subnet while endpoints of the load balancer's endpoint service are connected in its zone.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html
    """
    removed = {subnet.availability_zone_id for subnet in balancer.subnets if subnet not in wanted}
    for service in all_services(region):
        if balancer.arn not in service.network_load_balancer_arns:
            continue
        for endpoint in filter(is_open, connections_of(service)):
            zones = {endpoint.ec2_backend.get_subnet(id_).availability_zone_id for id_ in endpoint.subnet_ids}
            if zones & removed:
                message = f"The subnets of load balancer '{balancer.arn}' are in use by endpoint {endpoint.id}"
                raise ResourceInUseError(message)


def require_free_addresses(backend: ELBv2Backend, subnet_ids: list[str], mappings: list[dict[str, str]]) -> None:
    """Refuses subnets that have too few free addresses for a load balancer whose addresses AWS picks.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html
    """
    picked = [item["SubnetId"] for item in mappings if not item.get("PrivateIPv4Address")]
    for id_ in [*subnet_ids, *picked]:
        if backend.ec2_backend.get_subnet(id_).available_ip_address_count < ADDRESSES_PER_NODE:
            message = (
                f"Not enough IP space available in {id_}. "
                f"ELB requires at least {ADDRESSES_PER_NODE} free IP addresses in each subnet."
            )
            raise ELBClientError("InvalidSubnet", message)


def enable_zones(balancer: FakeLoadBalancer, subnets: list[Subnet], mappings: list[dict[str, str]]) -> None:
    """Gives the load balancer a node in each zone: a network interface, whose address targets see as the client."""
    interfaces = vars(balancer).setdefault("interfaces", {})
    wanted = {mapping["SubnetId"]: mapping.get("PrivateIPv4Address") for mapping in mappings}
    description = f"ELB {balancer.arn.split(':loadbalancer/')[1]}"
    for subnet_id in set(interfaces) - {subnet.id for subnet in subnets}:
        delete_interface(interfaces.pop(subnet_id))
    for subnet in subnets:
        if subnet.id not in interfaces:
            groups = balancer.security_groups
            interface = create_interface(subnet, groups, description, "network_load_balancer", wanted.get(subnet.id))
            interfaces[subnet.id] = interface
    balancer.subnets = subnets
    balancer.wanted_addresses = wanted


def availability_zones(balancer: FakeLoadBalancer) -> list[dict[str, Any]]:
    """Shows only the addresses that were requested.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_AvailabilityZone.html
    """
    wanted = vars(balancer).get("wanted_addresses", {})
    return [
        {
            "ZoneName": subnet.availability_zone,
            "SubnetId": subnet.id,
            "LoadBalancerAddresses": [{"PrivateIPv4Address": wanted[subnet.id]}] if wanted.get(subnet.id) else [],
        }
        for subnet in balancer.subnets
    ]


FakeLoadBalancer.availability_zones = property(availability_zones)


@method_of(ELBV2Response)
def set_security_groups(self: ELBV2Response) -> ActionResult:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html"""
    balancer = find(self.elbv2_backend, self._get_param("LoadBalancerArn"))
    groups = self._get_param("SecurityGroups", [])
    if balancer.type == "network" and bool(groups) != bool(balancer.security_groups):
        message = "A Network Load Balancer has security groups from its creation on, or never"
        raise InvalidConfigurationRequest(message)
    self.elbv2_backend.set_security_groups(balancer.arn, groups)
    for interface in interfaces_of(balancer):
        interface._group_set = [self.elbv2_backend.ec2_backend.get_security_group_from_id(id_) for id_ in groups]
    if enforce := self._get_param("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"):
        balancer.enforce_security_group_inbound_rules_on_private_link_traffic = enforce
    return ActionResult({"SecurityGroupIds": groups, "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic": enforce})


@around(ELBv2Backend)
def delete_load_balancer(original: Any, self: ELBv2Backend, arn: str) -> None:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DeleteLoadBalancer.html"""
    balancer = self.load_balancers.get(arn)
    if balancer is None:
        return  # deletion is idempotent
    if balancer.attrs["deletion_protection.enabled"] == "true":
        message = f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled"
        raise ELBClientError("OperationNotPermitted", message)
    if any(arn in service.network_load_balancer_arns for service in all_services(self.region_name)):
        message = f"Load balancer '{arn}' cannot be deleted because it is currently associated with another service"
        raise ResourceInUseError(message)
    for interface in interfaces_of(balancer):
        delete_interface(interface)
    original(self, arn)


def find(backend: ELBv2Backend, arn: str) -> FakeLoadBalancer:
    if arn not in backend.load_balancers:
        raise LoadBalancerNotFoundError()
    return backend.load_balancers[arn]


def interfaces_of(balancer: FakeLoadBalancer) -> list[NetworkInterface]:
    return list(vars(balancer).get("interfaces", {}).values())
