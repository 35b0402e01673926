"""Finds how a mailbox is reached from its address: a known provider, else common names of hosts that answer."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from app.protocol.inbox import FoundInbox
from app.server.channels.email.provider import Host, Provider, Providers
from app.server.outside import Outside

Knock = Callable[[str, int], bool]
"""Whether somebody answers at a host and port."""

KNOCK_S = 3.0
_IMAP = (("imap.{}", 993, "tls"), ("mail.{}", 993, "tls"), ("{}", 993, "tls"), ("imap.{}", 143, "starttls"),
         ("mail.{}", 143, "starttls"))  # fmt: skip
_SMTP = (("smtp.{}", 465, "tls"), ("mail.{}", 465, "tls"), ("smtp.{}", 587, "starttls"), ("mail.{}", 587, "starttls"),
         ("{}", 465, "tls"), ("{}", 587, "starttls"))  # fmt: skip


def knocker(outside: Outside) -> Knock:
    """Opens a connection and closes it; what lies inside counts as nobody."""

    def knock(host: str, port: int) -> bool:
        try:
            outside.connect(host, port, KNOCK_S).close()
        except (OSError, UnicodeError):
            return False
        return True

    return knock


def find(address: str, providers: Providers, registered: Iterable[str], knocks: Knock) -> FoundInbox:
    """What is known about the mailbox of an address; hosts of a company's own domain are tried at the same time."""
    provider = providers.of_address(address)
    if provider is not None:
        return of_provider(provider, address, registered)
    domain = address.rpartition("@")[2].strip().lower()
    if not domain:
        return FoundInbox()
    with ThreadPoolExecutor(len(_IMAP) + len(_SMTP)) as pool:
        imap = [(Host(name.format(domain), port, tls)) for name, port, tls in _IMAP]
        smtp = [(Host(name.format(domain), port, tls)) for name, port, tls in _SMTP]
        answers = list(pool.map(lambda it: knocks(it.host, it.port), [*imap, *smtp]))
    settings: dict[str, Any] = {"imap_user": address, "smtp_user": address}
    for kind, hosts, answered in (("imap", imap, answers[: len(imap)]), ("smtp", smtp, answers[len(imap) :])):
        best = next((host for host, here in zip(hosts, answered, strict=True) if here), None)
        settings |= {} if best is None else _host(kind, best)
    return FoundInbox(settings=settings)


def of_provider(provider: Provider, address: str, registered: Iterable[str]) -> FoundInbox:
    """What a known provider needs."""
    settings = _host("imap", provider.imap) | _host("smtp", provider.smtp)
    settings |= {"imap_user": address, "smtp_user": address, "provider": provider.code}
    settings |= {"keeps_sent": True} if provider.files_sent else {}
    signs_in, here = provider.oauth is not None, provider.code in set(registered)
    return FoundInbox(
        provider=provider.code, title=provider.title, settings=settings, password=provider.password,
        password_url=provider.password_url, access_url=provider.access_url, sign_in=signs_in and here,
        sign_in_known=signs_in and not here,
    )  # fmt: skip


def _host(kind: str, host: Host) -> dict[str, Any]:
    return {f"{kind}_host": host.host, f"{kind}_port": host.port, f"{kind}_tls": host.tls}
