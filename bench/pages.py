"""Pages over HTTP against the one-query page: the same server, the same session, in turns."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.core.management import call_command
from django.test import Client

from bench.harness import alternate
from osuuskunta.accounts.models import User
from osuuskunta.project.models import Project

ROOT = Path(__file__).resolve().parents[1]
ONE_QUERY = "the one-query page"
PAGES = {
    ONE_QUERY: "/p/DEMO/bench/one-query/",
    "front page": "/p/DEMO/",
    "project card": "/p/DEMO/card/",
    "sites": "/p/DEMO/sites/",
    "limits, about 110 rows": "/p/DEMO/limits/",
    "people and rights, 34 rows": "/p/DEMO/staff/",
}


def measure() -> dict[str, float]:
    """Return the median microseconds a page; DEMO is made first when it is not there."""
    if not Project.objects.filter(code="DEMO").exists():
        call_command("demo", stdout=sys.stderr)
    call_command("collectstatic", interactive=False, verbosity=0)  # names with hashes, as in production
    cookie = _session("admin@example.org")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "1",
               "--no-ws", "--port", str(port), "--log-level", "error", "bench.wsgi:application"]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "LOG_LEVEL": "ERROR"})
    try:
        _wait(port)
        return alternate({name: _asking(port, path, cookie) for name, path in PAGES.items()}, calls=20)
    finally:
        server.terminate()
        server.wait(10)


def _session(email: str) -> str:
    client = Client()
    client.force_login(User.objects.get(email=email), "allauth.account.auth_backends.AuthenticationBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


def _wait(port: int) -> None:
    for _try in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The server under measurement did not start.")


def _asking(port: int, path: str, cookie: str) -> Callable[[], object]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask() -> int:
        connection.request("GET", path, headers={"Cookie": cookie})
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, (path, answer.status, body[:200])
        return len(body)

    return ask
