"""Drives the clients of a generated module: python driver_asyncio.py <module>. See driver.mjs."""

import asyncio
import importlib.util
import inspect
import json
import sys
import time

spec = importlib.util.spec_from_file_location("generated", sys.argv[1])
generated = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generated)

loads = {}
clients = {}
tasks = set()


def say(answer):
    print(json.dumps(answer, default=bytes.decode), flush=True)


def in_background(coroutine):
    task = asyncio.create_task(coroutine)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


async def connect():
    connected = generated.connect()
    if inspect.isawaitable(connected):
        connected = await connected
    clients.update(connected if isinstance(connected, dict) else zip(("writer", "reader"), connected))


async def call(client, method, args):
    return await getattr(clients[client], method)(*args)


async def load(client, prefix, pause):
    this = loads[prefix] = {"acknowledged": [], "errors": [], "going": True}

    async def write():
        i = 0
        while this["going"]:
            key = f"{prefix}{i}"
            try:
                await clients[client].set(key, str(i))
                this["acknowledged"].append((key, time.time() * 1000))
            except Exception as error:
                this["errors"].append((f"{type(error).__name__}: {error}", time.time() * 1000))
            i += 1
            await asyncio.sleep(pause / 1000)

    in_background(write())


async def stop(prefix):
    loads[prefix]["going"] = False
    return {name: loads[prefix][name] for name in ("acknowledged", "errors")}


OPERATIONS = {"connect": connect, "call": call, "load": load, "stop": stop}


async def serve(id, operation, **request):
    try:
        say({"id": id, "value": await OPERATIONS[operation](**request)})
    except Exception as error:
        say({"id": id, "error": f"{type(error).__name__}: {error}"})


async def main():
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        in_background(serve(**json.loads(line)))


asyncio.run(main())
