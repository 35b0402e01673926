"""Tries an inbox before it is kept: signs in to both of its servers, looks into the mailbox, changes nothing."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.protocol.inbox import TestedInbox, Verdict
from app.server.channels.email.imap.account import XOAUTH2, FixedCredentials, account_of, plan_of
from app.server.channels.email.imap.probe import Probe, probe
from app.server.channels.email.imap.trouble import MailboxTrouble
from app.server.channels.email.smtp_client import NotNow, Patience, SmtpPool
from app.server.channels.email.smtp_trouble import SILENT, UNREACHABLE
from app.server.channels.email.way_out import NoWayOut
from app.server.channels.email.way_out import account_of as way_out_of

NOT_TRIED = "not_tried"
TIMEOUT_S = 15.0
MAX_FOLDERS = 500
_OK = Verdict()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is tried. ``token``: an access token, when the inbox signs in at its provider."""

    address: str
    settings: Mapping[str, Any]
    secrets: Mapping[str, str]
    token: str = ""
    since: date | None = None


def rehearse(wish: Wish, doors: Mapping[str, int]) -> TestedInbox:
    """Ask both servers at the same time; never raises for what the world does."""
    with ThreadPoolExecutor(2) as pool:
        incoming = pool.submit(_incoming, wish)
        outgoing = pool.submit(_outgoing, wish, doors)
        verdict, found = incoming.result()
        smtp = outgoing.result()
    if found is None:
        return TestedInbox(imap=verdict, smtp=smtp)
    return TestedInbox(
        imap=verdict, smtp=smtp, folders=list(found.folders[:MAX_FOLDERS]), sent_folder=found.sent_folder,
        count=found.count, newer=found.newer, oldest=found.oldest, newest=found.newest,
    )  # fmt: skip


def _incoming(wish: Wish) -> tuple[Verdict, Probe | None]:
    by_token = wish.settings.get("auth") == XOAUTH2
    secret = wish.token if by_token else wish.secrets.get("imap_password", "")
    account = account_of(wish.settings, FixedCredentials(secret))
    if account is None:
        return Verdict(code=NOT_TRIED), None
    try:
        return _OK, probe(account, plan_of(wish.settings).folders, wish.since)
    except MailboxTrouble as trouble:
        return Verdict(code=trouble.code, said=trouble.said[:300]), None


def _outgoing(wish: Wish, doors: Mapping[str, int], pool: Callable[[Patience], SmtpPool] = SmtpPool) -> Verdict:
    try:
        account = way_out_of(wish.address, wish.settings, wish.secrets, doors, wish.token)
        pool(Patience.short(TIMEOUT_S)).try_account(account)
    except (NoWayOut, ValueError):  # ValueError: the address has no name of a host
        return Verdict(code=NOT_TRIED)
    except NotNow as trouble:
        if trouble.trouble == SILENT:
            return Verdict(code=UNREACHABLE, said="timed out")
        said = f"{trouble.code} {trouble.said}" if trouble.code else trouble.said
        return Verdict(code=trouble.trouble, said=said[:300])
    return _OK
