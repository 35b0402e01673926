"""A look into a mailbox before it is connected: does it open, what is in it, how much would be live."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.server.channels.email.imap.account import INBOX, MailAccount
from app.server.channels.email.imap.connection import Mailbox, open_mailbox

LOOKED_AT = 1_000
"""Mails out of order whose days are asked for."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What was found. ``count``: mails in the folders that were asked for; days are None when there is no mail."""

    folders: tuple[str, ...]
    sent_folder: str
    count: int
    oldest: date | None
    newest: date | None
    capabilities: tuple[str, ...]
    newer: int = 0  # mails from the day that was asked for on


def probe(account: MailAccount, folders: tuple[str, ...] = (INBOX,), since: date | None = None) -> Probe:
    """Connect, look and leave; nothing in the mailbox changes.

    ``since``: also count what is from this day on, as it would be live.

    Raises:
        MailboxTrouble: it does not open, or ``no_folder``: one of the folders is not there.
    """
    mailbox = open_mailbox(account)
    try:
        count, newer, days = 0, 0, list[date]()
        for folder in folders:
            exists = mailbox.open(folder).exists
            count += exists
            days += _days(mailbox) if exists else []
            newer += newer_than(mailbox, since) if since is not None and exists else 0
        return Probe(
            folders=tuple(each.name for each in mailbox.folders()),
            sent_folder=mailbox.sent_folder(),
            count=count,
            oldest=min(days, default=None),
            newest=max(days, default=None),
            capabilities=mailbox.capabilities,
            newer=newer,
        )
    finally:
        mailbox.close()


def newer_than(mailbox: Mailbox, day: date) -> int:
    """How many mails of the open folder are from that day on."""
    return len(mailbox.search(["SINCE", day]))


def _days(mailbox: Mailbox) -> list[date]:
    """Of the first and the last mail, and of what was copied here later although it is older or newer."""
    uids = mailbox.search(["ALL"])
    if not uids:
        return []
    days = [each.at.date() for each in mailbox.list({uids[0], uids[-1]}).values()]
    for criterion in (["BEFORE", min(days)], ["SINCE", max(days) + timedelta(days=1)]) if days else ():
        days += [each.at.date() for each in mailbox.list(mailbox.search(criterion)[:LOOKED_AT]).values()]
    return days
