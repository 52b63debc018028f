"""Evaluates policies against a request: resource-based ones, which name principals, and identity-based ones.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import translate
from typing import Any

from callers import Caller


Context = dict[str, str | list[str]]


@dataclass(frozen=True)
class Request:
    caller: Caller
    action: str
    resource: str
    context: Context
    """Condition keys and their values: a list for a key with several."""


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
        # Identity-based policies name no principal: they are attached to it.
        (not names_principals(statement) or element(statement, "Principal", lambda named: names(named, request.caller)))
        and element(statement, "Action", lambda named: any(like(action, one.lower()) for one in as_list(named)))
        # Trust policies name no resource: they are attached to it.
        and (
            not names_resources(statement)
            or element(statement, "Resource", lambda named: any(like(request.resource, one) for one in values(named)))
        )
        and all(
            holds(operator, value_of(request.context, key), values(wanted))
            for operator, conditions in statement.get("Condition", {}).items()
            for key, wanted in conditions.items()
        )
    )


def names_principals(statement: dict[str, Any]) -> bool:
    return "Principal" in statement or "NotPrincipal" in statement


def names_resources(statement: dict[str, Any]) -> bool:
    return "Resource" in statement or "NotResource" in statement


def value_of(context: Context, key: str) -> str | list[str] | None:
    """The value of a condition key, whose name is case-insensitive."""
    return next((value for name, value in context.items() if name.lower() == key.lower()), None)


VARIABLE = re.compile(r"\$\{([^}]+)\}")


def filled_in(text: str, context: Context) -> str | None:
    """Replaces policy variables by their values in the request. A text with an unset variable matches nothing.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
    """
    if any(name not in context for name in VARIABLE.findall(text)):
        return None
    return VARIABLE.sub(lambda match: str(context[match[1]]), text)


def element(statement: dict[str, Any], name: str, test: Callable[[Any], bool]) -> bool:
    return test(statement[name]) if name in statement else not test(statement[f"Not{name}"])


def names(principal: Any, caller: Caller) -> bool:
    kinds = [] if principal == "*" else [principal.get("AWS", []), principal.get("Federated", [])]
    named = [principal] if principal == "*" else [one for kind in kinds for one in as_list(kind)]
    return any(caller.is_named_by(one) for one in named)


def holds(operator: str, actual: str | list[str] | None, values: list[str]) -> bool:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html"""
    quantifier, _, plain = operator.rpartition(":")
    if plain == "Null":
        return (actual is None) == (str(values[0]).lower() == "true")
    base, if_exists = plain.removesuffix("IfExists"), plain.endswith("IfExists")
    negated = "Not" in base
    compare = COMPARISONS[base.replace("Not", "")]

    def matches_one(one: str) -> bool:
        return any(compare(one, str(value)) for value in values) != negated

    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
    if quantifier:
        every = [matches_one(one) for one in ([] if actual is None else as_list(actual))]
        return all(every) if quantifier == "ForAllValues" else any(every)
    # A missing key equals no value, so negated operators hold.
    if actual is None:
        return if_exists or negated
    return any(matches_one(one) for one in as_list(actual))


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
