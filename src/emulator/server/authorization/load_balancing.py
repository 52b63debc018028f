"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html"""

from moto.elbv2.models import elbv2_backends
from moto.utilities.utils import get_partition

from operations import Operation

from .check import Check, as_list, removed_tags, requested_tags, resource_tags

PARAMETERS = ("LoadBalancerArn", "TargetGroupArn", "ListenerArn", "ResourceArns")
# Some actions name further resources that AWS does not check.
CHECKED = {"CreateListener": ("LoadBalancerArn",), "ModifyListener": ("ListenerArn",)}
NEW = "0123456789abcdef"


def checks(operation: Operation, account: str) -> list[Check]:
    name, parameters = operation.name, operation.parameters
    action = f"elasticloadbalancing:{name}"
    if name.startswith("Describe"):
        return [Check(action)]
    backend = elbv2_backends[account][operation.region]
    here = f"arn:{get_partition(operation.region)}:elasticloadbalancing:{operation.region}:{account}"
    requested = requested_tags(parameters.get("Tags")) | removed_tags(parameters)

    def tags(arn: str) -> dict[str, str]:
        return backend.tagging_service.get_tag_dict_for_resource(arn)

    def created(of: str, resource: str, context: dict[str, object]) -> list[Check]:
        """Tagging while creating is checked as well.

        https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/tagging-resources-during-creation.html
        """
        tagging = requested | {"elasticloadbalancing:CreateAction": name}
        return [Check(of, resource, requested | context)] + (
            [Check("elasticloadbalancing:AddTags", resource, tagging)] if requested else []
        )

    if name == "CreateLoadBalancer":
        kind = {"network": "net", "gateway": "gwy"}.get(parameters.get("Type", ""), "app")
        scheme = {"elasticloadbalancing:Scheme": parameters.get("Scheme", "internet-facing")}
        return created(action, f"{here}:loadbalancer/{kind}/{parameters['Name']}/{NEW}", scheme)
    if name == "CreateTargetGroup":
        return created(action, f"{here}:targetgroup/{parameters['Name']}/{NEW}", {})
    if name == "CreateListener":
        load_balancer = parameters["LoadBalancerArn"]
        protocol = {"elasticloadbalancing:ListenerProtocol": [parameters["Protocol"]]}
        context = requested | protocol | resource_tags(tags(load_balancer), "elasticloadbalancing")
        listener = load_balancer.replace(":loadbalancer/", ":listener/") + f"/{NEW}"
        tagging = requested | {"elasticloadbalancing:CreateAction": name}
        return [Check(action, load_balancer, context), Check("elasticloadbalancing:AddTags", listener, tagging)]
    arns = [arn for parameter in CHECKED.get(name, PARAMETERS) for arn in as_list(parameters.get(parameter))]
    return [Check(action, arn, requested | resource_tags(tags(arn), "elasticloadbalancing")) for arn in arns]
