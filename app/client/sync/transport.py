"""Requests to the server: one session a thread, one meaning for every kind of failure."""

import threading
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import requests
from requests.adapters import HTTPAdapter

from app.client.sync.answer import LATER, SignInRefused, checked, error_in, granted, read_answer
from app.client.sync.piece import PIECE_TYPE, Piece
from app.client.sync.renewal import RefreshToken
from app.client.sync.world import AuthExpired, Offline, Portal
from app.protocol.auth import SignIn, Tokens
from app.protocol.inbox import IDEMPOTENCY_HEADER
from app.protocol.versions import EPOCH_HEADER, HEALTH_PATH, LOGOUT_PATH, REFRESH_PATH, TOKEN_PATH
from app.protocol.wire import encode

T = TypeVar("T")

CONNECT_S, READ_S = 5.0, 30.0
TRYING_READ_S = 90.0
"""The server itself asks somebody else before it answers."""
STREAM_READ_S = 45.0
"""Three heartbeats without a byte: the stream is dead (sync.md 2.6)."""


class _SystemTrust(HTTPAdapter):
    """TLS checked by the certificates the operating system trusts, a company's own among them."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        import ssl

        import truststore

        options["ssl_context"] = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        super().init_poolmanager(*args, **options)


class Transport:
    """Speaks to one server for one person. Any thread; each has a session of its own.

    ``refresh_token``: what is kept of the sign-in.
    """

    def __init__(
        self,
        url: str,
        *,
        refresh_token: RefreshToken | None = None,
        access: str = "",
    ) -> None:
        self._url = url.rstrip("/")
        self._refresh_token = refresh_token or RefreshToken()
        self._access = access
        self._is_silent = False
        self._lock = threading.Lock()
        self._local = threading.local()

    @property
    def url(self) -> str:
        """Where the server is reached."""
        return self._url

    def move_to(self, url: str) -> None:
        """The server has another address now; the same server, so nothing else changes."""
        self._url = url.rstrip("/")

    # ------------------------------------------------------------------ signing in and out

    def sign_in(self, wish: SignIn) -> Tokens:
        """Tokens for a password or a trial secret.

        Raises:
            SignInRefused: they are wrong, or there were too many tries.
            Offline: the server did not answer.
        """
        response = self._send("POST", TOKEN_PATH, encode(wish), {})
        if response.status_code in {401, 403, 429}:
            said = error_in(response)
            raise SignInRefused(said.error, said.detail.get("tries_left"))
        tokens = read_answer(checked(response), Tokens)
        with self._lock:
            self._access = tokens.access
        return tokens

    def sign_out(self) -> None:
        """Tell the server to forget this device's tokens; silence is fine."""
        if not self._access:
            return
        try:
            self._send("POST", LOGOUT_PATH, b"", self._authorisation())
        except Offline:
            return
        finally:
            self._access = ""

    # ------------------------------------------------------------------ requests

    def post(self, path: str, message: Any, kind: type[T]) -> T:
        """Send a message and read the answer.

        Raises:
            Offline, AuthExpired, Revoked, TooOld, Gap, Forked: see ``app.client.sync.world``.
        """
        response = self._authorised("POST", path, encode(message))
        return read_answer(checked(response), kind)

    def ask(self, method: str, path: str, message: Any, kind: type[T], *, key: UUID | None = None) -> T:
        """A request that the server may refuse; ``key``: under which it is done once, however often it is sent.

        Raises:
            SaidNo: it refused, nothing was changed.
            Offline, AuthExpired: see ``app.client.sync.world``.
        """
        headers = {} if key is None else {IDEMPOTENCY_HEADER: str(key)}
        body = None if message is None else encode(message)
        response = self._authorised(method, path, body, headers=headers, read_s=TRYING_READ_S)
        return read_answer(granted(response), kind)

    def fetch(self, path: str) -> requests.Response:
        """A file that the server makes and may refuse, to be read in pieces; the caller closes it. Raises like ask."""
        return granted(self._authorised("GET", path, None, stream=True, read_s=TRYING_READ_S))

    def hint(self, path: str, body: bytes = b"") -> None:
        """Post something that nobody misses when it is lost. Raises like ``post``."""
        checked(self._authorised("POST", path, body))

    def exchange(
        self, method: str, path: str, body: "Piece | None" = None, headers: Mapping[str, str] | None = None
    ) -> requests.Response:
        """One request about a file, whose status the caller reads.

        Raises:
            Offline, AuthExpired, Revoked, TooOld: what means the same for every request.
        """
        response = self._authorised(method, path, body, headers=headers)
        common = response.status_code in {401, 403, 426} | LATER or response.status_code >= 500
        return checked(response) if common else response

    def stream(self, path: str, *, read_s: float = STREAM_READ_S) -> requests.Response:
        """An open answer; the caller closes it. ``read_s``: the longest silence. Raises like ``post``."""
        response = self._authorised("GET", path, None, stream=True, read_s=read_s)
        return checked(response)

    def _authorised(
        self,
        method: str,
        path: str,
        body: "bytes | Piece | None",
        *,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> requests.Response:
        used, extra = self._access, dict(headers or {})
        if not used:
            used = self._renew(used)
        response = self._send(method, path, body, self._authorisation() | extra, **more)
        if response.status_code == 401:
            response.close()
            self._renew(used)
            response = self._send(method, path, body, self._authorisation() | extra, **more)
            if response.status_code == 401:
                response.close()
                raise AuthExpired
        return response

    def _renew(self, used: str) -> str:
        """Change the refresh token for new tokens, once for all threads that saw ``used`` expire.

        A server that did not answer last is greeted first: to ask the keyring takes four times as long as that.
        """
        with self._lock:
            if self._access != used:
                return self._access
            if self._is_silent:
                self._send("GET", HEALTH_PATH, None, {}).close()
            if (wish := self._refresh_token.wish()) is None:
                raise AuthExpired
            response = self._send("POST", REFRESH_PATH, encode(wish), {})
            if response.status_code == 401:
                raise AuthExpired
            return self._take(read_answer(checked(response), Tokens))

    def _take(self, tokens: Tokens) -> str:
        self._refresh_token.keep(tokens)
        self._access = tokens.access
        return self._access

    def _authorisation(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._access}"}

    def _send(
        self,
        method: str,
        path: str,
        body: "bytes | Piece | None",
        headers: Mapping[str, str],
        *,
        stream: bool = False,
        read_s: float | None = None,
    ) -> requests.Response:
        """One request.

        Raises:
            Offline: no answer, or not one of a Deskhand server: a captive portal answers in its place.
        """
        extra = {"Accept": "text/event-stream", "Accept-Encoding": "identity"} if stream else {}
        if body is not None:
            extra["Content-Type"] = "application/json" if isinstance(body, bytes) else PIECE_TYPE
        try:
            response = self._session().request(
                method,
                self._url + path,
                data=iter(body) if isinstance(body, Piece) else body,
                headers={**headers, **extra},
                stream=stream,
                allow_redirects=False,
                timeout=(CONNECT_S, READ_S if read_s is None else read_s),
            )
        except (requests.RequestException, OSError) as error:
            self._is_silent = True
            raise Offline(type(error).__name__) from error
        self._is_silent = EPOCH_HEADER not in response.headers
        if self._is_silent:
            response.close()
            raise Portal("not answered by Deskhand")  # it knows nothing of when the server comes back
        return response

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = _session_to(self._url)
        return session


def _session_to(url: str) -> requests.Session:
    """Past every proxy when the server is on this computer."""
    session = requests.Session()
    session.headers.update({"Accept-Encoding": "zstd, identity", "User-Agent": "Deskhand"})
    session.mount("https://", _SystemTrust())
    if urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}:
        session.trust_env = False
    return session


def greet(url: str) -> None:
    """Ask a server for a sign of life, without a sign-in. Raises ``Offline``."""
    checked(Transport(url)._send("GET", HEALTH_PATH, None, {})).close()  # noqa: SLF001  the same module
