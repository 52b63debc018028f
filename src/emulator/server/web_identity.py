"""Tokens of OpenID Connect providers. Their signatures are not verified: a test makes up its own.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
"""

import json
from base64 import urlsafe_b64decode
from typing import Any

from moto.iam.models import iam_backends

from callers import FederatedCaller
from operations import Operation


def payload_of(token: str) -> dict[str, Any]:
    payload = token.split(".")[1]
    return json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def issuer_of(token: str) -> str:
    return str(payload_of(token)["iss"]).removeprefix("https://")


def claims_of(token: str) -> dict[str, Any]:
    """The condition keys of a token: the provider's host and the name of the claim."""
    issuer = issuer_of(token)
    return {f"{issuer}:{name}": value for name, value in payload_of(token).items() if isinstance(value, str)}


def federated(operation: Operation) -> FederatedCaller | None:
    """The caller of AssumeRoleWithWebIdentity: the provider in the role's account that the token is of."""
    token = operation.parameters.get("WebIdentityToken")
    if not token:
        return None
    _, partition, _, _, account, _ = operation.parameters["RoleArn"].split(":", 5)
    return FederatedCaller("", f"arn:{partition}:iam::{account}:oidc-provider/{issuer_of(token)}")


def is_provider(arn: str) -> bool:
    """Whether the account has the provider."""
    _, partition, _, _, account, _ = arn.split(":", 5)
    return arn in iam_backends[account][partition].open_id_providers
