"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html"""

import re
from typing import Any

from moto.utilities.utils import get_partition

from operations import Operation
from policies import Context

from .check import ANY, Check

# Actions that support no resource.
UNSUPPORTED = {
    "CreateHealthCheck",
    "CreateHostedZone",
    "ListHealthChecks",
    "ListHostedZones",
    "ListHostedZonesByName",
    "ListHostedZonesByVPC",
}


def checks(operation: Operation, account: str) -> list[Check]:
    name, parameters = operation.name, operation.parameters
    here = f"arn:{get_partition(operation.region)}:route53:::"
    resource = ANY if name in UNSUPPORTED else f"{here}{path(name, parameters)}"
    return [Check(f"route53:{name}", resource, changes(parameters) | vpcs(parameters))]


def path(name: str, parameters: dict[str, Any]) -> str:
    if "ResourceType" in parameters:
        return f"{parameters['ResourceType']}/{parameters['ResourceId']}"
    if "HealthCheckId" in parameters:
        return f"healthcheck/{parameters['HealthCheckId']}"
    id = (parameters.get("HostedZoneId") or parameters["Id"]).rpartition("/")[2]
    return f"change/{id}" if name == "GetChange" else f"hostedzone/{id}"


def changes(parameters: dict[str, Any]) -> Context:
    listed = (parameters.get("ChangeBatch") or {}).get("Changes") or []
    if not listed:
        return {}
    records = [change["ResourceRecordSet"] for change in listed]
    return {
        "route53:ChangeResourceRecordSetsActions": [change["Action"] for change in listed],
        "route53:ChangeResourceRecordSetsNormalizedRecordNames": [normalized(record["Name"]) for record in records],
        "route53:ChangeResourceRecordSetsRecordTypes": [record["Type"] for record in records],
    }


def normalized(name: str) -> str:
    """https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html"""
    plain = name.replace("\\052", "*").lower().removesuffix(".")
    return re.sub(r"[^a-z0-9_.-]", lambda match: f"\\{ord(match[0]):03o}", plain)


def vpcs(parameters: dict[str, Any]) -> Context:
    vpc = parameters.get("VPC") or ("VPCId" in parameters and parameters)
    return {"route53:VPCs": [f"VPCId={vpc['VPCId']},VPCRegion={vpc['VPCRegion']}"]} if vpc else {}
