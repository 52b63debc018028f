"""The policies of a caller, and what they say.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
"""

from typing import Any

from moto.core.exceptions import ServiceException
from moto.iam.models import iam_backends

from callers import Caller
from policies import Request, allows, denies


def identity_verdict(request: Request) -> bool | None:
    """Whether the caller's own policies allow a request, or deny it: `None` if neither. Root users need no policy."""
    if request.caller.arn == request.caller.account_root:
        return True
    boundary, documents = policies_of(request.caller)
    if any(denies(document, request) for document in [*boundary, *documents]):
        return False
    within = not boundary or any(allows(document, request) for document in boundary)
    return True if within and any(allows(document, request) for document in documents) else None


def policies_of(caller: Caller) -> tuple[list[bytes], list[bytes]]:
    """The permissions boundary, if there is one, and the attached and inline policies. A missing role has none."""
    backend = iam_backends[caller.account][caller.arn.split(":")[1]]
    try:
        identity: Any = backend.get_user(name_of(caller)) if ":user/" in caller.arn else backend.get_role(name_of(caller))
    except ServiceException:
        return [], []
    boundary = getattr(identity, "permissions_boundary_arn", None)
    attached = [document_of(policy) for policy in identity.managed_policies.values()]
    inline = [text.encode() for text in inline_policies(identity)]
    return [document_of(backend.get_policy(boundary))] if boundary else [], attached + inline


def inline_policies(identity: Any) -> list[str]:
    policies = identity.policies
    return list(policies.values()) if isinstance(policies, dict) else [one["policy_document"] for one in policies]


def document_of(policy: Any) -> bytes:
    return next(version.document for version in policy.versions if version.is_default).encode()


def trusts(request: Request) -> tuple[bool, bool]:
    """Whether the trust policy of the role that `request.resource` names lets the caller in, and does so by its own ARN.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
    """
    account = request.resource.split(":")[4]
    backend = iam_backends[account][request.resource.split(":")[1]]
    try:
        document = backend.get_role_by_arn(request.resource).assume_role_policy_document
    except ServiceException:
        return False, False
    trust = document.encode()
    trusted = allows(trust, request) and not denies(trust, request)
    return trusted, trusted and request.caller.arn in document


def name_of(caller: Caller) -> str:
    return caller.arn.rpartition("/")[2]
