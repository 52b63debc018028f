"""Endpoint connections: the service's owner lists connection requests, and accepts or rejects them.

https://docs.aws.amazon.com/vpc/latest/privatelink/configure-endpoint-service.html#accept-reject-connection-requests
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.exceptions import InvalidFilter
from moto.ec2.models.vpc_service_configuration import VPCServiceConfiguration
from moto.ec2.models.vpcs import VPCEndPoint
from moto.ec2.responses import EC2Response

from endpoint_services import connections_of, unsuccessful
from extend import method_of
from service_permissions import service_of


@method_of(EC2Response)
def describe_vpc_endpoint_connections(self: EC2Response) -> ActionResult:
    connections = [
        connection(service, endpoint)
        for service in self.ec2_backend.configurations.values()
        for endpoint in connections_of(service)
    ]
    for name, values in self._filters_from_querystring().items():
        connections = [item for item in connections if filterable(item, name) in values]
    return ActionResult({"VpcEndpointConnections": connections})


@method_of(EC2Response)
def accept_vpc_endpoint_connections(self: EC2Response) -> ActionResult:
    return set_state(self, ("pendingAcceptance", "rejected"), "available")


@method_of(EC2Response)
def reject_vpc_endpoint_connections(self: EC2Response) -> ActionResult:
    return set_state(self, ("pendingAcceptance", "available"), "rejected")


def set_state(request: EC2Response, from_states: tuple[str, ...], to_state: str) -> ActionResult:
    endpoints = {endpoint.id: endpoint for endpoint in connections_of(service_of(request))}
    failed = []
    for id_ in request._get_param("VpcEndpointIds", []):
        endpoint = endpoints.get(id_)
        if endpoint is None:
            message = f"The Vpc Endpoint Id '{id_}' does not exist"
            failed.append(unsuccessful(id_, "InvalidVpcEndpointId.NotFound", message))
        elif endpoint.state not in from_states:
            message = f"The connection of {id_} is {endpoint.state}, and can't become {to_state}"
            failed.append(unsuccessful(id_, "InvalidState", message))
        else:
            endpoint.state = to_state
    return ActionResult({"Unsuccessful": failed})


def connection(service: VPCServiceConfiguration, endpoint: VPCEndPoint) -> dict[str, Any]:
    return {
        "ServiceId": service.id,
        "VpcEndpointId": endpoint.id,
        "VpcEndpointOwner": endpoint.ec2_backend.account_id,
        "VpcEndpointState": endpoint.state,
        "VpcEndpointRegion": endpoint.ec2_backend.region_name,
        "CreationTimestamp": endpoint.creation_timestamp,
        "DnsEntries": endpoint.dns_entries,
        "IpAddressType": endpoint.ip_address_type,
        "NetworkLoadBalancerArns": service.network_load_balancer_arns,
        "VpcEndpointConnectionId": f"vpce-con-{endpoint.id.removeprefix('vpce-')}",
        "Tags": [],
    }


def filterable(item: dict[str, Any], name: str) -> str:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpointConnections.html"""
    members = {
        "ip-address-type": "IpAddressType",
        "service-id": "ServiceId",
        "vpc-endpoint-id": "VpcEndpointId",
        "vpc-endpoint-owner": "VpcEndpointOwner",
        "vpc-endpoint-region": "VpcEndpointRegion",
        "vpc-endpoint-state": "VpcEndpointState",
    }
    if name not in members:
        raise InvalidFilter(name)
    return item[members[name]]
