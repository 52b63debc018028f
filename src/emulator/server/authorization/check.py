"""One question to a caller's policies."""

from dataclasses import dataclass, field
from typing import Any

from policies import Context

ANY = "*"
"""The resource of actions that support none."""


@dataclass(frozen=True)
class Check:
    action: str
    resource: str = ANY
    context: Context = field(default_factory=dict)


def requested_tags(tags: Any) -> Context:
    """The keys that describe tags in a request: `[{"Key": ..., "Value": ...}]`, or a mapping."""
    by_key = tags if isinstance(tags, dict) else {tag["Key"]: tag.get("Value", "") for tag in tags or []}
    if not by_key:
        return {}
    return {f"aws:RequestTag/{key}": value for key, value in by_key.items()} | {"aws:TagKeys": list(by_key)}


def removed_tags(parameters: dict[str, Any]) -> Context:
    """The key that describes the tags whose removal is requested."""
    keys = parameters.get("TagKeys")
    return {"aws:TagKeys": list(keys)} if keys else {}


def resource_tags(tags: dict[str, str], service: str | None = None) -> Context:
    """The keys that describe the tags of an existing resource."""
    prefixes = ["aws:ResourceTag"] + ([f"{service}:ResourceTag"] if service else [])
    return {f"{prefix}/{key}": value for prefix in prefixes for key, value in tags.items()}


def as_list(value: Any) -> list[str]:
    """The values of a parameter that takes one or several, and may be left out."""
    return value if isinstance(value, list) else [] if value is None else [value]
