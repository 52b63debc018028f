"""Makes calls that the emulator does not implement fail at once, instead of after minutes of retries.

moto answers 500 when an operation is missing. SDKs treat a 500 as transient and retry it; they don't retry a 501.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
"""

import json
import sys
import traceback
from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

CODE = "NotEmulated"


def failing_at_once(app: Application) -> Application:
    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        try:
            return app(environ, start_response)
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            message = f"The AWS emulator: {type(error).__name__}: {error}"
            return answered(environ, start_response, "501 Not Implemented", CODE, message)

    return serve


def refusal(environ: dict[str, Any], start_response: Callable[..., Any], service: str, message: str) -> list[bytes]:
    """Answers that the caller lacks a permission.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
    https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
    """
    # Closed with unread input, the connection would be reset before the client has read the answer. Input of a known length
    # has been read already.
    if environ.get("wsgi.input_terminated"):
        environ["wsgi.input"].read()
    code = "UnauthorizedOperation" if service == "ec2" else "AccessDenied"
    if "json" in environ.get("CONTENT_TYPE", ""):
        code = "AccessDeniedException"
    return answered(environ, start_response, "403 Forbidden", code, message)


def answered(
    environ: dict[str, Any], start_response: Callable[..., Any], status: str, code: str, message: str
) -> list[bytes]:
    content_type, body = answer(environ, code, message)
    headers = [("Content-Type", content_type), ("X-Amzn-ErrorType", code), ("Content-Length", str(len(body)))]
    start_response(status, headers)
    return [body]


def answer(environ: dict[str, Any], code: str, message: str) -> tuple[str, bytes]:
    """The content type and body of an error, in the format of the service called."""
    if "json" in environ.get("CONTENT_TYPE", ""):
        return "application/x-amz-json-1.1", json.dumps({"__type": code, "message": message}).encode()
    error = f"<Error><Code>{code}</Code><Message>{escape(message)}</Message></Error>"
    if "/ec2/aws4_request" in environ.get("HTTP_AUTHORIZATION", ""):
        return "text/xml", f"<Response><Errors>{error}</Errors></Response>".encode()
    if "/s3/aws4_request" in environ.get("HTTP_AUTHORIZATION", ""):
        return "text/xml", error.encode()
    return "text/xml", f"<ErrorResponse>{error}</ErrorResponse>".encode()
