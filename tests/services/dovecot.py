"""A real Dovecot of our own: IMAP with TLS and IDLE, LMTP, on free loopback ports, as an unprivileged user."""

import os
import shutil
import signal
import smtplib
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from pwd import getpwnam
from typing import Any

import pytest
from imapclient import IMAPClient

from tests.services.certificate import make_certificate
from tests.services.port import free_port
from tests.services.process import child, need, wait_until

PACKAGED_USER = "dovecot"
"""Whom Debian's package brings; a run as root uses it."""

_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
protocols = imap lmtp
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
ssl = {ssl}
ssl_cert = <{folder}/server.crt
ssl_key = <{folder}/server.key
disable_plaintext_auth = {only_encrypted}
auth_mechanisms = {mechanisms}
auth_failure_delay = 0
auth_cache_size = 0
mail_location = maildir:{folder}/mail/%u
mail_max_userip_connections = {connections}
first_valid_uid = 1
lmtp_save_to_detail_mailbox = no
recipient_delimiter = +
mail_plugins = quota
{tokens}
passdb {{
  driver = passwd-file
  args = username_format=%u {folder}/people/%u
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u allow_all_users=yes
}}
protocol imap {{
  mail_plugins = quota imap_quota
}}
plugin {{
  quota = maildir:User quota
  quota_rule = *:storage={quota}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap_port}
  }}
  inet_listener imaps {{
    port = {imaps_port}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp_port}
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
}}
"""

_TOKENS = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
"""


@dataclass
class Dovecot:
    """A running server. Its faults are methods: what a provider, another program or the network may do to a mailbox."""

    folder: Path
    ports: dict[str, int]
    user: str
    introspection_url: str = ""  # of whoever knows access tokens
    introspection_mode: str = "get"  # the token is appended; ``auth``: it goes in the ``Authorization`` header
    settings: dict[str, object] = field(default_factory=dict)
    _running: ExitStack = field(default_factory=ExitStack)
    _users: dict[str, str] = field(default_factory=dict)
    _names: Iterator[int] = field(default_factory=lambda: count(1))
    _group: int = 0

    @property
    def port(self) -> int:
        """IMAP with TLS from the first byte."""
        return self.ports["imaps"]

    @property
    def starttls_port(self) -> int:
        """IMAP that begins in the clear."""
        return self.ports["imap"]

    @property
    def certificate(self) -> Path:
        """What a client must trust: ``SSL_CERT_FILE``."""
        return self.folder / "server.crt"

    def start(self) -> None:
        """Begin to serve, on the same ports as before."""
        self._configure()
        log = self._running.enter_context((self.folder / "out").open("ab"))
        command = ["dovecot", "-F", "-c", self.folder / "dovecot.conf"]
        self._running.callback(self._cut_connections)
        own: dict[str, Any] = {"cwd": self.folder, "stdout": log, "stderr": log, "start_new_session": True}
        process = self._running.enter_context(child(command, user=self.user if os.geteuid() == 0 else "", **own))
        self._group = process.pid
        try:
            wait_until(lambda: all(_greets(self.ports[each]) for each in ("imap", "lmtp")), process)
        except RuntimeError as error:
            raise RuntimeError((self.folder / "out").read_text("utf-8", "replace")[-2_000:]) from error

    def stop(self) -> None:
        """Go away; all connections are cut."""
        self._running.close()

    def reload(self, **settings: object) -> None:
        """Serve with other settings: ``quota``, ``connections``, ``ssl``, ``only_encrypted``."""
        self.stop()
        self.settings |= settings
        self.start()

    def expire_certificate(self) -> None:
        """From now on the certificate is one of yesterday."""
        self._certify(timedelta(days=-1))
        self.reload()

    def renew_certificate(self) -> None:
        """A good certificate again: another one, that must be trusted anew."""
        self._certify(timedelta(days=1))
        self.reload()

    def _cut_connections(self) -> None:
        """Once the master has gone its processes serve open connections for half a minute more."""
        with suppress(ProcessLookupError):
            os.killpg(self._group, signal.SIGKILL)

    # ------------------------------------------------------------------ people and mail

    def add_user(self, name: str, password: str = "s3cret") -> str:
        """A mailbox, empty; the same name again gets another password."""
        self._users[name] = password
        file, second = self.folder / "people" / name, next(self._names)
        file.write_text(f"{name}:{{PLAIN}}{password}\n")
        os.utime(file, (second, second))  # Dovecot looks at whole seconds to see that a file is another one
        self._own(file)
        return name

    def new_user(self) -> str:
        """A mailbox nobody has used before."""
        return self.add_user(f"support-{next(self._names)}@desk.example.com")

    def deliver(self, user: str, *raws: bytes) -> None:
        """Deliver mails by LMTP, each 250 when it is in the mailbox."""
        with smtplib.LMTP("127.0.0.1", self.ports["lmtp"], timeout=30) as lmtp:
            for raw in raws:
                lmtp.sendmail("sender@example.com", [user], raw)

    @contextmanager
    def client(self, user: str) -> Iterator[IMAPClient]:
        """Another mail program of the same person."""
        import ssl

        context = ssl.create_default_context(cafile=str(self.certificate))
        with IMAPClient("127.0.0.1", self.port, ssl_context=context, timeout=30) as client:
            client.login(user, self._users[user])
            yield client

    def fill(self, user: str, mails: Iterable[tuple[bytes, datetime]], folder: str = "") -> int:
        """Lay mails into a mailbox nobody has open, as they have come over years; returns how many."""
        home = self.folder / "mail" / user / (f".{folder.replace('/', '.')}" if folder else "")
        for each in ("cur", "new", "tmp"):
            (home / each).mkdir(parents=True, exist_ok=True)
        done = 0
        for raw, at in mails:
            number = next(self._names)
            path = home / "cur" / f"{int(at.timestamp())}.M{number}P1.old,S={len(raw)}:2,S"
            path.write_bytes(raw)
            os.utime(path, (at.timestamp(), at.timestamp()))
            done += 1
        if folder:
            (home / "maildirfolder").touch()
        self._own(self.folder / "mail")
        return done

    def kick(self, user: str) -> None:
        """Cut the person's connections, as an administrator does."""
        self._doveadm("kick", user)

    def renumber(self, user: str, folder: str = "INBOX") -> None:
        """Lose the numbering of a folder: another UIDVALIDITY, other UIDs."""
        with self.client(user) as client:
            before = client.folder_status(folder, ["UIDVALIDITY"])[b"UIDVALIDITY"]
        self.kick(user)
        home = self.folder / "mail" / user / ("" if folder == "INBOX" else f".{folder}")
        for path in home.glob("dovecot*"):
            if path.is_file():
                path.unlink()
        while time.time() < before + 1:  # Dovecot takes the second
            time.sleep(0.05)

    def flags(self, user: str, folder: str = "INBOX") -> dict[int, tuple[bytes, ...]]:
        """Flags of every mail by UID, but for ``Recent``."""
        with self.client(user) as client:
            client.select_folder(folder, readonly=True)
            found = client.get_flags(client.search(["ALL"]))
        return {uid: tuple(flag for flag in flags if flag != rb"\Recent") for uid, flags in found.items()}

    def _doveadm(self, *command: str) -> None:
        subprocess.run(
            ["doveadm", "-c", self.folder / "dovecot.conf", *command], check=False, capture_output=True, timeout=30
        )

    def _certify(self, valid: timedelta) -> None:
        made = make_certificate(self.folder, valid=valid)
        self._own(made.path, made.key)

    def _configure(self) -> None:
        settings: dict[str, object] = {
            "quota": "1G", "connections": 100, "ssl": "yes", "only_encrypted": "no", "mechanisms": "plain login",
            "tokens": "",
        }  # fmt: skip
        if self.introspection_url:
            settings |= {"mechanisms": "plain login xoauth2 oauthbearer", "tokens": _TOKENS.format(folder=self.folder)}
            lines = [
                f"introspection_url = {self.introspection_url}", f"introspection_mode = {self.introspection_mode}",
                "username_attribute = email", "debug = no",
            ]  # fmt: skip
            if self.introspection_mode == "get":
                lines += ["active_attribute = active", "active_value = true"]
            (self.folder / "oauth2.conf").write_text("\n".join(lines) + "\n")
        settings |= {f"{name}_port": port for name, port in self.ports.items()} | self.settings
        group = getpwnam(self.user).pw_gid if os.geteuid() == 0 else os.getegid()
        text = _CONFIG.format(folder=self.folder, user=self.user, group=_group_name(group), **settings)
        (self.folder / "dovecot.conf").write_text(text)
        self._own(*self.folder.glob("*.conf"))

    def _own(self, *paths: Path) -> None:
        """What a run as root has made belongs to the server's user."""
        if os.geteuid() != 0:
            return
        for path in paths:
            inside = path.rglob("*") if path.is_dir() else ()
            for each in (path, *inside):
                shutil.chown(each, self.user, getpwnam(self.user).pw_gid)


@contextmanager
def running_dovecot(introspection_url: str = "", introspection_mode: str = "get") -> Iterator[Dovecot]:
    """Start Dovecot and stop it again. With ``introspection_url`` it also takes access tokens (XOAUTH2)."""
    need("dovecot", "doveadm")
    folder = Path(tempfile.mkdtemp(prefix="deskhand-dovecot-"))
    user = PACKAGED_USER if os.geteuid() == 0 else _user_name()
    server = Dovecot(folder, {each: free_port() for each in ("imap", "imaps", "lmtp")}, user, introspection_url)
    server.introspection_mode = introspection_mode
    try:
        (folder / "people").mkdir()
        server._own(folder)
        server._certify(timedelta(days=1))
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _greets(port: int) -> bool:
    """Whether it says hello: one that only listens has not come to life yet."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as sock:
            return bool(sock.recv(100))
    except OSError:
        return False


def _user_name() -> str:
    from pwd import getpwuid

    return getpwuid(os.geteuid()).pw_name


def _group_name(number: int) -> str:
    from grp import getgrgid

    return getgrgid(number).gr_name


@pytest.fixture(scope="session")
def _shared_dovecot() -> Iterator[Dovecot]:
    with running_dovecot() as server:
        yield server


@pytest.fixture
def dovecot(_shared_dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    """The run's Dovecot, trusted; a test takes a new mailbox of it (``new_user``) and breaks only that."""
    monkeypatch.setenv("SSL_CERT_FILE", str(_shared_dovecot.certificate))
    return _shared_dovecot


@pytest.fixture
def own_dovecot(monkeypatch: pytest.MonkeyPatch) -> Iterator[Dovecot]:
    """A Dovecot of this test alone, trusted; it may be stopped, reloaded, its certificate spoiled."""
    with running_dovecot() as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        yield server
