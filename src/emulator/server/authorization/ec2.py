"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html"""

from typing import Any

from moto.ec2.models import EC2Backend, ec2_backends
from moto.utilities.utils import get_partition

from connection_notifications import notifications_of
from operations import Operation
from policies import Context

from .check import Check, as_list, requested_tags, resource_tags

# Parameters that name resources, with the type of these.
PARAMETERS = {
    "VpcId": "vpc",
    "SubnetId": "subnet",
    "SubnetIds": "subnet",
    "AddSubnetIds": "subnet",
    "GroupId": "security-group",
    "SecurityGroupIds": "security-group",
    "AddSecurityGroupIds": "security-group",
    "RouteTableId": "route-table",
    "TransitGatewayId": "transit-gateway",
    "TransitGatewayAttachmentId": "transit-gateway-attachment",
    "TransitGatewayRouteTableId": "transit-gateway-route-table",
    "VpcEndpointId": "vpc-endpoint",
    "VpcEndpointIds": "vpc-endpoint",
    "ServiceId": "vpc-endpoint-service",
    "ServiceIds": "vpc-endpoint-service",
}
# Parameters whose resources AWS does not check: routes lead to any gateway, and endpoints are another account's.
UNCHECKED = {
    ("CreateRoute", "TransitGatewayId"),
    ("ReplaceRoute", "TransitGatewayId"),
    ("AcceptVpcEndpointConnections", "VpcEndpointIds"),
    ("RejectVpcEndpointConnections", "VpcEndpointIds"),
}
# What an action creates.
CREATED = {
    "AuthorizeSecurityGroupEgress": "security-group-rule",
    "AuthorizeSecurityGroupIngress": "security-group-rule",
    "CreateSecurityGroup": "security-group",
    "CreateTransitGatewayVpcAttachment": "transit-gateway-attachment",
    "CreateVpcEndpoint": "vpc-endpoint",
    "CreateVpcEndpointServiceConfiguration": "vpc-endpoint-service",
}
# The only actions of that name that are checked for a resource.
DESCRIBE_ONE = {"DescribeVpcAttribute", "DescribeVpcEndpointServicePermissions"}
TAGGED = {
    "eni": "network-interface",
    "rtb": "route-table",
    "sg": "security-group",
    "sgr": "security-group-rule",
    "subnet": "subnet",
    "tgw": "transit-gateway",
    "tgw-attach": "transit-gateway-attachment",
    "vpc": "vpc",
    "vpce": "vpc-endpoint",
    "vpce-svc": "vpc-endpoint-service",
}
# Operations whose requests lack the key `ec2:Vpc`.
WITHOUT_VPC = {"CreateVpcEndpoint", "DeleteTags"}
NEW = "new"


def checks(operation: Operation, account: str) -> list[Check]:
    name, parameters = operation.name, operation.parameters
    in_region = {"ec2:Region": operation.region}
    action = f"ec2:{name}"
    if name.startswith(("Describe", "Get")) and name not in DESCRIBE_ONE:
        return [Check(action, context=in_region)]
    backend = ec2_backends[account][operation.region]
    here = f"arn:{get_partition(operation.region)}:ec2:{operation.region}:{account}"

    def check(of: str, kind: str, id: str, more: Context) -> Check:
        return Check(of, f"{here}:{kind}/{id}", in_region | more)

    if name in ("CreateTags", "DeleteTags"):
        requested = requested_tags(parameters.get("Tags"))
        return [
            check(action, TAGGED[id.rpartition("-")[0]], id, requested | of_resource(backend, name, id))
            for id in parameters["Resources"]
        ]
    named = [
        (kind, id)
        for parameter, kind in PARAMETERS.items()
        if (name, parameter) not in UNCHECKED
        for id in as_list(parameters.get(parameter))
    ]
    named += [("security-group-rule", rule["SecurityGroupRuleId"]) for rule in parameters.get("SecurityGroupRules") or []]
    named += [("vpc-endpoint-service", id) for id in notifying_services(backend, parameters)]
    found = [check(action, kind, id, of_resource(backend, name, id)) for kind, id in named]
    if name not in CREATED:
        return found
    requested = requested_tags(tag for one in parameters.get("TagSpecifications") or [] for tag in one["Tags"])
    created = check(action, CREATED[name], NEW, requested | of_service(parameters))
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/supported-iam-actions-tagging.html
    tagging = [check("ec2:CreateTags", CREATED[name], NEW, requested | {"ec2:CreateAction": name})] if requested else []
    return [*found, created, *tagging]


def notifying_services(backend: EC2Backend, parameters: dict[str, Any]) -> list[str]:
    """The services whose connection notifications a request names."""
    ids = as_list(parameters.get("ConnectionNotificationId")) + as_list(parameters.get("ConnectionNotificationIds"))
    known = notifications_of(backend)
    return [known[id]["ServiceId"] for id in ids if id in known]


def of_resource(backend: EC2Backend, name: str, id: str) -> Context:
    """The keys of an existing resource that an operation has."""
    context = described(backend, id)
    if name in WITHOUT_VPC:
        context.pop("ec2:Vpc", None)
    if name == "DeleteVpcEndpoints":
        context |= of_endpoint(backend, id)
    return context


def described(backend: EC2Backend, id: str) -> Context:
    tags = {tag["key"]: tag["value"] for tag in backend.describe_tags(filters={"resource-id": [id]})}
    return resource_tags(tags, "ec2") | in_vpc(backend, id)


def in_vpc(backend: EC2Backend, id: str) -> Context:
    """The key `ec2:Vpc`, an ARN, of resources that have one."""
    if id.startswith("sg-"):
        group = backend.get_security_group_from_id(id)
        vpc = group.vpc_id if group else None
    elif id.startswith("subnet-"):
        vpc = backend.get_subnet(id).vpc_id
    elif id.startswith("rtb-"):
        vpc = backend.get_route_table(id).vpc_id
    else:
        vpc = None
    account, region = backend.account_id, backend.region_name
    return {"ec2:Vpc": f"arn:{get_partition(region)}:ec2:{region}:{account}:vpc/{vpc}"} if vpc else {}


def of_endpoint(backend: EC2Backend, id: str) -> Context:
    endpoint = backend.vpc_end_points.get(id)
    return {"ec2:VpceServiceName": endpoint.service_name} if endpoint else {}


def of_service(parameters: dict[str, Any]) -> Context:
    """The service of a new endpoint, and its owner: an account ID for a service that is not AWS's own."""
    name = parameters.get("ServiceName")
    if not name:
        return {}
    owners = [
        backend.account_id
        for _, _, backend in ec2_backends.iter_backends()
        if any(service.service_name == name for service in backend.configurations.values())
    ]
    owner = owners[0] if owners else "amazon"
    return {"ec2:VpceServiceName": name, "ec2:VpceServiceOwner": owner}
