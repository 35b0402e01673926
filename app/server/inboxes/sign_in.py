"""Sign-ins at mail providers: begun by an administrator at a desk, answered in any browser, taken once."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import delete, update

from app.commands.base import SYSTEM
from app.model.account import InboxSecret
from app.model.administration import MailSignIn
from app.model.identifier import new_id
from app.protocol.inbox import CALLBACK_PATH, BeginSignIn, SignInBegun, SignInState
from app.server.channels.email.access_token import keys_of, registration_id, values_of
from app.server.channels.email.oauth import (
    ClientKeys,
    Grant,
    ProviderAway,
    TokenRefused,
    authorize_url,
    exchange,
    new_verifier,
)
from app.server.channels.email.provider import Provider, Providers, SignInPages
from app.server.channels.email.secret import InboxSecrets
from app.server.clock import Clock
from app.server.db import Database
from app.server.errors import Denied
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

STATE_PURPOSE = "mail sign-in state"
"""Name under which the key of states is derived."""

GOOD_FOR = timedelta(minutes=15)
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_SIGNATURE = 32


class BadState(Exception):
    """The answer belongs to no sign-in of ours, or it was given before, or too late."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the browser is told: whose sign-in it was, and the provider's error code, empty when all went well."""

    ws: UUID
    said: str = ""


class SignIns:
    """Safe from any thread and process: everything is in the database."""

    def __init__(
        self,
        uow: UnitOfWork,
        database: Database,
        secrets: InboxSecrets,
        providers: Providers,
        clock: Clock,
        state_key: bytes,
    ) -> None:
        self._uow = uow
        self._database = database
        self._secrets = secrets
        self._providers = providers
        self._clock = clock
        self._key = state_key

    def begin(self, ws: UUID, user_id: UUID, wish: BeginSignIn) -> SignInBegun:
        """Where to send the browser.

        Raises:
            Denied: 404 ``no_provider``, 409 ``not_registered``, 400 ``bad_setting``.
        """
        provider, keys = self._registration(ws, wish.provider)
        redirect, verifier, sign_in_id = redirect_of(wish.server_url), new_verifier(), new_id()
        state = self._sign(ws, sign_in_id)

        def work(tx: ServerTx) -> None:
            tx.session.execute(delete(MailSignIn).where(MailSignIn.until < tx.now))
            sealed = self._secrets.seal(ws, sign_in_id, {"verifier": verifier, "redirect": redirect})
            row = MailSignIn(id=sign_in_id, user_id=user_id, provider=provider.code, until=tx.now + GOOD_FOR)
            row.sealed = sealed
            tx.put(row)

        self._uow.run(ws, SYSTEM, work)
        url = authorize_url(
            _pages(provider), keys, redirect=redirect, state=state, verifier=verifier, address=wish.address
        )
        return SignInBegun(id=sign_in_id, url=url)

    def answer(self, query: Mapping[str, str]) -> Answer:
        """Take what the provider sent back with the browser: once, and only for a sign-in of ours.

        Raises:
            BadState: see there.
        """
        ws, sign_in_id = self._verified(query.get("state", ""))
        row = self._uow.run(ws, SYSTEM, lambda tx: _claim(tx, sign_in_id))
        if row is None:
            raise BadState
        try:
            grant = self._exchanged(row, query)
        except (TokenRefused, ProviderAway) as refused:
            said = refused.said or "refused"
            self._uow.run(ws, SYSTEM, lambda tx: _settle(tx, sign_in_id, "refused", said=said))
            return Answer(ws, said)
        sealed = self._secrets.seal(ws, sign_in_id, values_of(grant))
        self._uow.run(ws, SYSTEM, lambda tx: _settle(tx, sign_in_id, "done", sealed=sealed))
        return Answer(ws)

    def state(self, ws: UUID, user_id: UUID, sign_in_id: UUID) -> SignInState:
        """How far it is."""
        row = self._own(ws, user_id, sign_in_id)
        return SignInState(state="expired") if row is None else SignInState(state=row.state, said=row.said)

    def tokens(self, ws: UUID, user_id: UUID, sign_in_id: UUID | None) -> dict[str, str]:
        """What a finished sign-in gave, as sealed values; empty without one.

        Raises:
            Denied: 409 ``not_signed_in``.
        """
        if sign_in_id is None:
            return {}
        row = self._own(ws, user_id, sign_in_id)
        if row is None or row.state != "done":
            raise Denied(409, "not_signed_in")
        return self._secrets.open(InboxSecret(ws=ws, inbox_id=row.id, sealed=row.sealed))

    def _exchanged(self, row: MailSignIn, query: Mapping[str, str]) -> Grant:
        if query.get("error") or not query.get("code"):
            raise TokenRefused(" ".join(query.get("error", "no_code").split())[:80])
        kept = self._secrets.open(InboxSecret(ws=row.ws, inbox_id=row.id, sealed=row.sealed))
        try:
            provider, keys = self._registration(row.ws, row.provider)
        except Denied as gone:
            raise TokenRefused(gone.error) from gone
        grant = exchange(
            _pages(provider), keys, code=query["code"], redirect=kept["redirect"], verifier=kept["verifier"],
            now=self._clock.now(),
        )  # fmt: skip
        if not grant.refresh:
            raise TokenRefused("no_refresh_token")
        return grant

    def _registration(self, ws: UUID, code: str) -> tuple[Provider, ClientKeys]:
        provider = self._providers.find(code)
        if provider is None or provider.oauth is None:
            raise Denied(404, "no_provider")
        with self._database.read() as session:
            keys = keys_of(self._secrets.open(session.get(InboxSecret, (ws, registration_id(code)))))
        if not keys.client_id:
            raise Denied(409, "not_registered")
        return provider, keys

    def _own(self, ws: UUID, user_id: UUID, sign_in_id: UUID) -> MailSignIn | None:
        with self._database.read() as session:
            row = session.get(MailSignIn, (ws, sign_in_id))
        good = row is not None and row.user_id == user_id and row.until > self._clock.now()
        return row if good else None

    def _sign(self, ws: UUID, sign_in_id: UUID) -> str:
        named = ws.bytes + sign_in_id.bytes
        signed = hmac.new(self._key, named, hashlib.sha256).digest()
        return base64.urlsafe_b64encode(named + signed).rstrip(b"=").decode()

    def _verified(self, state: str) -> tuple[UUID, UUID]:
        try:
            raw = base64.urlsafe_b64decode(state.encode("ascii") + b"==")
        except ValueError as error:
            raise BadState from error
        named, signed = raw[:-_SIGNATURE], raw[-_SIGNATURE:]
        good = hmac.compare_digest(signed, hmac.new(self._key, named, hashlib.sha256).digest())
        if len(named) != 32 or not good:
            raise BadState
        return UUID(bytes=named[:16]), UUID(bytes=named[16:])


def redirect_of(server_url: str) -> str:
    """The way back to this server, as the desk reaches it. Raises ``Denied``: 400 ``bad_setting``."""
    parts = urlsplit(server_url)
    local = parts.hostname in _LOOPBACK
    if parts.scheme not in ({"http", "https"} if local else {"https"}) or not parts.hostname or parts.query:
        raise Denied(400, "bad_setting", field="server_url")
    return server_url.rstrip("/") + CALLBACK_PATH


def _pages(provider: Provider) -> SignInPages:
    assert provider.oauth is not None
    return provider.oauth


def _claim(tx: ServerTx, sign_in_id: UUID) -> MailSignIn | None:
    """One answer only: whoever moves the row on first has it."""
    mine = (MailSignIn.ws == tx.ws) & (MailSignIn.id == sign_in_id)
    open_ones = mine & (MailSignIn.state == "begun") & (MailSignIn.until > tx.now)
    taken = tx.session.execute(update(MailSignIn).where(open_ones).values(state="answered").returning(MailSignIn.id))
    return None if taken.scalar() is None else tx.session.get(MailSignIn, (tx.ws, sign_in_id))


def _settle(tx: ServerTx, sign_in_id: UUID, state: str, *, said: str = "", sealed: bytes | None = None) -> None:
    row = tx.session.get(MailSignIn, (tx.ws, sign_in_id))
    if row is not None:
        row.state, row.said = state, said[:200]
        row.sealed = row.sealed if sealed is None else sealed
