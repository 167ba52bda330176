"""A web server that says one thing, and the health checks of the containers asked against it."""

import http.server
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def answering(status: int, body: str) -> Iterator[int]:
    """Answer each request so, inside the block; gives the port."""

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_words: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def asked(code: str, port: int) -> int:
    """Run a health check's Python against this machine's `port` and return its exit status."""
    here = re.sub(r"HTTPConnection\('[\w.]+', 8000", f"HTTPConnection('127.0.0.1', {port}", code)
    assert here != code
    return subprocess.run([sys.executable, "-c", here], capture_output=True, check=False, timeout=20).returncode
