"""A wire to the database that can be cut: a small TCP relay on a port of its own."""

import contextlib
import socket
import threading

from django.db import connection


class Wire:
    """Relays to the test database. While it is cut, connections are refused and those that were open are gone."""

    def __init__(self) -> None:
        here = connection.settings_dict
        self.host, self.to = here["HOST"], int(here["PORT"] or 5432)
        self.port = 0
        self.ends: list[socket.socket] = []
        self.mend()

    def _dial(self) -> socket.socket:
        if self.host.startswith("/"):
            end = socket.socket(socket.AF_UNIX)
            end.connect(f"{self.host}/.s.PGSQL.{self.to}")
            return end
        return socket.create_connection((self.host or "127.0.0.1", self.to))

    def mend(self) -> None:
        """Let connections through."""
        self.door = socket.create_server(("127.0.0.1", self.port))
        self.port = self.door.getsockname()[1]
        threading.Thread(target=self._welcome, args=(self.door,), daemon=True).start()

    def cut(self) -> None:
        """Refuse connections and drop those that are open."""
        self._end(self.door)
        while self.ends:
            self._end(self.ends.pop())

    def _end(self, end: socket.socket) -> None:
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()

    def _welcome(self, door: socket.socket) -> None:
        while True:
            try:
                guest, _ = door.accept()
                other = self._dial()
            except OSError:
                return
            self.ends += [guest, other]
            for source, target in ((guest, other), (other, guest)):
                threading.Thread(target=self._relay, args=(source, target), daemon=True).start()

    def _relay(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for end in (source, target):
            self._end(end)
