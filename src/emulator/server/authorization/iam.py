"""https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html"""

from operations import Operation

from .check import Check


def checks(operation: Operation, account: str) -> list[Check]:
    """No deployment calls IAM itself, so resources are not told apart: nothing short of `*` allows an action."""
    return [Check(f"iam:{operation.name}")]
