"""Security group rules: no duplicates, and no more than AWS's quota.

https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
"""

from copy import deepcopy
from typing import Any

from moto.ec2.exceptions import EC2ClientError, InvalidPermissionDuplicateError
from moto.ec2.models import EC2Backend
from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupRule

from extend import around

MOST_RULES = 60


@around(EC2Backend)
def modify_security_group_rules(
    original: Any, self: EC2Backend, group_id: str, rules: dict[str, dict[str, Any]]
) -> None:
    """A rule can't become a duplicate of another, even temporarily: two rules can't swap values one after the other."""
    group = self.get_security_group_by_name_or_id(group_id)
    before = [deepcopy(vars(rule)) for rule in all_rules(group)]
    original(self, group_id, rules)
    changed = [rule for rule in all_rules(group) if rule.id in rules]
    if any(one == other and one.id != other.id for one in changed for other in siblings(group, one)):
        for rule, values in zip(all_rules(group), before, strict=True):
            vars(rule).update(values)
        raise InvalidPermissionDuplicateError()


@around(SecurityGroup)
def add_ingress_rule(original: Any, self: SecurityGroup, rule: SecurityGroupRule) -> None:
    refuse_too_many(self.ingress_rules)
    original(self, rule)


@around(SecurityGroup)
def add_egress_rule(original: Any, self: SecurityGroup, rule: SecurityGroupRule) -> None:
    refuse_too_many(self.egress_rules)
    original(self, rule)


def refuse_too_many(rules: list[SecurityGroupRule]) -> None:
    if len(rules) >= MOST_RULES:
        message = "The maximum number of rules per security group has been reached."
        raise EC2ClientError("RulesPerSecurityGroupLimitExceeded", message)


def all_rules(group: SecurityGroup | None) -> list[SecurityGroupRule]:
    return [*group.ingress_rules, *group.egress_rules] if group else []


def siblings(group: SecurityGroup, rule: SecurityGroupRule) -> list[SecurityGroupRule]:
    # Compare IDs: rules are equal if they are duplicates to AWS.
    incoming = any(other.id == rule.id for other in group.ingress_rules)
    return group.ingress_rules if incoming else group.egress_rules
