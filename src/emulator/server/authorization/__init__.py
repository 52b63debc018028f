"""What AWS checks a caller's policies for, operation by operation: an action, the resources, the condition keys of each.

The facts are those of https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from collections.abc import Callable

from operations import Operation

from . import cloudwatch, ec2, iam, load_balancing, route53, s3, ssm, sts
from .check import Check

Checks = Callable[[Operation, str], list[Check]]

SERVICES: dict[str, Checks] = {
    "cloudwatch": cloudwatch.checks,
    "ec2": ec2.checks,
    "elasticloadbalancing": load_balancing.checks,
    "iam": iam.checks,
    "monitoring": cloudwatch.checks,
    "route53": route53.checks,
    "s3": s3.checks,
    "ssm": ssm.checks,
    "sts": sts.checks,
}


def checks_of(operation: Operation, account: str) -> list[Check]:
    """Every check that AWS makes of an operation in an account. All of them must succeed.

    A service that is not listed raises KeyError: its requests fail visibly, rather than being allowed by accident.
    """
    return SERVICES[operation.service](operation, account)
