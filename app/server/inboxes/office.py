"""The administration of inboxes of one server: who may, what is tried, what is written."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.base import Actor
from app.domain.entry import AuthorKind
from app.domain.role import may
from app.model.account import InboxSecret
from app.model.workspace import Inbox
from app.protocol.inbox import (
    FoundInbox,
    InboxList,
    InboxShown,
    ProviderList,
    ProviderShown,
    RegisterAtProvider,
    TestedInbox,
    TestInbox,
    Verdict,
)
from app.server import audit
from app.server.auth.token import Bearer
from app.server.channels.email.access_token import AccessTokens, keys_of, registration_id
from app.server.channels.email.oauth import ProviderAway, TokenRefused
from app.server.channels.email.provider import Providers
from app.server.channels.email.secret import InboxSecrets
from app.server.channels.email.way_out import XOAUTH2
from app.server.errors import Denied
from app.server.feed.grants import roles_of
from app.server.idempotency import once
from app.server.inboxes import finding
from app.server.inboxes.rehearsal import Wish, rehearse
from app.server.inboxes.service import shown
from app.server.inboxes.setting import SECRETS, goes_elsewhere, patched, resealed
from app.server.inboxes.sign_in import SignIns
from app.server.outside import Outside
from app.server.parts import Parts
from app.server.sync.client import device_of
from app.server.transaction import ServerTx

ADMINISTER = "administer_inboxes"
"""In the permission matrix."""


class InboxOffice:
    """What the endpoints and the command line ask. Safe from any thread."""

    def __init__(
        self, parts: Parts, secrets: InboxSecrets, providers: Providers, tokens: AccessTokens, sign_ins: SignIns
    ) -> None:
        self._parts = parts
        self._secrets = secrets
        self._providers = providers
        self._tokens = tokens
        self.sign_ins = sign_ins

    def require(self, who: Bearer) -> None:
        """Raises ``Denied``: 403 ``forbidden`` or ``revoked``, unless the person may administer inboxes."""
        with self._parts.database.read() as session:
            _require(session, who)

    def write(self, who: Bearer, key: UUID, name: str, work: Callable[[ServerTx], Inbox]) -> InboxShown:
        """Change something once, as this person; the inbox as it is then. Raises like ``require`` and ``once``."""

        def run(tx: ServerTx) -> dict[str, Any]:
            _require(tx.session, who)
            return once(tx, key, name, lambda same: {"id": str(work(same).id)})

        done = self._parts.uow.run(who.ws, actor_of(who), run)
        return self.shown(who.ws, UUID(done["id"]))

    def every(self, ws: UUID) -> InboxList:
        """Every inbox by name."""
        with self._parts.database.read() as session:
            rows = session.scalars(select(Inbox).where(Inbox.ws == ws).order_by(Inbox.name, Inbox.id)).all()
            return InboxList(inboxes=[shown(session, it, self._secrets) for it in rows])

    def shown(self, ws: UUID, inbox_id: UUID) -> InboxShown:
        """One of them. Raises ``Denied``: 404 ``not_found``."""
        with self._parts.database.read() as session:
            inbox = session.get(Inbox, (ws, inbox_id))
            if inbox is None:
                raise Denied(404, "not_found")
            return shown(session, inbox, self._secrets)

    def find(self, ws: UUID, address: str) -> FoundInbox:
        """How the mailbox of an address is reached."""
        knocks = finding.knocker(Outside(self._parts.config.reachable))
        return finding.find(address.strip(), self._providers, self._registered(ws), knocks)

    def test(self, ws: UUID, user_id: UUID, wish: TestInbox) -> TestedInbox:
        """Try settings; what was not given is that of the inbox or of the finished sign-in."""
        settings, values, address, elsewhere = self._merged(ws, wish)
        tokens = self.sign_ins.tokens(ws, user_id, wish.sign_in_id)
        token, refused = tokens.get("access_token", ""), Verdict()
        if settings.get("auth") == XOAUTH2 and not token and wish.inbox_id is not None and not elsewhere:
            token, refused = self._token(ws, wish.inbox_id)
        if refused.code:
            return TestedInbox(imap=refused, smtp=refused)
        return rehearse(Wish(address, settings, values, token, wish.since), self._parts.doors)

    def providers(self, ws: UUID) -> ProviderList:
        """Providers with a sign-in, and how the workspace is registered at each."""
        known = [it for it in self._providers.all() if it.oauth is not None]
        found = [ProviderShown(code=it.code, title=it.title, client_id=self._client_id(ws, it.code)) for it in known]
        return ProviderList(providers=found)

    def register(self, ws: UUID, actor: Actor, code: str, wish: RegisterAtProvider) -> None:
        """Keep how the workspace is registered at a provider; twice is once. Raises ``Denied``: 404 ``no_provider``."""
        provider = self._providers.find(code)
        if provider is None or provider.oauth is None:
            raise Denied(404, "no_provider")
        values = {"client_id": wish.client_id.strip(), "client_secret": wish.client_secret.strip()}

        def work(tx: ServerTx) -> None:
            self._secrets.keep(tx, registration_id(code), {name: it for name, it in values.items() if it})
            audit.note(tx, "provider_registered" if wish.client_id else "provider_forgotten", None, provider=code)

        self._parts.uow.run(ws, actor, work)

    def _merged(self, ws: UUID, wish: TestInbox) -> tuple[dict[str, Any], dict[str, str], str, bool]:
        """Settings, secrets, address, and whether it goes to another server: then nothing that is kept goes along."""
        settings, values, address, elsewhere = dict[str, Any](), dict[str, str](), wish.address, False
        if wish.inbox_id is not None:
            with self._parts.database.read() as session:
                inbox = session.get(Inbox, (ws, wish.inbox_id))
                if inbox is None:
                    raise Denied(404, "not_found")
                kept = self._secrets.open(session.get(InboxSecret, (ws, inbox.id)))
            settings, address = dict(inbox.settings), address or inbox.address
            elsewhere = goes_elsewhere(settings, wish.settings)
            values = {} if elsewhere else _typed(kept)
        return patched(settings, wish.settings), resealed(values, wish.secrets), address, elsewhere

    def _token(self, ws: UUID, inbox_id: UUID) -> tuple[str, Verdict]:
        """An access token, or why there is none."""
        try:
            return self._tokens.token(ws, inbox_id), Verdict()
        except TokenRefused as refused:
            return "", Verdict(code="token_refused", said=refused.said)
        except ProviderAway as away:
            return "", Verdict(code="provider_away", said=away.said)

    def _registered(self, ws: UUID) -> list[str]:
        return [it.code for it in self._providers.all() if self._client_id(ws, it.code)]

    def _client_id(self, ws: UUID, code: str) -> str:
        with self._parts.database.read() as session:
            return keys_of(self._secrets.open(session.get(InboxSecret, (ws, registration_id(code))))).client_id


def actor_of(who: Bearer) -> Actor:
    """The person behind a request."""
    return Actor(AuthorKind.USER, who.user_id)


def _require(session: Session, who: Bearer) -> None:
    device_of(session, who, who.client)
    if not may(roles_of(session, who.ws, who.user_id), ADMINISTER):
        raise Denied(403, "forbidden")


def _typed(values: dict[str, str]) -> dict[str, str]:
    """Of the kept secrets those a person typed."""
    return {name: it for name, it in values.items() if name in SECRETS}
