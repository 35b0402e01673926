"""Access tokens of inboxes: kept until they run out, then refreshed once, whoever asks and from whichever process."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete

from app.commands.base import SYSTEM
from app.model.account import InboxSecret
from app.model.identifier import derived_id, new_id
from app.model.sync import Lease
from app.model.workspace import Inbox
from app.server.channels.email.oauth import ClientKeys, Grant, ProviderAway, TokenRefused, refresh
from app.server.channels.email.provider import Provider, Providers
from app.server.channels.email.secret import InboxSecrets
from app.server.clock import Clock
from app.server.db import Database, insert_into
from app.server.jobs.effect import NO_WORKSPACE
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

MARGIN = timedelta(seconds=90)
"""A token is changed that long before its end: a letter with attachments takes its time."""

HELD_FOR = timedelta(seconds=40)
"""How long one process may refresh alone; longer than the provider is waited for."""

WAIT_S = 45.0
_LOOK_S = 0.1

REFUSED = "token_refused"
"""Name of the sealed value that says why the provider gave no more tokens."""


class AccessTokens:
    """Gives access tokens of inboxes that sign in by OAuth. Any thread, any number of processes.

    A refresh token may be good once: whoever wants to use it first takes a lease in the database, and looks again
    whether somebody else was faster.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        database: Database,
        secrets: InboxSecrets,
        providers: Providers,
        clock: Clock,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._uow = uow
        self._database = database
        self._secrets = secrets
        self._providers = providers
        self._clock = clock
        self._wait = wait
        self._owner = str(new_id())

    def token(self, ws: UUID, inbox_id: UUID, *, not_this: str = "") -> str:
        """A token that is good for a while. ``not_this``: one the mail server has just refused.

        Raises:
            TokenRefused: a person has to sign in again; remembered, the provider is not asked twice.
            ProviderAway: it did not answer.
        """
        waited, holder = 0.0, f"{self._owner}:{new_id()}"
        while True:
            now, values = self._look(ws, inbox_id)
            if is_fresh(values, now, not_this):
                return values["access_token"]
            if values.get(REFUSED) or not values.get("refresh_token"):
                raise TokenRefused(values.get(REFUSED) or "not_signed_in")
            if self._uow.run(NO_WORKSPACE, SYSTEM, lambda tx: _take(tx, inbox_id, holder)):
                break
            if waited >= WAIT_S:
                raise ProviderAway("another process is refreshing")
            self._wait(_LOOK_S)
            waited += _LOOK_S
        try:
            return self._renewed(ws, inbox_id, not_this)
        finally:
            self._uow.run(NO_WORKSPACE, SYSTEM, lambda tx: _release(tx, inbox_id, holder))

    def _renewed(self, ws: UUID, inbox_id: UUID, not_this: str) -> str:
        """Refresh under the lease, unless somebody else has since we looked."""
        now, values = self._look(ws, inbox_id)
        if is_fresh(values, now, not_this):
            return values["access_token"]
        provider, keys = self._registration(ws, inbox_id)
        if provider.oauth is None:
            raise TokenRefused("no_provider")
        try:
            grant = refresh(provider.oauth, keys, values["refresh_token"], now)
        except TokenRefused as refused:
            self._merge(ws, inbox_id, values["refresh_token"], {REFUSED: refused.said})
            raise
        self._merge(ws, inbox_id, values["refresh_token"], values_of(grant))
        return grant.access

    def _look(self, ws: UUID, inbox_id: UUID) -> tuple[datetime, dict[str, str]]:
        with self._database.read() as session:
            return self._clock.now(), self._secrets.open(session.get(InboxSecret, (ws, inbox_id)))

    def _registration(self, ws: UUID, inbox_id: UUID) -> tuple[Provider, ClientKeys]:
        with self._database.read() as session:
            inbox = session.get(Inbox, (ws, inbox_id))
            code = "" if inbox is None else str(inbox.settings.get("provider", ""))
            row = session.get(InboxSecret, (ws, registration_id(code)))
        provider = self._providers.find(code)
        if provider is None or row is None:
            raise TokenRefused("no_provider" if provider is None else "not_registered")
        return provider, keys_of(self._secrets.open(row))

    def _merge(self, ws: UUID, inbox_id: UUID, used: str, news: dict[str, str]) -> None:
        """Keep what the provider said, unless a person has signed in anew meanwhile."""

        def work(tx: ServerTx) -> None:
            values = self._secrets.open(tx.session.get(InboxSecret, (ws, inbox_id), with_for_update=True))
            if values.get("refresh_token") == used:
                self._secrets.keep(tx, inbox_id, values | news)

        self._uow.run(ws, SYSTEM, work)


def registration_id(code: str) -> UUID:
    """Under which a workspace's registration at a provider lies among the secrets."""
    return derived_id("oauth client", code)


def keys_of(values: dict[str, str]) -> ClientKeys:
    """A registration as it was kept."""
    return ClientKeys(values.get("client_id", ""), values.get("client_secret", ""))


def values_of(grant: Grant) -> dict[str, str]:
    """A grant as sealed values; a refresh token that was not given anew stays."""
    kept = {"access_token": grant.access, "access_until": grant.until.isoformat()}
    return kept | ({"refresh_token": grant.refresh} if grant.refresh else {})


def is_fresh(values: dict[str, str], now: datetime, not_this: str = "") -> bool:
    """Whether the kept access token can be used."""
    access, until = values.get("access_token", ""), values.get("access_until", "")
    return bool(access and until) and access != not_this and datetime.fromisoformat(until) - MARGIN > now


def _take(tx: ServerTx, inbox_id: UUID, holder: str) -> bool:
    table = Lease.__table__.c
    values = {"owner": holder, "until": tx.now + HELD_FOR}
    statement = insert_into(tx.session, Lease).values(name=f"token:{inbox_id}", **values)
    free = statement.on_conflict_do_update(index_elements=["name"], set_=values, where=table.until < tx.now)
    return tx.session.execute(free.returning(Lease.owner)).scalar() == holder


def _release(tx: ServerTx, inbox_id: UUID, holder: str) -> None:
    mine = (Lease.name == f"token:{inbox_id}") & (Lease.owner == holder)
    tx.session.execute(delete(Lease).where(mine))
