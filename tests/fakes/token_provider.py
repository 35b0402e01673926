"""A provider's token endpoint that rotates refresh tokens: each is good once, a second use ends the sign-in."""

import json
import threading
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from app.server.channels.email.provider import Host, Provider, SignInPages


class TokenProvider:
    """``asked``: forms in order; ``good``: access tokens that are good now; ``answer``: what to say instead."""

    def __init__(self, lasts_s: int = 3_600) -> None:
        self.asked: list[dict[str, str]] = []
        self.good: set[str] = set()
        self.answer: tuple[int, dict[str, str]] | None = None
        self._lasts_s = lasts_s
        self._lock = threading.Lock()
        self._current = "refresh-0"
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def provider(self) -> Provider:
        """How a site would describe it."""
        base, host = f"http://127.0.0.1:{self.port}", Host("127.0.0.1", 1, "none")
        pages = SignInPages(f"{base}/authorize", f"{base}/token", ("mail",))
        return Provider("local", "Local", frozenset({"local.example"}), host, host, oauth=pages)

    def __enter__(self) -> "TokenProvider":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()

    def _give(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        with self._lock:
            self.asked.append(form)
            if self.answer is not None:
                return self.answer[0], dict(self.answer[1])
            if form.get("grant_type") == "refresh_token" and form.get("refresh_token") != self._current:
                self.good.clear()
                return 400, {"error": "invalid_grant"}
            number = len(self.asked)
            self._current, access = f"refresh-{number}", f"access-{number}"
            self.good.add(access)
            return 200, {
                "access_token": access, "refresh_token": self._current, "expires_in": self._lasts_s,
                "token_type": "Bearer",
            }  # fmt: skip

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = {name: values[0] for name, values in parse_qs(raw).items()}
                proof = self.headers.get("Authorization", "").removeprefix("Basic ")
                status, told = provider._give(form | ({"basic": b64decode(proof).decode()} if proof else {}))
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Quiet."""

        return Handler
