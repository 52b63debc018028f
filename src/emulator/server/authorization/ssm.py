"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html"""

from moto.ssm.models import ssm_backends
from moto.utilities.utils import get_partition

from operations import Operation

from .check import Check, removed_tags, requested_tags, resource_tags


def checks(operation: Operation, account: str) -> list[Check]:
    name, parameters = operation.name, operation.parameters
    if name == "DescribeParameters":
        return [Check("ssm:DescribeParameters")]
    backend = ssm_backends[account][operation.region]
    here = f"arn:{get_partition(operation.region)}:ssm:{operation.region}:{account}:parameter/"
    named = parameters.get("Name") or parameters.get("Names") or parameters.get("ResourceId")
    requested = requested_tags(parameters.get("Tags")) | removed_tags(parameters)

    def context(parameter: str) -> dict[str, object]:
        if name == "PutParameter":
            return requested
        exists = parameter in backend.get_parameters([parameter])
        tags = dict(backend.list_tags_for_resource("Parameter", parameter)) if exists else {}
        return requested | resource_tags(tags)

    names = named if isinstance(named, list) else [named]
    found = [Check(f"ssm:{name}", here + one.removeprefix("/"), context(one)) for one in names]
    if name == "PutParameter" and requested:
        # https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
        found += [Check("ssm:AddTagsToResource", check.resource, check.context) for check in found]
    return found
