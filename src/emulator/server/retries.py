"""Answers a repeated request with the first answer: a connection that breaks on this machine must not look like AWS.

A client that lost the answer sends its request again, with the same invocation ID. Taken for a new request, it would be
told that its own security group rule, say, exists already.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any

from failures import Application

MOST_ANSWERS = 1000
LONGEST_WAIT_SECONDS = 30


class Answer:
    def __init__(self) -> None:
        self.complete = threading.Event()
        self.status = ""
        self.headers: list[tuple[str, str]] = []
        self.body = b""

    @property
    def is_success(self) -> bool:
        """Whether to give it again. After an error, which may be made on purpose, the request is served anew."""
        return self.complete.is_set() and self.status.startswith("2")


def answering_once(app: Application) -> Application:
    answers: OrderedDict[str, Answer] = OrderedDict()
    lock = threading.Lock()

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        invocation = environ.get("HTTP_AMZ_SDK_INVOCATION_ID")
        if not invocation:
            return app(environ, start_response)
        with lock:
            earlier = answers.get(invocation)
            answer = answers[invocation] = earlier or Answer()
            if len(answers) > MOST_ANSWERS:
                answers.popitem(last=False)
        if earlier:
            earlier.complete.wait(LONGEST_WAIT_SECONDS)
            if earlier.is_success:
                start_response(earlier.status, earlier.headers)
                return [earlier.body]

        def record(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            answer.status, answer.headers = status, headers
            return start_response(status, headers, *rest)

        try:
            parts = app(environ, record)
            answer.body = b"".join(parts)
            # Whoever consumes a response closes it: https://peps.python.org/pep-3333/#specification-details
            getattr(parts, "close", lambda: None)()
            return [answer.body]
        finally:
            answer.complete.set()

    return serve
