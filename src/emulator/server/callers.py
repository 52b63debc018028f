"""The principal that sends a request, in the forms in which policies name it."""

from dataclasses import dataclass

from moto.core.responses import BaseResponse
from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition


@dataclass(frozen=True)
class Caller:
    account: str
    arn: str
    """ARN of the role behind an assumed-role session, else of the account's root user."""

    @property
    def account_root(self) -> str:
        return f"arn:{self.arn.split(':')[1]}:iam::{self.account}:root"

    def is_named_by(self, principal: str) -> bool:
        """Whether a policy's principal covers the caller. An account's root ARN or ID covers every principal in it.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
        """
        return principal in ("*", self.arn, self.account_root, self.account)


def caller_of(request: BaseResponse) -> Caller:
    account = request.current_account
    partition = get_partition(request.region)
    key = iam_backends[account][partition].access_keys.get(request.get_access_key())
    role = key.role_arn if key else None
    return Caller(account, role or f"arn:{partition}:iam::{account}:root")
