"""The AWS emulator: moto, made as strict as AWS wherever moto would hide a mistake of this project.

Started by src/emulator/emulator.ts, as `python src/emulator/server --account 111111111111`.
"""

import argparse
import importlib
import os
import signal
import sys
import threading

import moto.iam.models
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from copies import copyable
from failures import failing_at_once
from faults import with_faults
from permissions import enforcing
from retries import answering_once

# Importing a module patches moto's classes.
EXTENSIONS = (
    "zones",
    "endpoint_services",
    "service_permissions",
    "endpoint_connections",
    "connection_notifications",
    "private_dns_names",
    "endpoints",
    "dependencies",
    "security_group_rules",
    "transit_gateways",
    "load_balancers",
    "listeners",
    "target_groups",
    "private_zones",
    "records",
    "alarm_health_checks",
    "bucket_policy",
    "bucket_lifecycle",
    "bucket_replication",
    "bucket_versions",
    "parameters",
    "tagged_resources",
)
PORT_DESCRIPTOR = 3


def end_with_stdin() -> None:
    """Exits once stdin is closed: the parent process holds its other end, so the parent is gone."""
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--account", required=True, help="account ID of callers that do not assume a role")
    parser.add_argument("--end-with-stdin", action="store_true", help="exit when stdin is closed")
    options = parser.parse_args()

    moto.iam.models.DEFAULT_ACCOUNT_ID = options.account
    for extension in EXTENSIONS:
        importlib.import_module(extension)

    def serve(descriptor: int) -> None:
        # Port 0: the kernel picks a free port and binds it at once, so no other process can take it in between.
        server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler)
        if options.end_with_stdin:
            threading.Thread(target=end_with_stdin, daemon=True).start()
        with os.fdopen(descriptor, "w") as announcement:
            print(server.port, file=announcement)
        server.serve_forever()

    served = with_faults(answering_once(failing_at_once(enforcing(DomainDispatcherApplication(create_backend_app)))))
    app = copyable(served, serve)
    # Nobody waits for copies that ended, so the kernel must not keep them for that.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    serve(PORT_DESCRIPTOR)


if __name__ == "__main__":
    main()
