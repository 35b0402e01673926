"""A copy of each letter we sent goes into the mailbox's folder of sent mail: once, whatever happens on the way."""

import logging
from collections.abc import Callable
from uuid import UUID

from app.model.account import InboxSecret
from app.model.sync import Effect
from app.model.workspace import Inbox
from app.server.channels.email.imap.account import MailAccount, MailboxPlan, plan_of
from app.server.channels.email.imap.assignment import Assignments
from app.server.channels.email.imap.connection import Mailbox, open_mailbox
from app.server.channels.email.imap.state import InboxStates
from app.server.channels.email.imap.trouble import NO_FOLDER, MailboxTrouble
from app.server.channels.email.provider import Providers
from app.server.channels.email.sender import EmailSender, SentLetter
from app.server.db import Database
from app.server.errors import Failed, Later
from app.server.jobs.effect import backoff_s
from app.server.log import event

MAX_ATTEMPTS = 30
"""With the backoff of effects about a day; then the copy is missed, the letter itself has long been sent."""

_log = logging.getLogger("deskhand.mailbox")


class SentCopies:
    """Handles effects of kind ``file_sent``."""

    def __init__(
        self,
        database: Database,
        sender: EmailSender,
        assignments: Assignments,
        providers: Providers,
        states: InboxStates,
        open_: Callable[[MailAccount], Mailbox] = open_mailbox,
    ) -> None:
        self._database = database
        self._sender = sender
        self._assignments = assignments
        self._providers = providers
        self._states = states
        self._open = open_

    def __call__(self, effect: Effect) -> None:
        """File the copy, unless it is there. Raises ``Later``: not now; ``Failed``: it was tried long enough."""
        ws, inbox_id = effect.ws, UUID(effect.payload["inbox_id"])
        found = self._mailbox(ws, inbox_id)
        letter = None if found is None else self._sender.rebuilt(ws, UUID(effect.payload["entry_id"]))
        if found is None or letter is None:
            return
        try:
            self._file(*found, letter)
        except MailboxTrouble as trouble:
            event(_log, "copy_not_filed", inbox=inbox_id, code=trouble.code, attempts=effect.attempts)
            self._states.files_sent(ws, inbox_id, trouble.code)
            if effect.attempts >= MAX_ATTEMPTS:
                raise Failed(trouble.code) from trouble
            raise Later(backoff_s(effect.attempts), trouble.code) from trouble
        self._states.files_sent(ws, inbox_id)

    def _mailbox(self, ws: UUID, inbox_id: UUID) -> tuple[MailAccount, MailboxPlan] | None:
        """None where nothing is to be filed: it has no mailbox, or the provider files by itself."""
        with self._database.read() as session:
            inbox = session.get(Inbox, (ws, inbox_id))
            secret = session.get(InboxSecret, (ws, inbox_id))
        account = None if inbox is None else self._assignments.account(inbox, secret)
        if inbox is None or account is None:
            return None
        plan, provider = plan_of(inbox.settings), self._providers.find(str(inbox.settings.get("provider") or ""))
        by_itself = plan.keeps_sent or (provider is not None and provider.files_sent)
        return None if by_itself else (account, plan)

    def _file(self, account: MailAccount, plan: MailboxPlan, letter: SentLetter) -> None:
        mailbox = self._open(account)
        try:
            folder = plan.sent_folder or mailbox.sent_folder()
            if not folder:
                raise MailboxTrouble(NO_FOLDER, "the server names no folder of sent mail")
            if not mailbox.holds(folder, letter.message_id):
                mailbox.append(folder, letter.raw, letter.at)
        finally:
            mailbox.close()
