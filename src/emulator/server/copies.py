"""`POST /moto-api/copies` makes a copy of the emulator, with everything in it, that goes its own way from then on.

A fork copies the memory of the process, but only the thread that serves this request. So there must be no other request.
"""

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

from failures import Application

PATH = "/moto-api/copies"


def copyable(app: Application, serve_copy: Callable[[int], None]) -> Application:
    """Serves requests for copies. `serve_copy` serves one on a new port, which it writes to a descriptor."""

    def serve(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") != PATH:
            return app(environ, start_response)
        reading, writing = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            serve_copy(writing)
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as announcement:
            body = json.dumps({"pid": pid, "port": int(announcement.read())}).encode()
        start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    return serve
