"""Tells which operation of which AWS service a request is for, before moto serves it."""

import io
from dataclasses import dataclass
from typing import Any

from moto.core.parse import PROTOCOL_PARSERS
from moto.core.request import Request, determine_request_protocol
from moto.core.routing import NotFound, get_service_router
from moto.core.utils import get_service_model

Environ = dict[str, Any]

# botocore's names of services that sign requests under another name.
MODELS = {"elasticloadbalancing": "elbv2", "monitoring": "cloudwatch"}


@dataclass(frozen=True)
class Operation:
    service: str
    """The service's prefix in policies: `ec2`, `elasticloadbalancing`."""
    name: str
    parameters: dict[str, Any]
    region: str
    access_key: str


UNSIGNED = "AssumeRoleWithWebIdentity"
"""The only operation whose callers have no credentials yet: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html"""


def operation_of(environ: Environ) -> Operation | None:
    """The operation that a request is for. `None` for unsigned requests other than for credentials, such as moto's own API."""
    scope = credential_scope(environ.get("HTTP_AUTHORIZATION", ""))
    request = Request(with_readable_body(environ))
    if scope is None and request.values.get("Action") != UNSIGNED:
        return None
    access_key, region, service = scope or ("", "us-east-1", "sts")
    model = get_service_model(MODELS.get(service, service))
    name, in_path = named_operation(request, model.service_name)
    if name is None:
        return None
    # The protocol of an object's upload is its content: nothing in it is a parameter.
    body = b"" if name == "PutObject" else request.get_data()
    parser = PROTOCOL_PARSERS[determine_request_protocol(model, request.content_type)]
    parameters = parser(model.operation_model(name)).parse(
        {
            "method": request.method,
            "values": request.values,
            "headers": request.headers,
            "body": body,
            "url_path": request.path,
            "url_params": in_path,
        }
    )
    return Operation(service, name, parameters, region, access_key)


def credential_scope(authorization: str) -> tuple[str, str, str] | None:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html"""
    _, found, rest = authorization.partition("Credential=")
    if not found:
        return None
    access_key, _, region, service, *_ = rest.split(",")[0].split("/")
    return access_key, region, service


def with_readable_body(environ: Environ) -> Environ:
    """A copy of the environment. The body stays readable for whoever serves the request."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(length) if length else b""
    if length:
        environ["wsgi.input"] = io.BytesIO(body)
    return {**environ, "wsgi.input": io.BytesIO(body), "wsgi.input_terminated": False}


def named_operation(request: Request, service: str) -> tuple[str | None, dict[str, Any]]:
    if name := request.values.get("Action"):
        return name, {}
    if target := request.headers.get("X-Amz-Target"):
        return target.split(".")[-1], {}
    try:
        operation, in_path = get_service_router(service).match(request)
        return operation.name, in_path
    except NotFound:
        return None, {}
