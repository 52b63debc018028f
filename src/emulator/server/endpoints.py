"""Interface endpoints to an endpoint service: what AWS validates and creates along with them.

https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html#connect-to-endpoint-service
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError, InvalidSecurityGroupNotFoundError, InvalidServiceName
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.subnets import Subnet
from moto.ec2.models.vpc_service_configuration import VPCServiceConfiguration
from moto.ec2.models.vpcs import VPCEndPoint
from moto.ec2.responses import EC2Response
from moto.moto_api._internal import mock_random

from callers import caller_of
from endpoint_services import find_service, lets_in, unsuccessful, zone_ids_of
from extend import around, method_of
from managed_interfaces import create_interface, delete_interface
from private_dns_names import check_private_dns

# The hosted zone of the endpoints' DNS names, for alias records. AWS has one per Region; this is us-east-1's for all.
HOSTED_ZONE_ID = "Z7HUB22UULQXV"


@around(EC2Response)
def create_vpc_endpoint(original: Any, self: EC2Response) -> ActionResult:
    name = self._get_param("ServiceName")
    if self._get_param("VpcEndpointType") != "Interface" or ".vpce." not in name:
        return original(self)  # a gateway endpoint or an endpoint to an AWS service

    service = service_for(self, name)
    vpc = self.ec2_backend.get_vpc(self._get_param("VpcId"))
    subnets = [self.ec2_backend.get_subnet(id_) for id_ in self._get_param("SubnetIds", [])]
    groups = self._get_param("SecurityGroupIds") or [self.ec2_backend.get_default_security_group(vpc.id).id]
    check_zones(service, subnets)
    check_vpc(self, vpc.id, subnets, groups)
    private_dns = self._get_bool_param("PrivateDnsEnabled", False)

    endpoint = VPCEndPoint(
        self.ec2_backend,
        f"vpce-{mock_random.get_random_hex(17)}",
        vpc.id,
        name,
        "Interface",
        self._get_param("PolicyDocument"),
        route_table_ids=[],
        subnet_ids=[],
        security_group_ids=list(groups),
        tags=self._parse_tag_specification().get("vpc-endpoint", {}),
        private_dns_enabled=private_dns,
    )
    endpoint.state = "pendingAcceptance" if service.acceptance_required else "available"
    if private_dns:
        check_private_dns(service, endpoint, list(self.ec2_backend.vpc_end_points.values()))
    endpoint.ip_address_type = self._get_param("IpAddressType", "ipv4")
    endpoint.dns_options = {"DnsRecordIpType": endpoint.ip_address_type} | self._get_param("DnsOptions", {})
    endpoint.service_region = self._get_param("ServiceRegion", self.region)
    endpoint.dns_label = f"{endpoint.id}-{mock_random.get_random_hex(8)}"
    add_subnets(self, endpoint, subnets)
    endpoint.dns_entries = dns_entries(endpoint)
    self.ec2_backend.vpc_end_points[endpoint.id] = endpoint
    return ActionResult({"VpcEndpoint": endpoint})


@around(EC2Response)
def modify_vpc_endpoint(original: Any, self: EC2Response) -> ActionResult:
    endpoint = self.ec2_backend.get_vpc_end_point(self._get_param("VpcEndpointId"))
    service = find_service(endpoint.service_name, endpoint.service_region)
    if service is None:
        return original(self)

    if self._get_bool_param("PrivateDnsEnabled", False):
        check_private_dns(service, endpoint, list(self.ec2_backend.vpc_end_points.values()))
    endpoint.private_dns_enabled = self._get_bool_param("PrivateDnsEnabled", endpoint.private_dns_enabled)
    removed = self._get_param("RemoveSubnetIds", [])
    remaining = [id_ for id_ in endpoint.subnet_ids if id_ not in removed]
    added = [self.ec2_backend.get_subnet(id_) for id_ in self.params.pop("AddSubnetIds", [])]
    check_zones(service, [*map(self.ec2_backend.get_subnet, remaining), *added])
    check_vpc(self, endpoint.vpc_id, added, self._get_param("AddSecurityGroupIds", []))
    for interface in interfaces_of(endpoint):
        if interface.subnet.id in removed:
            endpoint.network_interface_ids.remove(interface.id)
            delete_interface(interface)
    endpoint.subnet_ids = remaining
    add_subnets(self, endpoint, added)
    endpoint.dns_entries = dns_entries(endpoint)
    endpoint.ip_address_type = self._get_param("IpAddressType", endpoint.ip_address_type)
    endpoint.dns_options = endpoint.dns_options | self._get_param("DnsOptions", {})
    result = original(self)
    for interface in interfaces_of(endpoint):
        interface._group_set = [self.ec2_backend.get_security_group_from_id(id_) for id_ in endpoint.security_group_ids]
    return result


@method_of(EC2Response)
def delete_vpc_endpoints(self: EC2Response) -> ActionResult:
    """Removes endpoints at once; moto would go on describing them as deleted."""
    failed = []
    for id_ in self._get_param("VpcEndpointIds", []):
        endpoint = self.ec2_backend.vpc_end_points.get(id_)
        if endpoint is None:
            message = f"The Vpc Endpoint Id '{id_}' does not exist"
            failed.append(unsuccessful(id_, "InvalidVpcEndpoint.NotFound", message))
            continue
        for interface in interfaces_of(endpoint):
            delete_interface(interface)
        endpoint.network_interface_ids = []
        self.ec2_backend.delete_vpc_endpoints([id_])
        del self.ec2_backend.vpc_end_points[id_]
    return ActionResult({"Unsuccessful": failed})


def service_for(request: EC2Response, name: str) -> VPCServiceConfiguration:
    """Finds a service. To a caller that it is not shared with, it does not exist.

    https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#add-remove-permissions
    """
    service = find_service(name, request._get_param("ServiceRegion", request.region))
    if service is None or not lets_in(service, caller_of(request)):
        raise InvalidServiceName(name)
    if request.region not in (service.ec2_backend.region_name, *service._supported_region_names):
        raise InvalidServiceName(name)
    return service


def check_zones(service: VPCServiceConfiguration, subnets: list[Subnet]) -> None:
    """https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html"""
    seen: set[str] = set()
    for subnet in subnets:
        same_region = subnet.ec2_backend.region_name == service.ec2_backend.region_name
        if same_region and subnet.availability_zone_id not in zone_ids_of(service):
            message = (
                f"The VPC endpoint service {service.service_name} does not support "
                f"the availability zone of the subnet: {subnet.id}."
            )
            raise EC2ClientError("InvalidParameter", message)
        if subnet.availability_zone_id in seen:
            message = (
                f"Found another VPC endpoint subnet in the availability zone of {subnet.id}. VPC endpoint subnets "
                "should be in different availability zones supported by the VPC endpoint service."
            )
            raise EC2ClientError("DuplicateSubnetsInSameZone", message)
        seen.add(subnet.availability_zone_id)


def check_vpc(request: EC2Response, vpc_id: str, subnets: list[Subnet], group_ids: list[str]) -> None:
    for subnet in subnets:
        if subnet.vpc_id != vpc_id:
            raise EC2ClientError("InvalidParameter", f"The subnet {subnet.id} is not in the VPC {vpc_id}")
    for id_ in group_ids:
        group = request.ec2_backend.get_security_group_from_id(id_)
        if group is None:
            raise InvalidSecurityGroupNotFoundError(id_)
        if group.vpc_id != vpc_id:
            raise EC2ClientError("InvalidParameter", f"The security group {id_} is not in the VPC {vpc_id}")


def add_subnets(request: EC2Response, endpoint: VPCEndPoint, subnets: list[Subnet]) -> None:
    addresses = {item["SubnetId"]: item.get("Ipv4") for item in request._get_param("SubnetConfigurations", [])}
    description = f"VPC Endpoint Interface {endpoint.id}"
    for subnet in subnets:
        address = addresses.get(subnet.id)
        interface = create_interface(subnet, endpoint.security_group_ids, description, "vpc_endpoint", address)
        endpoint.network_interface_ids.append(interface.id)
        endpoint.subnet_ids.append(subnet.id)


def interfaces_of(endpoint: VPCEndPoint) -> list[NetworkInterface]:
    return [endpoint.ec2_backend.get_network_interface(id_) for id_ in endpoint.network_interface_ids]


def dns_entries(endpoint: VPCEndPoint) -> list[dict[str, str]]:
    """The regional name, then one name per zone, with the zone names of the endpoint's account.

    In another Region than the service's there are no zonal names: AWS documents none.

    https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-access-aws-services.html#interface-endpoint-dns-hostnames
    """
    service, region = endpoint.service_name.split(".")[-1], endpoint.service_region
    labels = [endpoint.dns_label]
    if region == endpoint.ec2_backend.region_name:
        labels += [f"{endpoint.dns_label}-{interface.availability_zone}" for interface in interfaces_of(endpoint)]
    names = [f"{label}.{service}.{region}.vpce.amazonaws.com" for label in labels]
    return [{"DnsName": name, "HostedZoneId": HOSTED_ZONE_ID} for name in names]
