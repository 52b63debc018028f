"""A bucket's policy decides who reads and writes which object, by account and role.

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
    """moto calls this before it does anything with a bucket or an object."""
    bucket = find(bucket_name)
    if bucket is None:
        return  # not there: the action itself says so
    caller = caller_of(self)
    action = f"s3:{self.data['Action']}"
    prefix = self.querystring.get("prefix", [""])[0]
    refuse_unless_allowed(bucket, caller, action, key_name, prefix)
    # A caller that may not list a bucket isn't told that an object is missing either.
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
    if action == "s3:GetObject" and not isinstance(bucket.keys.get(key_name), FakeKey):
        refuse_unless_allowed(bucket, caller, LIST, None, key_name or "")


@method_of(FakeBucket)
def get_permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
    """moto's own second opinion, which leaves conditions out and so takes "deny without TLS" for "deny"."""
    return PermissionResult.NEUTRAL


def find(name: str | None) -> FakeBucket | None:
    if name not in s3_backends.bucket_accounts:
        return None
    partition, account = s3_backends.bucket_accounts[name]
    return s3_backends[account][partition].buckets.get(name)


def refuse_unless_allowed(bucket: FakeBucket, caller: Caller, action: str, key: str | None, prefix: str) -> None:
    request = Request(caller, action, f"{bucket.arn}/{key}" if key else bucket.arn, context(caller, action, prefix))
    # In the bucket's own account identity policies allow, which are not emulated: the bucket policy can only deny.
    own = caller.account == bucket.account_id
    if denies(bucket.policy, request) or not (own or allows(bucket.policy, request)):
        raise BucketAccessDeniedError(bucket.name)


def context(caller: Caller, action: str, prefix: str) -> dict[str, Any]:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"""
    return {
        "aws:PrincipalAccount": caller.account,
        "aws:PrincipalArn": caller.arn,
        # Loopback has no TLS and needs none: the emulator stands for an endpoint that is always reached by https.
        "aws:SecureTransport": "true",
        "s3:TlsVersion": "1.3",
    } | organization(caller) | ({"s3:prefix": prefix} if action == LIST else {})


def organization(caller: Caller) -> dict[str, str]:
    """Only principals whose account is in an organization have the key."""
    for _, _, backend in organizations_backends.iter_backends():
        if backend.org and any(account.id == caller.account for account in backend.accounts):
            return {"aws:PrincipalOrgID": backend.org.id}
    return {}
