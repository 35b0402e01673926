"""Settings of one server process, from arguments and environment."""

import os
from argparse import Namespace
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path

from app.server.errors import Trouble

DATABASE_FILE = "deskhand.db"
LOOPBACK = ("127.0.0.0/8", "::1/128")
"""A proxy on this machine is believed: without it nobody from elsewhere comes from there."""


@dataclass(frozen=True, slots=True)
class Config:
    """How this process runs. Secrets are not here: they come from the key file or standard input."""

    folder: Path  # database file, blobs, ports.json, server.key
    database: str  # SQLAlchemy URL, or "" for the encrypted SQLite file in ``folder``
    host: str = "127.0.0.1"
    port: int = 8765
    mail_port: int = 2525
    key_file: Path | None = None
    erasure_file: Path | None = None  # list of what was erased; best on another disk than ``folder``
    trial: bool = False
    worker: bool = True
    driven_clock: bool = False
    trusted_proxies: tuple[str, ...] = LOOPBACK  # networks whose X-Forwarded-For and -Proto are believed
    internal_networks: tuple[str, ...] = ()  # networks of the site's own that webhooks and the mailbox finder may reach
    clamd: str = ""  # where clamd listens: path of a socket, or host:port; empty: nobody looks for viruses

    @property
    def reachable(self) -> tuple[str, ...]:
        """Networks beside the world's that may be gone to on somebody's word; a trial has only this machine."""
        return self.internal_networks + (LOOPBACK if self.trial else ())

    @property
    def sqlite_file(self) -> Path:
        """The database file when there is no URL."""
        return self.folder / DATABASE_FILE


def config_from(args: Namespace, environment: Mapping[str, str] = os.environ) -> Config:
    """Arguments win over ``DESKHAND_DATA``, ``DESKHAND_DATABASE``, ``DESKHAND_KEY_FILE``, ``DESKHAND_CLAMD``,
    those over defaults. ``DESKHAND_ERASURES`` names the file of erasures, ``DESKHAND_TRUSTED_PROXY`` proxies,
    ``DESKHAND_INTERNAL_NETWORK`` networks.

    Raises:
        Trouble: one of them is no address and no network.
    """
    folder = getattr(args, "data", None) or environment.get("DESKHAND_DATA")
    key_file = getattr(args, "key_file", None) or environment.get("DESKHAND_KEY_FILE")
    return Config(
        folder=Path(folder) if folder else default_folder(),
        database=getattr(args, "database", None) or environment.get("DESKHAND_DATABASE", ""),
        host=getattr(args, "host", None) or "127.0.0.1",
        port=getattr(args, "port", 8765),
        mail_port=getattr(args, "mail_port", 2525),
        key_file=Path(key_file) if key_file else None,
        erasure_file=Path(environment["DESKHAND_ERASURES"]) if environment.get("DESKHAND_ERASURES") else None,
        trial=getattr(args, "trial", False),
        worker=not getattr(args, "no_worker", False),
        clamd=getattr(args, "clamd", None) or environment.get("DESKHAND_CLAMD", ""),
        trusted_proxies=LOOPBACK + networks("trusted proxy", _proxies(args, environment)),
        internal_networks=networks("internal network", _internal(args, environment)),
        driven_clock=getattr(args, "clock", "system") == "http",
    )


def networks(what: str, texts: Iterable[str]) -> tuple[str, ...]:
    """Addresses and networks as networks. Raises ``Trouble`` at what is neither, naming what it was to be."""
    try:
        return tuple(str(ip_network(text.strip())) for text in texts)
    except ValueError as error:
        raise Trouble(f"The {what} has to be an address or a network, as 10.0.0.5 or 10.0.0.0/24: {error}.") from error


def _proxies(args: Namespace, environment: Mapping[str, str]) -> list[str]:
    named = getattr(args, "trusted_proxy", None) or environment.get("DESKHAND_TRUSTED_PROXY", "").split(",")
    return [it for it in named if it.strip()]


def _internal(args: Namespace, environment: Mapping[str, str]) -> list[str]:
    named = getattr(args, "internal_network", None) or environment.get("DESKHAND_INTERNAL_NETWORK", "").split(",")
    return [it for it in named if it.strip()]


def folders_here(args: Namespace, environment: Mapping[str, str] = os.environ) -> list[Path]:
    """Where servers of this person may run: the folder that was named, else the usual one and that of the trial."""
    named = getattr(args, "data", None) or environment.get("DESKHAND_DATA")
    return [Path(named)] if named else [default_folder(), trial_folder()]


def trial_folder() -> Path:
    """Where the desktop lets its trial server keep its files."""
    from platformdirs import user_data_path

    return user_data_path("deskhand", appauthor=False) / "trial"


def default_folder() -> Path:
    """Where a server keeps its files when nobody said otherwise."""
    from platformdirs import user_data_path

    return user_data_path("deskhand-server", appauthor=False)
