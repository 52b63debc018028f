"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html"""

from operations import Operation

from web_identity import claims_of

from .check import Check

NEEDS_NONE = {"GetCallerIdentity", "GetSessionToken"}
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html"""


def checks(operation: Operation, account: str) -> list[Check]:
    if operation.name in NEEDS_NONE:
        return []
    parameters = operation.parameters
    token = parameters.get("WebIdentityToken")
    context = claims_of(token) if token else {}
    context |= {"sts:RoleSessionName": parameters.get("RoleSessionName"), "sts:ExternalId": parameters.get("ExternalId")}
    given = {key: value for key, value in context.items() if value}
    return [Check(f"sts:{operation.name}", parameters.get("RoleArn", "*"), given)]
