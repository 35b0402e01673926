"""A scripted HTTP server on loopback: answers what a test told it to, and remembers what it was asked."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from app.protocol.versions import EPOCH_HEADER


@dataclass
class Scripted:
    """One answer. ``epoch=False``: like a captive portal, without Deskhand's header; ``missing``: bytes it lacks."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    epoch: bool = True
    missing: int = 0


class ScriptedServer:
    """Answers requests for a path with its scripted answers in turn; the last one stays."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Scripted]] = {}
        self.asked: list[tuple[str, Mapping[str, str], bytes]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.asked.append((self.path, dict(self.headers), self._body()))
                script = outer.answers.get(self.path) or [Scripted(404)]
                said = script.pop(0) if len(script) > 1 else script[0]
                self.send_response(said.status)
                if said.epoch:
                    self.send_header(EPOCH_HEADER, "e")
                for name, value in said.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said.body) + said.missing))
                self.end_headers()
                self.wfile.write(said.body)
                self.close_connection = self.close_connection or bool(said.missing)

            def do_POST(self) -> None:
                self.do_GET()

            def _body(self) -> bytes:
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))

            def log_message(self, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def say(self, path: str, *answers: Scripted) -> None:
        self.answers[path] = list(answers)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
