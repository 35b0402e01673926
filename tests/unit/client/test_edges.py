"""The system's keyring and the trial server's process, as they behave on bad days."""

import os
import signal
import sys
import threading

import pytest
from keyring.errors import KeyringLocked, NoKeyringError

from app.client.credentials import KeyringVault
from app.client.port import Problem, Trouble
from app.client.server_child import Announced, ServerChild, server_command

READY = (
    "import json, sys\n"
    "key = json.loads(sys.stdin.readline())['key']\n"
    "print(json.dumps({'port': 1, 'secret': key[:4], 'mail_port': 2, 'chat_url': '', 'mail_address': '',"
    " 'server_id': 's', 'notices': []}), flush=True)\n"
    "sys.stdin.read()\n"
)


class Keyring:
    """A keyring backend of the system, open, locked or gone."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.error: Exception | None = None

    def get_password(self, service: str, name: str) -> str | None:
        if self.error is not None:
            raise self.error
        return self.kept.get(name)

    def set_password(self, service: str, name: str, secret: str) -> None:
        self.kept[name] = secret

    def delete_password(self, service: str, name: str) -> None:
        del self.kept[name]


def test_keys_are_kept_in_the_systems_keyring():
    vault = KeyringVault(Keyring())
    vault.set("a", "1")
    assert vault.get("a") == "1"
    vault.forget("a")
    vault.forget("a")
    assert vault.get("a") is None


@pytest.mark.parametrize(
    ("error", "problem"),
    [(KeyringLocked("x"), Problem.KEYRING_LOCKED), (NoKeyringError("x"), Problem.KEYRING_ABSENT)],
)
def test_a_locked_keyring_and_none_at_all_are_told_apart(error: Exception, problem: Problem):
    backend = Keyring()
    backend.error = error
    with pytest.raises(Trouble) as trouble:
        KeyringVault(backend).get("a")
    assert trouble.value.problem is problem


def test_a_killed_trial_server_is_started_again_and_ends_with_its_stdin():
    said: list[Announced] = []
    twice = threading.Event()

    def on_announced(announced: Announced) -> None:
        said.append(announced)
        if len(said) == 2:
            twice.set()

    child = ServerChild([sys.executable, "-c", READY], b"\xab" * 32, on_announced)
    assert child.start().secret == "abab"
    assert said[0].url == "http://127.0.0.1:1"
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    assert twice.wait(30)
    child.stop()


def test_a_trial_server_that_cannot_start_is_told():
    child = ServerChild([sys.executable, "-c", "print('no')"], b"k" * 32, lambda said: None)
    with pytest.raises(Trouble) as trouble:
        child.start()
    assert trouble.value.problem is Problem.SERVER_UNREACHABLE


def test_no_secret_is_in_the_servers_arguments(tmp_path):
    assert server_command(tmp_path)[1:] == ["-m", "app.server.main", "serve", "--trial", "--data", str(tmp_path)]
