"""A small SMTP server that does what a test wants at each step: slow, silent, refusing; it counts who comes."""

import socket
import threading
from base64 import b64decode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import BinaryIO, Self


class ScriptedServer:
    """``greeting``: its first line. ``password``: what it wants to be told; empty: it wants none.

    ``answers``: for a verb what it says to the next ones, in order; then it agrees. ``pauses``: seconds before its
    answer to a verb, of which ``220`` is the greeting and ``.`` the end of a letter. ``rate``: bytes a second it reads
    of a letter. ``hangs_up_on``: at a command that holds this it is gone; ``hangs_up_after``: so many letters it takes
    and does not confirm.
    """

    def __init__(
        self,
        greeting: str = "220 ready",
        *,
        port: int = 0,
        password: str = "",
        answers: Mapping[str, Sequence[str]] | None = None,
        pauses: Mapping[str, float] | None = None,
        rate: float = 0.0,
        hangs_up_on: bytes = b"",
        hangs_up_after: int = 0,
    ) -> None:
        self.greeting, self.password, self.rate, self.hangs_up_on = greeting, password, rate, hangs_up_on
        self.hangs_up_after = hangs_up_after
        self.answers = {verb: list(each) for verb, each in (answers or {}).items()}
        self.pauses = dict(pauses or {})
        self.letters: list[bytes] = []
        self.sign_ins = 0
        self.connections = 0
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        self._listener.bind(("127.0.0.1", port))
        self._listener.listen(64)
        self.port: int = self._listener.getsockname()[1]
        self._closing = threading.Event()
        self._threads = [threading.Thread(target=self._accept, name="scripted mail server")]
        self._open: set[socket.socket] = set()

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        for each in [self._listener, *self._open]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.add(connection)
            thread = threading.Thread(target=self._serve, args=(connection,), name="scripted mail session")
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as lines:
                self._say(connection, "220", self.greeting)
                if self.greeting.startswith("220"):
                    while self._answer(connection, lines):
                        pass
        except OSError:
            return

    def _answer(self, connection: socket.socket, lines: BinaryIO) -> bool:
        """One command; False: it is over."""
        line = lines.readline()
        verb = line[:4].decode("ascii", "replace").strip().upper()
        if not line or verb == "QUIT" or (self.hangs_up_on and self.hangs_up_on in line):
            return False
        if verb == "EHLO":
            self._say(connection, verb, "250-scripted\r\n250 AUTH PLAIN" if self.password else "250 scripted")
        elif verb == "AUTH":
            self._say(connection, verb, self._signed_in(line))
        elif verb == "DATA":
            return self._letter(connection, lines)
        else:
            self._say(connection, verb, "250 fine")
        return True

    def _signed_in(self, line: bytes) -> str:
        self.sign_ins += 1
        told = b64decode(line.split()[2]).rpartition(b"\0")[2].decode()
        return "235 welcome" if told == self.password else "535 5.7.8 wrong"

    def _letter(self, connection: socket.socket, lines: BinaryIO) -> bool:
        self._say(connection, "DATA", "354 go on")
        got = b""
        while not got.endswith(b"\r\n.\r\n"):
            more = lines.read1(16_384)
            if not more:
                return False
            got += more
            if self.rate:
                self._closing.wait(len(more) / self.rate)
        self.letters.append(got[:-5])
        if len(self.letters) <= self.hangs_up_after:
            return False
        self._say(connection, ".", "250 kept")
        return True

    def _say(self, connection: socket.socket, verb: str, otherwise: str) -> None:
        if verb in self.pauses:
            self._closing.wait(self.pauses[verb])
        told = self.answers.get(verb)
        connection.sendall(f"{told.pop(0) if told else otherwise}\r\n".encode())
