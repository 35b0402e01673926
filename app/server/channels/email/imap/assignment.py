"""Which mailboxes there are: inboxes of channel e-mail that name an IMAP server, with their secrets opened."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.domain.channel import Channel
from app.model.account import InboxSecret
from app.model.mailbox import InboxState
from app.model.workspace import Inbox
from app.server.channels.email.access_token import REFUSED, AccessTokens
from app.server.channels.email.directory import MailInbox
from app.server.channels.email.imap.account import MailAccount, account_of, plan_of
from app.server.channels.email.imap.credential import SealedCredentials
from app.server.channels.email.imap.session import Job
from app.server.channels.email.secret import InboxSecrets
from app.server.db import Database

_QUERY = (
    select(Inbox, InboxSecret, InboxState.import_state, InboxState.import_total)
    .outerjoin(InboxSecret, (InboxSecret.ws == Inbox.ws) & (InboxSecret.inbox_id == Inbox.id))
    .outerjoin(InboxState, (InboxState.ws == Inbox.ws) & (InboxState.id == Inbox.id))
    .where(Inbox.channel == Channel.EMAIL)
)


@dataclass(frozen=True, slots=True)
class Assignment:
    """A mailbox to live with; another ``job`` is another life. How its import stands may change meanwhile."""

    job: Job
    import_state: str
    import_total: int


class Assignments:
    """Looks mailboxes up. An inbox whose secrets have not changed is not opened again."""

    def __init__(self, database: Database, secrets: InboxSecrets, tokens: AccessTokens) -> None:
        self._database = database
        self._secrets = secrets
        self._tokens = tokens
        self._jobs: dict[UUID, tuple[object, Job | None]] = {}

    def __call__(self) -> dict[UUID, Assignment]:
        """All of them, of every workspace, by inbox."""
        with self._database.read() as session:
            rows = session.execute(_QUERY).all()
        found = {}
        for inbox, secret, import_state, import_total in rows:
            job = self._job(inbox, secret)
            if job is not None:
                found[inbox.id] = Assignment(job, import_state or "", import_total or 0)
        self._jobs = {inbox.id: self._jobs[inbox.id] for inbox, *_ in rows}
        return found

    def _job(self, inbox: Inbox, secret: InboxSecret | None) -> Job | None:
        """The same value as long as nothing that matters has changed: refreshed tokens are no change."""
        seen = (inbox.settings, inbox.address, None if secret is None else secret.sealed)
        known = self._jobs.get(inbox.id)
        if known is not None and known[0] == seen:
            return known[1]
        made = self._made(inbox, secret)
        job = known[1] if known is not None and known[1] == made else made
        self._jobs[inbox.id] = (seen, job)
        return job

    def account(self, inbox: Inbox, secret: InboxSecret | None) -> MailAccount | None:
        """The mailbox of an inbox with its credentials; None when it has none."""
        values = self._secrets.open(secret)
        password = values.get("imap_password", "")
        credentials = SealedCredentials(inbox.ws, inbox.id, password, values.get(REFUSED, ""), self._tokens)
        return account_of(inbox.settings, credentials)

    def _made(self, inbox: Inbox, secret: InboxSecret | None) -> Job | None:
        account = self.account(inbox, secret)
        if account is None:
            return None
        return Job(MailInbox(inbox.ws, inbox.id, inbox.address.strip().lower()), account, plan_of(inbox.settings))
