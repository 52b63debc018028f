"""Evaluates resource-based policies against a request.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import translate
from typing import Any

from callers import Caller


@dataclass(frozen=True)
class Request:
    caller: Caller
    action: str
    resource: str
    context: dict[str, str]


def allows(policy: bytes | None, request: Request) -> bool:
    return any(matches(statement, request) for statement in statements(policy, "Allow"))


def denies(policy: bytes | None, request: Request) -> bool:
    return any(matches(statement, request) for statement in statements(policy, "Deny"))


def statements(policy: bytes | None, effect: str) -> list[dict[str, Any]]:
    document = json.loads(policy) if policy else {"Statement": []}
    listed = [{"Version": document.get("Version"), **one} for one in as_list(document["Statement"])]
    return [statement for statement in listed if statement["Effect"] == effect]


def matches(statement: dict[str, Any], request: Request) -> bool:
    action = request.action.lower()  # actions are case-insensitive

    def values(named: Any) -> list[str]:
        # Only this version of the policy language supports variables.
        variables = statement.get("Version") == "2012-10-17"
        texts = [str(one) for one in as_list(named)]
        return [text for one in texts if (text := filled_in(one, request.context) if variables else one) is not None]

    return (
        element(statement, "Principal", lambda named: names(named, request.caller))
        and element(statement, "Action", lambda named: any(like(action, one.lower()) for one in as_list(named)))
        and element(statement, "Resource", lambda named: any(like(request.resource, one) for one in values(named)))
        and all(
            holds(operator, request.context.get(key), values(wanted))
            for operator, conditions in statement.get("Condition", {}).items()
            for key, wanted in conditions.items()
        )
    )


VARIABLE = re.compile(r"\$\{([^}]+)\}")


def filled_in(text: str, context: dict[str, str]) -> str | None:
    """Replaces policy variables by their values in the request. A text with an unset variable matches nothing.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    if any(name not in context for name in VARIABLE.findall(text)):
        return None
    return VARIABLE.sub(lambda match: context[match[1]], text)


def element(statement: dict[str, Any], name: str, test: Callable[[Any], bool]) -> bool:
    return test(statement[name]) if name in statement else not test(statement[f"Not{name}"])


def names(principal: Any, caller: Caller) -> bool:
    named = [principal] if principal == "*" else as_list(principal.get("AWS", []))
    return any(caller.is_named_by(one) for one in named)


def holds(operator: str, actual: str | None, values: list[str]) -> bool:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"""
    if operator == "Null":
        return (actual is None) == (str(values[0]).lower() == "true")
    base, if_exists = operator.removesuffix("IfExists"), operator.endswith("IfExists")
    negated = "Not" in base
    # A missing key equals no value, so negated operators hold.
    if actual is None:
        return if_exists or negated
    return any(COMPARISONS[base.replace("Not", "")](actual, str(value)) for value in values) != negated


def like(text: str, pattern: str) -> bool:
    """Matches with `*` and `?`; `[` has no special meaning, unlike in a shell."""
    return re.match(translate(pattern.replace("[", "[[]")), text) is not None


def arn_like(arn: str, pattern: str) -> bool:
    """Matches each of an ARN's six parts separately: `*` spans no colon, except within the resource part.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
    """
    parts, patterns = arn.split(":", 5), pattern.split(":", 5)
    return len(parts) == len(patterns) and all(map(like, parts, patterns))


# An unsupported operator raises KeyError: the request fails visibly, rather than being allowed or denied by accident.
COMPARISONS: dict[str, Callable[[str, str], bool]] = {
    "ArnEquals": arn_like,
    "ArnLike": arn_like,
    "Bool": lambda actual, value: actual.lower() == value.lower(),
    "NumericGreaterThanEquals": lambda actual, value: float(actual) >= float(value),
    "NumericLessThan": lambda actual, value: float(actual) < float(value),
    "StringEquals": str.__eq__,
    "StringLike": like,
}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
