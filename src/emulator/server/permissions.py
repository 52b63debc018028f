"""Enforces identity-based policies, once `PUT /moto-api/permissions` has turned that on, and records what was checked.

moto's own enforcement (INITIAL_NO_AUTH_ACTION_COUNT) knows neither resources nor conditions. So this does it before moto
serves a request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import json
import threading
from collections.abc import Callable, Iterable
from typing import Any

from moto.iam.models import get_account_id_from
from moto.utilities.utils import get_partition

from authorization import checks_of
from authorization.check import Check
from bucket_policy import allowed_by_own_bucket
from callers import Caller, FederatedCaller, caller_with
from failures import Application, refusal
from identity_policies import identity_verdict, trusts
from operations import Operation, operation_of
from policies import Request
from web_identity import federated, is_provider

PATH = "/moto-api/permissions"


class Permissions:
    def __init__(self) -> None:
        self.enforced = False
        self.lock = threading.Lock()
        # Each distinct check once, in the order of their first use, with the number of times it was made.
        self.checks: dict[str, dict[str, Any]] = {}

    def refused(self, operation: Operation) -> Check | None:
        """The first check that fails, if enforcement is on."""
        if not self.enforced:
            return None
        partition = get_partition(operation.region)
        account = get_account_id_from(operation.access_key)
        caller = federated(operation) or caller_with(operation.access_key, account, partition)
        for check in checks_of(operation, account):
            request = Request(caller, check.action, check.resource, check.context | global_keys(caller, operation))
            allowed = is_allowed(request)
            self.record(request, check, operation, allowed)
            if not allowed:
                return check
        return None

    def record(self, request: Request, check: Check, operation: Operation, allowed: bool) -> None:
        entry = {
            "principal": request.caller.arn,
            "action": check.action,
            "resource": check.resource,
            "keys": sorted(check.context),
            "operation": f"{operation.service}:{operation.name}",
            "allowed": allowed,
        }
        with self.lock:
            recorded = self.checks.setdefault(json.dumps(entry), {**entry, "times": 0})
            recorded["times"] += 1


def is_allowed(request: Request) -> bool:
    if isinstance(request.caller, FederatedCaller):
        return is_provider(request.caller.arn) and trusts(request)[0]
    verdict = identity_verdict(request)
    if verdict is False:
        return False
    if request.action == "sts:AssumeRole":
        trusted, by_name = trusts(request)
        # Within an account a trust policy that names the caller is enough; else the caller's policies count as well.
        same_account = request.resource.split(":")[4] == request.caller.account
        return trusted and (verdict is True or (same_account and by_name))
    return verdict is True or allowed_by_own_bucket(request)


def global_keys(caller: Caller, operation: Operation) -> dict[str, str]:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html"""
    return {
        "aws:PrincipalAccount": caller.account,
        "aws:PrincipalArn": caller.arn,
        "aws:RequestedRegion": operation.region,
        "aws:ResourceAccount": caller.account,
        "aws:SecureTransport": "true",
    }


def enforcing(app: Application) -> Application:
    permissions = Permissions()

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == PATH:
            return control(permissions, environ, start_response)
        operation = operation_of(environ) if permissions.enforced else None
        check = permissions.refused(operation) if operation else None
        if operation is None or check is None:
            return app(environ, start_response)
        caller = federated(operation) or caller_with(operation.access_key, None, get_partition(operation.region))
        return refusal(environ, start_response, operation.service, message(caller, check))

    return serve


def message(caller: Caller, check: Check) -> str:
    return f"User: {caller.arn} is not authorized to perform: {check.action} on resource: {check.resource}"


def control(permissions: Permissions, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """`PUT` turns enforcement on or off; `GET` lists what was checked; `DELETE` forgets it."""
    if environ["REQUEST_METHOD"] == "PUT":
        permissions.enforced = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))["enforced"]
    elif environ["REQUEST_METHOD"] == "DELETE":
        permissions.checks.clear()
    with permissions.lock:
        body = json.dumps(list(permissions.checks.values())).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
