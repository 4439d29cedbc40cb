"""A plugin in Python: shows an issue, and tries to reach what it does not declare."""

import json
import os
import socket
import sys

import wit_world
from componentize_py_types import Err
from wit_world.imports import http, output, types

ISSUE = "/rest/api/3/issue/{issueIdOrKey}"


class WitWorld(wit_world.WitWorld):
    def run(self, invocation):
        arguments = json.loads(invocation.args)
        if invocation.command == ["get"]:
            get(arguments["key"])
        else:
            output.emit(json.dumps(reach(arguments["way"])))


def ask(key):
    request = http.Request("jira", http.Method.GET, ISSUE, [http.Param("issueIdOrKey", key)], [], [], http.Body_None_())
    return http.send(request)


def get(key):
    try:
        response = ask(key)
    except Err as error:
        raise failure("other", error.value.message)
    if response.status == 404:
        raise failure("not-found", f"there is no issue {key}", response.status)
    output.emit(response.body.decode())


def failure(kind, message, status=None):
    return Err(types.Failure(kind, message, [], status, None))


WAYS = {
    "undeclared": lambda: undeclared(),
    "environment": lambda: dict(os.environ),
    "arguments": lambda: sys.argv[1:],
    "read": lambda: open("/etc/passwd").read(),
    "write": lambda: open("/tmp/written", "w").write("x"),
    "list": lambda: os.listdir("/"),
    "name": lambda: socket.getaddrinfo("localhost", 80),
    "connect": lambda: socket.create_connection(("127.0.0.1", 80), 1).close(),
    "listen": lambda: socket.create_server(("127.0.0.1", 0)).close(),
    "process": lambda: os.system("true"),
    "input": lambda: sys.stdin.read(),
}


def undeclared():
    try:
        return ask("DEV-1").status
    except Err as error:
        return error.value.code


def reach(way):
    try:
        return {"way": way, "got": repr(WAYS[way]())}
    except Exception as error:
        return {"way": way, "refused": f"{type(error).__name__}: {error}"}
