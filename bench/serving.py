"""A server under measurement, a session for it, and a browser's request over a connection that stays open."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.test import Client

from osuuskunta.accounts.models import User

ROOT = Path(__file__).resolve().parents[1]
ONE_QUERY = "the one-query page"
ONE_QUERY_PATH = "/p/DEMO/bench/one-query/"


@contextmanager
def serving(environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """Serve `bench.wsgi` inside the block, with one worker and one thread, and yield the port."""
    call_command("collectstatic", interactive=False, verbosity=0)  # names with hashes, as in production
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "1",
               "--no-ws", "--port", str(port), "--log-level", "error", "bench.wsgi:application"]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **(environment or {}), "LOG_LEVEL": "ERROR"})
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int) -> None:
    for _try in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The server under measurement did not start.")


def session(email: str) -> str:
    """Sign a demo account in, in the connected database, and return the cookie."""
    client = Client()
    client.force_login(User.objects.get(email=email), "allauth.account.auth_backends.AuthenticationBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


def asking(port: int, path: str, cookie: str) -> Callable[[], int]:
    """Return what asks for a page and returns the length of the answer; anything but 200 is an AssertionError."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask() -> int:
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status, body[:200])
        return len(body)

    return ask
