"""Endpoint services: load balancers, zones, allowed principals, visibility and deletion.

https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html
"""

from typing import Any

from moto.core.base_backend import BaseBackend
from moto.core.responses import ActionResult
from moto.ec2.exceptions import EC2ClientError, InvalidFilter, InvalidServiceName
from moto.ec2.models import ec2_backends
from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
from moto.ec2.models.vpc_service_configuration import VPCServiceConfiguration
from moto.ec2.models.vpcs import AWS_ENDPOINT_SERVICES, VPCEndPoint
from moto.ec2.responses import EC2Response
from moto.elbv2.models import elbv2_backends

from callers import Caller, caller_of
from extend import around, method_of
from zones import zones_of

EXISTING_CONNECTIONS = "ExistingVpcEndpointConnections"


def all_services(region: str) -> list[VPCServiceConfiguration]:
    return [
        service
        for _, backend_region, backend in ec2_backends.iter_backends()
        if backend_region == region
        for service in backend.configurations.values()
    ]


def find_service(name: str, region: str) -> VPCServiceConfiguration | None:
    return next((service for service in all_services(region) if service.service_name == name), None)


def connections_of(service: VPCServiceConfiguration) -> list[VPCEndPoint]:
    return [
        endpoint
        for _, _, backend in ec2_backends.iter_backends()
        for endpoint in backend.vpc_end_points.values()
        if endpoint.service_name == service.service_name
    ]


def lets_in(service: VPCServiceConfiguration, caller: Caller) -> bool:
    if caller.account == service.ec2_backend.account_id:
        return True
    return any(caller.is_named_by(principal) for principal in service.principals)


def zone_ids_of(service: VPCServiceConfiguration) -> set[str]:
    """The zones that the load balancers had when the service was created or last modified.

    The service picks up a new zone of a load balancer only when it is modified (terraform-provider-aws #40809):
    https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#associate-load-balancers
    """
    return service.zone_ids


def take_zones(service: VPCServiceConfiguration) -> None:
    backend = service.ec2_backend
    balancers = elbv2_backends[backend.account_id][backend.region_name].load_balancers
    attached = [balancers[arn] for arn in service.network_load_balancer_arns if arn in balancers]
    service.zone_ids = {subnet.availability_zone_id for balancer in attached for subnet in balancer.subnets}


def zone_names_of(service: VPCServiceConfiguration, account: str) -> list[str]:
    region, ids = service.ec2_backend.region_name, zone_ids_of(service)
    return [zone.name for zone in zones_of(account, region) if zone.zone_id in ids]


@around(EC2Response)
def describe_vpc_endpoint_service_configurations(original: Any, self: EC2Response) -> ActionResult:
    result = original(self)
    for service in result._result["ServiceConfigurations"]:
        service.availability_zones = zone_names_of(service, self.current_account)
    return result


@around(EC2Response)
def create_vpc_endpoint_service_configuration(original: Any, self: EC2Response) -> ActionResult:
    refuse_load_balancers_in_use(self, self._get_param("NetworkLoadBalancerArns", []))
    # A service is always available in its own Region.
    # https://docs.aws.amazon.com/vpc/latest/privatelink/privatelink-share-your-services.html#endpoint-service-cross-region
    self.params["SupportedRegions"] = sorted({self.region, *self._get_param("SupportedRegions", [])})
    result = original(self)
    service = result._result["ServiceConfiguration"]
    service.supported_ip_address_types = self._get_param("SupportedIpAddressTypes", ["ipv4"])
    take_zones(service)
    return result


@around(EC2Response)
def modify_vpc_endpoint_service_configuration(original: Any, self: EC2Response) -> ActionResult:
    service = self.ec2_backend.configurations[self._get_param("ServiceId")]
    added = set(self._get_param("AddNetworkLoadBalancerArns", [])) - set(service.network_load_balancer_arns)
    refuse_load_balancers_in_use(self, list(added))
    self.params["AddNetworkLoadBalancerArns"] = list(added)
    result = original(self)
    take_zones(service)
    added = self._get_param("AddSupportedIpAddressTypes", [])
    removed = self._get_param("RemoveSupportedIpAddressTypes", [])
    service.supported_ip_address_types = sorted({*service.supported_ip_address_types, *added} - {*removed})
    return result


def refuse_load_balancers_in_use(request: EC2Response, arns: list[str]) -> None:
    """https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html"""
    for service in request.ec2_backend.configurations.values():
        for arn in set(arns) & set(service.network_load_balancer_arns):
            message = f"The load balancer {arn} is already associated with the VPC endpoint service {service.id}"
            raise EC2ClientError("InvalidParameter", message)


@around(EC2Response)
def delete_vpc_endpoint_service_configurations(original: Any, self: EC2Response) -> ActionResult:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteVpcEndpointServiceConfigurations.html"""
    services = [self.ec2_backend.configurations.get(id_) for id_ in self._get_param("ServiceIds", [])]
    in_use = [service.id for service in services if service and any(map(is_open, connections_of(service)))]
    self.params["ServiceIds"] = [id_ for id_ in self._get_param("ServiceIds", []) if id_ not in in_use]
    result = original(self)
    result._result["Unsuccessful"] += [
        unsuccessful(id_, EXISTING_CONNECTIONS, f"Service {id_} has existing active VPC Endpoint connections!")
        for id_ in in_use
    ]
    return result


def is_open(endpoint: VPCEndPoint) -> bool:
    return endpoint.state in ("available", "pendingAcceptance")


def unsuccessful(resource_id: str, code: str, message: str) -> dict[str, Any]:
    return {"ResourceId": resource_id, "Error": {"Code": code, "Message": message}}


@method_of(EC2Response)
def describe_vpc_endpoint_services(self: EC2Response) -> ActionResult:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointServices.html"""
    caller = caller_of(self)
    services = [
        *services_of_aws(self.region),
        *(details(service, caller) for service in all_services(self.region) if lets_in(service, caller)),
    ]
    for name in self._get_param("ServiceNames", []):
        if all(service["ServiceName"] != name for service in services):
            raise InvalidServiceName(name)
    filters = {wish["Name"]: wish["Values"] for wish in self._get_param("Filters", [])}
    if self._get_param("ServiceNames"):
        filters["service-name"] = self._get_param("ServiceNames")
    for name, values in filters.items():
        services = [service for service in services if filterable(service, name) in values]
    names = [service["ServiceName"] for service in services]
    return ActionResult({"ServiceNames": names, "ServiceDetails": services})


def services_of_aws(region: str) -> list[dict[str, Any]]:
    zones = [zone.name for zone in RegionsAndZonesBackend.zones.get(region, [])]
    # moto's own list would import every service of moto and its dependencies.
    return [BaseBackend.default_vpc_endpoint_service_factory(region, zones, name)[0] for name in AWS_ENDPOINT_SERVICES]


def details(service: VPCServiceConfiguration, caller: Caller) -> dict[str, Any]:
    return service.to_dict() | {
        # Zone names as the caller's account knows them.
        "AvailabilityZones": zone_names_of(service, caller.account),
        "ServiceRegion": service.ec2_backend.region_name,
        "SupportedIpAddressTypes": service.supported_ip_address_types,
        "VpcEndpointPolicySupported": False,
        "Tags": service.get_tags(),
    }


def filterable(service: dict[str, Any], name: str) -> str | None:
    if name.startswith("tag:"):
        return next((tag["value"] for tag in service["Tags"] if tag["key"] == name[4:]), None)
    values = {
        "owner": service["Owner"],
        "service-name": service["ServiceName"],
        "service-type": service["ServiceType"][0]["ServiceType"],
    }
    if name not in values:
        raise InvalidFilter(name)
    return values[name]
