"""Faults that tests ask for: an answer that never comes, or errors for a while.

A test posts JSON to /faults: {"action": "CreateLoadBalancer", "kind": "hold" | "error" | "throttle", "times": 3}. `action`
is a call's name or, for Route 53 and S3, how its method and path begin. GET /faults lists the calls that are held.
"""

import io
import json
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from failures import Application

LONGEST_HOLD_SECONDS = 60
RESPONSES = {"error": ("500 Internal Server Error", "InternalFailure"), "throttle": ("503 Slow Down", "Throttling")}


def with_faults(app: Application) -> Application:
    faults: list[dict[str, Any]] = []
    held: list[str] = []
    lock = threading.Lock()

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = read_body(environ)
        if environ["PATH_INFO"] == "/faults":
            if environ["REQUEST_METHOD"] == "POST":
                faults.append(json.loads(body))
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(held).encode()]
        names = names_of(environ, body)
        with lock:
            fault = next((one for one in faults if one["times"] > 0 and any(n.startswith(one["action"]) for n in names)), None)
            if fault:
                fault["times"] -= 1
        if not fault:
            return app(environ, start_response)
        if fault["kind"] == "hold":
            parts = list(app(environ, start_response))
            held.append(fault["action"])
            threading.Event().wait(LONGEST_HOLD_SECONDS)
            return parts
        status, code = RESPONSES[fault["kind"]]
        start_response(status, [("Content-Type", "text/xml"), ("X-Amzn-ErrorType", code)])
        error = f"<Error><Code>{code}</Code><Message>A fault that a test asked for.</Message></Error>"
        return [f"<ErrorResponse>{error}</ErrorResponse>".encode()]

    return serve


def read_body(environ: dict[str, Any]) -> bytes:
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def names_of(environ: dict[str, Any], body: bytes) -> list[str]:
    target = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
    form = parse_qs(body.decode(errors="replace")) if "urlencoded" in environ.get("CONTENT_TYPE", "") else {}
    action = form.get("Action", [""])[0]
    return [name for name in (target, action, f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}") if name]
