"""Enforces bucket policies: which account and role may read or write which object.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
"""

from typing import Any

from moto.iam.access_control import PermissionResult
from moto.organizations.models import organizations_backends
from moto.s3.exceptions import BucketAccessDeniedError
from moto.s3.models import FakeBucket, FakeKey, s3_backends
from moto.s3.responses import S3Response

from callers import Caller, caller_of
from extend import method_of
from policies import Request, allows, denies

LIST = "s3:ListBucket"


@method_of(S3Response)
def _authenticate_and_authorize_s3_action(
    self: S3Response, bucket_name: str | None = None, key_name: str | None = None
) -> None:
    """moto calls this before every action on a bucket or an object."""
    bucket = find(bucket_name)
    if bucket is None:
        return  # the action itself reports the missing bucket
    caller = caller_of(self)
    action = f"s3:{self.data['Action']}"
    prefix = self.querystring.get("prefix", [""])[0]
    refuse_unless_allowed(bucket, caller, action, key_name, prefix)
    # Without permission to list the bucket, a missing object is 403 rather than 404.
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    if action == "s3:GetObject" and not isinstance(bucket.keys.get(key_name), FakeKey):
        refuse_unless_allowed(bucket, caller, LIST, None, key_name or "")


@method_of(FakeBucket)
def get_permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
    """Disables moto's own policy check: it ignores conditions, so "deny without TLS" denies everything."""
    return PermissionResult.NEUTRAL


def find(name: str | None) -> FakeBucket | None:
    if name not in s3_backends.bucket_accounts:
        return None
    partition, account = s3_backends.bucket_accounts[name]
    return s3_backends[account][partition].buckets.get(name)


def refuse_unless_allowed(bucket: FakeBucket, caller: Caller, action: str, key: str | None, prefix: str) -> None:
    request = Request(caller, action, f"{bucket.arn}/{key}" if key else bucket.arn, context(caller, action, prefix))
    # permissions.py checks identity policies, where these are enforced. In the bucket's own account they are enough.
    own = caller.account == bucket.account_id
    if denies(bucket.policy, request) or not (own or allows(bucket.policy, request)):
        raise BucketAccessDeniedError(bucket.name)


def allowed_by_own_bucket(request: Request) -> bool:
    """Whether the policy of a bucket in the caller's own account allows a request, so that identity policies need not."""
    bucket = find(request.resource.rpartition(":")[2].partition("/")[0]) if ":s3:::" in request.resource else None
    return bucket is not None and bucket.account_id == request.caller.account and allows(bucket.policy, request)


def context(caller: Caller, action: str, prefix: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"""
    return {
        "aws:PrincipalAccount": caller.account,
        "aws:PrincipalArn": caller.arn,
        # The emulator serves plain HTTP on loopback, in place of an endpoint that clients always reach over HTTPS.
        "aws:SecureTransport": "true",
        "s3:TlsVersion": "1.3",
    } | organization(caller) | ({"s3:prefix": prefix} if action == LIST else {})


def organization(caller: Caller) -> dict[str, str]:
    """The key is present only if the principal's account belongs to an organization."""
    for _, _, backend in organizations_backends.iter_backends():
        if backend.org and any(account.id == caller.account for account in backend.accounts):
            return {"aws:PrincipalOrgID": backend.org.id}
    return {}
