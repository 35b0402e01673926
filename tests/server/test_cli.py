"""The commands of ``deskhand-server``, as an administrator runs them, on an encrypted file and on PostgreSQL."""

import base64
import io
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select

from app.domain.channel import Channel
from app.domain.recovery_key import read_written
from app.domain.role import RoleCode
from app.model.account import Credential
from app.model.sync import SyncClient
from app.model.workspace import Inbox, Queue, Role, User, UserRole, Workspace
from app.server.build import open_database
from app.server.config import Config
from app.server.db import Database
from app.server.key import key_from_file
from app.server.main import main

pytestmark = pytest.mark.postgresql_by_night

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Where the database is; empty for the file in the data folder."""
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres"))


@pytest.fixture
def environment(url: str, tmp_path: Path) -> dict[str, str]:
    """The database is named by the environment, as in a unit file."""
    return {"DESKHAND_DATA": str(tmp_path), "DESKHAND_DATABASE": url}


@pytest.fixture
def run_apart(environment: dict[str, str]) -> Run:
    """Run a command as a process."""

    def command(*argv: str, line: str = "", ends: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "app.server.main", *argv],
            env={**os.environ, **environment}, input=line, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == ends, done.stderr
        assert "Traceback" not in done.stderr
        return done

    return command


@pytest.fixture
def run(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process: it need not be started each time."""
    monkeypatch.setattr("app.server.log.start_log", lambda: None)  # the tests' own log stays as it is
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def command(*argv: str, line: str = "", ends: int = 0) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(line))
        code = main(argv)
        told = capsys.readouterr()
        assert code == ends, told.err
        return subprocess.CompletedProcess(argv, code, told.out, told.err)

    return command


@pytest.fixture
def opened(url: str, tmp_path: Path) -> Callable[[], Database]:
    def database() -> Database:
        config = Config(folder=tmp_path, database=url)
        return open_database(config, key_from_file(tmp_path / "server.key", create=False))

    return database


@pytest.mark.on_both_databases
def test_a_server_is_set_up_by_its_commands(run_apart: Run, opened: Callable[[], Database]) -> None:
    run = run_apart
    assert "revision" in run("migrate").stdout
    assert "Nothing was to be done" in run("migrate").stdout
    ws = UUID(run("create-workspace", "Дом и Свет", "--locale", "en", "--timezone", "Asia/Omsk").stdout.strip())
    person = [
        "add-user",
        "--name",
        "Анна Ким",
        "--email",
        " Anna@Shop.example",
        "--role",
        "admin",
        "--role",
        "operator",
    ]
    user_id = UUID(run(*person, line="correct horse\n").stdout.strip())
    settings = ["--set", "smtp_host=mail.example", "--set", "smtp_port=587"]
    mail = ["add-inbox", "--channel", "email", "--name", "Почта", "--address", "help@shop.example", *settings]
    inbox_id = UUID(run(*mail).stdout.strip())
    database = opened()
    with database.read() as session:
        workspace = session.get_one(Workspace, (ws, ws))
        user = session.get_one(User, (ws, user_id))
        credential = session.scalars(select(Credential)).one()
        inbox = session.get_one(Inbox, (ws, inbox_id))
        queue = session.scalars(select(Queue)).one()
        roles = select(Role.code).join(UserRole, (UserRole.ws == Role.ws) & (UserRole.role_id == Role.id))
        assert set(session.scalars(roles)) == {RoleCode.ADMIN, RoleCode.OPERATOR}
    database.close()
    assert (workspace.name, workspace.locale, workspace.timezone) == ("Дом и Свет", "en", "Asia/Omsk")
    assert (user.name, credential.email, credential.user_id) == ("Анна Ким", "anna@shop.example", user_id)
    assert credential.password_hash.startswith("$argon2id$")
    assert (inbox.channel, inbox.address, inbox.queue_id) == (Channel.EMAIL, "help@shop.example", queue.id)
    assert inbox.settings == {"smtp_host": "mail.example", "smtp_port": 587}


@pytest.mark.on_both_databases
def test_a_mistake_is_a_sentence_and_changes_nothing(run: Run, opened: Callable[[], Database]) -> None:
    user = ["add-user", "--name", "A", "--email", "a@shop.example"]
    assert "deskhand-server migrate" in run("create-workspace", "x", ends=1).stderr
    run("migrate")
    assert "0 workspaces" in run(*user, line="correct horse\n", ends=1).stderr
    run("create-workspace", "Дом и Свет")
    assert "8 characters" in run(*user, line="short\n", ends=1).stderr
    assert "A role is one of" in run(*user, "--role", "king", line="correct horse\n", ends=1).stderr
    run(*user, line="correct horse\n")
    assert "already a user" in run(*user, line="correct horse\n", ends=1).stderr
    inbox = ["add-inbox", "--channel", "chat", "--name", "C", "--address", "shop"]
    assert "no queue 'Nowhere'" in run(*inbox, "--queue", "Nowhere", ends=1).stderr
    stranger = str(UUID(int=7))
    assert f"no workspace {stranger}" in run(*inbox, "--workspace", stranger, ends=1).stderr
    database = opened()
    with database.read() as session:
        assert (len(session.scalars(select(User)).all()), session.scalars(select(Inbox)).all()) == (1, [])
    database.close()


@pytest.mark.on_both_databases
def test_a_mailbox_is_added_listed_paused_and_registered_without_a_secret_in_sight(run: Run) -> None:
    run("migrate")
    run("create-workspace", "Shop")
    mail = ["add-inbox", "--channel", "email", "--name", "Help", "--address", "help@yandex.ru", "--find", "--password"]
    run(*mail, line="correct horse\n")
    assert "address_taken" in run(*mail, line="correct horse\n", ends=1).stderr
    run("pause-inbox", "HELP@yandex.ru")
    assert "not connected" in run("inboxes").stdout
    assert "no inbox" in run("pause-inbox", "nobody@yandex.ru", ends=1).stderr
    redirect = run("provider", "yandex", "--client-id", "ours", line="hush\n").stdout
    assert "/v1/inboxes/oauth/callback" in redirect
    assert "no provider" in run("provider", "nowhere", "--client-id", "x", line="\n", ends=1).stderr
    bad = ["--set", "imap_host=127.0.0.1", "--set", "imap_port=1", "--password", "--test"]
    wish = ["add-inbox", "--channel", "email", "--name", "Bad", "--address", "bad@shop.example", *bad]
    refused = run(*wish, line="battery\n", ends=1)
    assert "IMAP: unreachable" in refused.stdout
    audit = run("audit").stdout
    assert [line.split()[3] for line in audit.splitlines()] == ["inbox_added", "inbox_paused", "provider_registered"]
    assert not any(secret in audit + redirect + refused.stdout for secret in ("horse", "hush", "battery"))


def test_devices_are_signed_out_and_the_recovery_key_is_shown_once(run: Run, opened: Callable[[], Database]) -> None:
    run("migrate")
    ws = UUID(run("create-workspace", "Shop").stdout.strip())
    user = UUID(run("add-user", "--name", "Anna", "--email", "a@shop.example", line="correct horse\n").stdout.strip())
    database, client = opened(), UUID(int=9)
    with database.write() as session:
        seen = datetime(2026, 11, 12, 9, 30, tzinfo=UTC)
        session.add(SyncClient(ws=ws, client_id=client, user_id=user, name="desk-7", seen_at=seen))
        session.commit()
    database.close()
    assert run("devices").stdout == f"{client}  allowed  2026-11-12 09:30Z  Anna  desk-7\n"
    assert "Anna, desk-7: signed out." in run("revoke-device", str(client)).stdout
    assert "revoked" in run("devices").stdout
    assert "may sign in" in run("allow-device", str(client)).stdout
    assert "not_found" in run("revoke-device", str(ws), ends=1).stderr
    assert "30 days" in run("lease", "30").stdout
    assert "bad_setting" in run("lease", "0", ends=1).stderr
    assert "500 MB" in run("copy-budget", "500").stdout
    assert "bad_setting" in run("copy-budget", "1", ends=1).stderr
    private = read_written(run("recovery-key").stdout.splitlines()[0])
    assert private is not None
    assert "--replace" in run("recovery-key", ends=1).stderr
    public = X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    database = opened()
    with database.read() as session:
        settings = session.get_one(Workspace, (ws, ws)).settings
    database.close()
    kept = base64.urlsafe_b64encode(public).decode()
    assert settings == {"lease_days": 30, "cache_mb": 500, "recovery_key": kept}
    assert "bad_setting" in run("recovery-key", "--replace", "--public", "short", ends=1).stderr
    run("recovery-key", "--replace", "--public", kept)
    told = run("audit").stdout
    assert [line.split()[3] for line in told.splitlines()] == [
        "device_revoked", "device_allowed", "lease_changed", "copy_budget_changed", "recovery_key_changed",
        "recovery_key_changed",
    ]  # fmt: skip
