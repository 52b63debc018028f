"""Drives the clients of a generated module: python driver.py <module>. See driver.mjs."""

import importlib.util
import json
import sys
import threading
import time

spec = importlib.util.spec_from_file_location("generated", sys.argv[1])
generated = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generated)

lock = threading.Lock()
loads = {}
clients = {}


def say(answer):
    with lock:
        print(json.dumps(answer), flush=True)


def connect():
    connected = generated.connect()
    clients.update(connected if isinstance(connected, dict) else zip(("writer", "reader"), connected))


def call(client, method, args):
    return getattr(clients[client], method)(*args)


def load(client, prefix, pause):
    this = loads[prefix] = {"acknowledged": [], "errors": [], "going": True}

    def write():
        i = 0
        while this["going"]:
            key = f"{prefix}{i}"
            try:
                clients[client].set(key, str(i))
                this["acknowledged"].append((key, time.time() * 1000))
            except Exception as error:
                this["errors"].append((f"{type(error).__name__}: {error}", time.time() * 1000))
            i += 1
            time.sleep(pause / 1000)

    threading.Thread(target=write, daemon=True).start()


def stop(prefix):
    loads[prefix]["going"] = False
    return {name: list(loads[prefix][name]) for name in ("acknowledged", "errors")}


OPERATIONS = {"connect": connect, "call": call, "load": load, "stop": stop}


def serve(id, operation, **request):
    try:
        say({"id": id, "value": OPERATIONS[operation](**request)})
    except Exception as error:
        say({"id": id, "error": f"{type(error).__name__}: {error}"})


for line in sys.stdin:
    threading.Thread(target=serve, kwargs=json.loads(line), daemon=True).start()
