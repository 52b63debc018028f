"""The principal that sends a request, in the forms in which policies name it."""

from dataclasses import dataclass

from moto.core.responses import BaseResponse
from moto.iam.models import get_account_id_from, iam_backends
from moto.utilities.utils import get_partition


@dataclass(frozen=True)
class Caller:
    account: str
    arn: str
    """ARN of the role behind an assumed-role session or of the user, else of the account's root user."""

    @property
    def account_root(self) -> str:
        return f"arn:{self.arn.split(':')[1]}:iam::{self.account}:root"

    def is_named_by(self, principal: str) -> bool:
        """Whether a policy's principal covers the caller. An account's root ARN or ID covers every principal in it.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
        """
        return principal in ("*", self.arn, self.account_root, self.account)


@dataclass(frozen=True)
class FederatedCaller(Caller):
    """Somebody with a token of an OpenID Connect provider. Only the provider's own ARN names them."""

    def is_named_by(self, principal: str) -> bool:
        return principal == self.arn


def caller_of(request: BaseResponse) -> Caller:
    return caller_with(request.get_access_key(), request.current_account, get_partition(request.region))


def caller_with(access_key: str, account: str | None = None, partition: str = "aws") -> Caller:
    """The caller with an access key. An unknown key is the root user's of the emulator's own account."""
    account = account or get_account_id_from(access_key)
    key = iam_backends[account][partition].access_keys.get(access_key)
    if key and key.role_arn:
        return Caller(account, key.role_arn)
    return Caller(account, f"arn:{partition}:iam::{account}:{f'user/{key.user_name}' if key else 'root'}")
