"""Mail providers as data: their hosts, their way to sign in, their quirks."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.resource import resource_folder
from app.server.errors import Trouble

SITE_FILE = "mail-providers.json"
"""A file of the data folder with providers of this site; one with a known code takes the place of ours."""


@dataclass(frozen=True, slots=True)
class Host:
    """One server of a provider. ``tls``: ``tls``, ``starttls`` or ``none``."""

    host: str
    port: int
    tls: str


@dataclass(frozen=True, slots=True)
class SignInPages:
    """Where a person allows us in, and where codes and refresh tokens are changed for access tokens (RFC 6749).

    ``basic``: our own secret goes in a header, else in the form.
    """

    authorize_url: str
    token_url: str
    scopes: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict)  # parameters of the authorisation request
    basic: bool = True


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider.

    ``password``: ``app`` (a password made for programs, at ``password_url``), ``own`` (the mailbox's own) or ``none``
    (only signing in works). ``access_url``: where access for mail programs has to be switched on first.
    ``files_sent``: it files what leaves through its SMTP in *Sent* by itself.
    """

    code: str
    title: str
    domains: frozenset[str]
    imap: Host
    smtp: Host
    password: str = "own"
    password_url: str = ""
    access_url: str = ""
    files_sent: bool = False
    oauth: SignInPages | None = None


class Providers:
    """Every known provider; first come, first matched."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        self._by_code = {it.code: it for it in providers}

    def find(self, code: str) -> Provider | None:
        """The provider of that code."""
        return self._by_code.get(code)

    def of_address(self, address: str) -> Provider | None:
        """The provider whose own domain the address has; company domains tell nothing about their host."""
        domain = address.rpartition("@")[2].strip().lower()
        return next((it for it in self._by_code.values() if domain in it.domains), None)

    def all(self) -> list[Provider]:
        """In the order of the file."""
        return list(self._by_code.values())


def load_providers(folder: Path) -> Providers:
    """Ours, then the site's own from ``mail-providers.json`` in the data folder.

    Raises:
        Trouble: the site's file cannot be read as such.
    """
    ours = _read(resource_folder() / "mail" / "providers.json")
    site = folder / SITE_FILE
    try:
        return Providers([*ours, *(_read(site) if site.exists() else [])])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Trouble(f"The file {site} does not describe mail providers: {error}.") from error


def _read(path: Path) -> list[Provider]:
    return [_provider(it) for it in json.loads(path.read_text("utf8"))["providers"]]


def _provider(told: dict[str, Any]) -> Provider:
    oauth = told.get("oauth")
    return Provider(
        code=str(told["code"]),
        title=str(told["title"]),
        domains=frozenset(str(it).lower() for it in told.get("domains", ())),
        imap=_host(told["imap"]),
        smtp=_host(told["smtp"]),
        password=str(told.get("password", "own")),
        password_url=str(told.get("password_url", "")),
        access_url=str(told.get("access_url", "")),
        files_sent=bool(told.get("files_sent", False)),
        oauth=None if not oauth else _pages(oauth),
    )


def _host(told: dict[str, Any]) -> Host:
    return Host(str(told["host"]), int(told["port"]), str(told["tls"]))


def _pages(told: dict[str, Any]) -> SignInPages:
    extra = {str(name): str(value) for name, value in told.get("extra", {}).items()}
    scopes = tuple(str(it) for it in told["scopes"])
    return SignInPages(str(told["authorize_url"]), str(told["token_url"]), scopes, extra, bool(told.get("basic", True)))
