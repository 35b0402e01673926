"""Signing in: tries are counted, devices registered, refresh tokens rotated."""

import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.commands.base import SYSTEM
from app.domain.recovery_key import public_key
from app.model.account import Credential, RefreshToken
from app.model.identifier import new_id
from app.model.sync import SyncClient
from app.model.workspace import User, Workspace
from app.protocol.auth import Refresh, SignIn, Tokens
from app.server.auth.password import is_right
from app.server.auth.token import ACCESS_FOR, GRACE, REFRESH_FOR, TokenSigner, is_secret, new_secret, stored
from app.server.clock import Clock
from app.server.db import Database
from app.server.errors import Denied
from app.server.unit_of_work import ServerTx, UnitOfWork

TRIES = 5
"""Wrong passwords before an address is locked."""

LOCK = timedelta(minutes=1)
LONGEST_LOCK = timedelta(minutes=15)
MAX_UNKNOWN = 1_000


@dataclass(slots=True)
class OneTimeSecret:
    """The sign-in a trial server hands to its own desktop; good once."""

    secret: str
    ws: UUID
    user_id: UUID


class AuthService:
    """Password, trial secret and refresh in; tokens out. Safe from any thread."""

    def __init__(self, database: Database, uow: UnitOfWork, clock: Clock, signer: TokenSigner, server_id: UUID) -> None:
        self._database = database
        self._uow = uow
        self._clock = clock
        self._signer = signer
        self._server_id = server_id
        self._lock = threading.Lock()
        self._unknown: dict[str, int] = {}
        self.one_time: OneTimeSecret | None = None

    def sign_in(self, wish: SignIn) -> Tokens:
        """Tokens for the right password or secret.

        Raises:
            Denied: 401 ``sign_in_failed`` with ``tries_left``, 429 ``locked``, 403 ``revoked``.
        """
        ws, user_id = self._secret(wish.secret) if wish.secret else self._password(wish.email, wish.password)
        return self._uow.run(ws, SYSTEM, lambda tx: self._tokens(tx, user_id, wish.client, device=wish.device))

    def refresh(self, wish: Refresh) -> Tokens:
        """New tokens for a refresh token. The old one stays good for 30 s; beside the one it was changed for, always.

        Raises:
            Denied: 401 ``refresh_failed``, 403 ``revoked``.
        """
        now = self._clock.now()
        with self._database.read() as session:
            known, wished = (session.get(RefreshToken, stored(it)) for it in (wish.refresh, wish.next))
        if known is not None and wished is not None and known.client_id != wished.client_id:
            raise Denied(401, "refresh_failed")
        shown = [it for it in (known, wished) if it is not None and it.expires_at > now]
        good = next((it for it in shown if it.replaced_at is None or now - it.replaced_at <= GRACE), None)
        if good is None:
            for it in shown[:1]:
                self.logout(it.ws, it.client_id)  # used twice: one of the two is a thief
            raise Denied(401, "refresh_failed")
        following = wish.next if is_secret(wish.next) else ""
        return self._uow.run(good.ws, SYSTEM, lambda tx: self._rotate(tx, good, following))

    def _rotate(self, tx: ServerTx, old: RefreshToken, following: str) -> Tokens:
        if old.token_hash != stored(following):
            mine = (RefreshToken.token_hash == old.token_hash) & RefreshToken.replaced_at.is_(None)
            tx.session.execute(update(RefreshToken).where(mine).values(replaced_at=tx.now))
        _forget_old(tx.session, old.client_id, tx.now)
        return self._tokens(tx, old.user_id, old.client_id, refresh=following)

    def logout(self, ws: UUID, client: UUID) -> None:
        """Forget every refresh token of a device."""
        mine = (RefreshToken.ws == ws) & (RefreshToken.client_id == client)
        self._uow.run(ws, SYSTEM, lambda tx: tx.session.execute(delete(RefreshToken).where(mine)))

    def _secret(self, secret: str) -> tuple[UUID, UUID]:
        with self._lock:
            offered = self.one_time
            if offered is None or stored(offered.secret) != stored(secret):
                raise Denied(401, "sign_in_failed", tries_left=0)
            self.one_time = None
        return offered.ws, offered.user_id

    def _password(self, email: str, password: str) -> tuple[UUID, UUID]:
        email = email.strip().lower()
        with self._database.read() as session:
            known = session.scalar(select(Credential).where(Credential.email == email))
        now = self._clock.now()
        if known is not None and known.locked_until is not None and known.locked_until > now:
            raise Denied(429, "locked", retry_after=int((known.locked_until - now).total_seconds()) + 1)
        if is_right("" if known is None else known.password_hash, password) and known is not None:
            if known.failures:
                self._uow.run(known.ws, SYSTEM, lambda tx: _count(tx, known, failures=0))
            return known.ws, known.user_id
        failures = self._unknown_failures(email) if known is None else known.failures + 1
        if known is not None:
            self._uow.run(known.ws, SYSTEM, lambda tx: _count(tx, known, failures=failures))
        raise Denied(401, "sign_in_failed", tries_left=max(TRIES - failures, 0))

    def _unknown_failures(self, email: str) -> int:
        """Addresses nobody has are counted like all others, so that they cannot be told apart."""
        with self._lock:
            if len(self._unknown) >= MAX_UNKNOWN:
                self._unknown.clear()
            failures = self._unknown.get(email, 0) + 1
            self._unknown[email] = failures
        if failures > TRIES:
            raise Denied(429, "locked", retry_after=int(LOCK.total_seconds()))
        return failures

    def _tokens(
        self, tx: ServerTx, user_id: UUID, client: UUID | None, *, device: str = "", refresh: str = ""
    ) -> Tokens:
        user = tx.find(User, user_id)
        workspace = tx.find(Workspace, tx.ws)
        if user is None or workspace is None or not user.active:
            raise Denied(403, "revoked")
        client_id = _register(tx, user_id, client, device)
        refresh, expires_at = refresh or new_secret(), tx.now + ACCESS_FOR
        tx.session.merge(
            RefreshToken(
                token_hash=stored(refresh), ws=tx.ws, user_id=user_id, client_id=client_id,
                expires_at=tx.now + REFRESH_FOR,
            )
        )  # fmt: skip
        return Tokens(
            access=self._signer.sign(tx.ws, user_id, client_id, expires_at),
            refresh=refresh,
            access_expires_at=expires_at,
            server_id=self._server_id,
            ws=tx.ws,
            workspace=workspace.name,
            user_id=user_id,
            user_name=user.name,
            client=client_id,
            locale=user.locale,
            timezone=workspace.timezone,
            recovery_key=public_key(workspace.settings),
            names={language: str(name) for language, name in workspace.names.items()},
        )


def _register(tx: ServerTx, user_id: UUID, client: UUID | None, device: str) -> UUID:
    """The device's row: known, and seen now, or made. A device of somebody else becomes a new one."""
    known = None if client is None else tx.session.get(SyncClient, (tx.ws, client))
    if known is not None and known.revoked:
        raise Denied(403, "revoked")
    if known is not None and known.user_id == user_id:
        known.seen_at = tx.now
        return known.client_id
    client_id = client if known is None and client is not None else new_id()
    made = SyncClient(ws=tx.ws, client_id=client_id, user_id=user_id, name=device[:200], last_mid=0, seen_at=tx.now)
    made.backup_mid = _nothing_yet(tx)
    tx.session.add(made)
    return client_id


def _nothing_yet(tx: ServerTx) -> int | None:
    """Where backups are made, no backup has anything of a new device; elsewhere nobody counts on one."""
    backed_up = select(SyncClient.client_id).where(SyncClient.ws == tx.ws, SyncClient.backup_mid.is_not(None))
    return None if tx.session.scalar(backed_up.limit(1)) is None else 0


def _forget_old(session: Session, client: UUID, now: datetime) -> None:
    replaced = (RefreshToken.client_id == client) & (RefreshToken.replaced_at < now - timedelta(days=1))
    session.execute(delete(RefreshToken).where(replaced))


def _count(tx: ServerTx, known: Credential, *, failures: int) -> None:
    mine = (Credential.ws == known.ws) & (Credential.user_id == known.user_id)
    until = None
    if failures >= TRIES:
        until = tx.now + min(LOCK * 2 ** min(failures - TRIES, 8), LONGEST_LOCK)
    tx.session.execute(update(Credential).where(mine).values(failures=failures, locked_until=until))
