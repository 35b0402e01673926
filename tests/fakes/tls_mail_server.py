"""A real SMTP server with TLS, a certificate of its own and a password."""

import asyncio
import base64
import ipaddress
import ssl
import threading
from collections.abc import Container
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.server.channels.email.smtp_server import loopback


def self_signed(folder: Path, name: str = "127.0.0.1") -> tuple[Path, ssl.SSLContext]:
    """A certificate of an address, signed by nobody but itself: its file, and the server's context."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(name))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / f"{name}.crt", folder / f"{name}.key"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, secret)
    return certificate, context


class TlsMailServer:
    """``way``: ``starttls`` (demanded before anything else), ``tls`` from the first byte, or ``none``.

    ``taken``: letters; ``logins``: what was tried, in order; ``accounts``: who may come in. ``tokens``: access tokens
    that are good now; the mechanism XOAUTH2 takes them.
    """

    def __init__(
        self, way: str, context: ssl.SSLContext, accounts: dict[str, str], tokens: Container[str] = ()
    ) -> None:
        self.taken: list[bytes] = []
        self.logins: list[tuple[str, str]] = []
        self._accounts = accounts
        self._tokens = tokens
        self._from_the_first_byte = context if way == "tls" else None
        more: dict[str, Any] = {"authenticator": self._authenticate}
        if way == "starttls":
            more |= {"tls_context": context, "require_starttls": True, "auth_required": True}
        elif way == "tls":
            more |= {"auth_require_tls": False}
        self._listener = loopback()
        self.port: int = self._listener.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._make = lambda: SMTP(self, hostname="localhost", loop=self._loop, **more)
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve()), daemon=True)

    def __enter__(self) -> "TlsMailServer":
        self._thread.start()
        assert self._ready.wait(30)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(30)
        self._loop.close()

    async def _serve(self) -> None:
        self._over = asyncio.Event()
        server = await self._loop.create_server(self._make, sock=self._listener, ssl=self._from_the_first_byte)
        self._ready.set()
        await self._over.wait()
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep the letter."""
        self.taken.append(envelope.content)
        return "250 Kept"

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:
        """As Google describes it: a refusal is told as a challenge, which has to be answered by an empty line."""
        said = base64.b64decode(args[1]).decode() if len(args) > 1 else ""
        parts = dict(it.partition("=")[::2] for it in said.split("\x01") if it)
        user, token = parts.get("user", ""), parts.get("auth", "").removeprefix("Bearer ")
        self.logins.append((user, token))
        if token in self._tokens:
            return AuthResult(success=True, auth_data=user)
        await server.challenge_auth(b'{"status":"401","schemes":"bearer"}')
        return AuthResult(success=False, handled=False)

    def _authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        if not isinstance(data, LoginPassword):
            return AuthResult(success=False, handled=False)
        user, password = data.login.decode(), data.password.decode()
        self.logins.append((user, password))
        return AuthResult(success=self._accounts.get(user) == password, handled=False)
