"""The program itself: as a desktop's child, and from the command line."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from app.server import main as program
from app.server.errors import Trouble
from app.server.key import key_from_file
from app.server.schema import HEAD
from tests.services.command import run_command
from tests.services.process import child

KEY = "ab" * 32


@contextmanager
def trial(folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen[bytes], dict]]:
    """A running trial server and the line it printed."""
    command = [sys.executable, "-m", "app.server.main", "serve", "--trial", "--data", folder, *more]
    with child(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        process.stdin.write(json.dumps({"key": KEY}).encode() + b"\n")
        process.stdin.flush()
        yield process, json.loads(process.stdout.readline())


@pytest.fixture
def prepared(tmp_path: Path) -> Path:
    """A data folder with a small workspace, made by the commands."""
    (tmp_path / "server.key").write_text(KEY)
    (tmp_path / "server.key").chmod(0o600)
    where = ["--data", str(tmp_path)]
    assert HEAD in run_command("migrate", *where)
    run_command("create-workspace", "Дом и Свет", *where)
    run_command("add-user", "--name", "Анна", "--email", "anna@shop.example", *where, line="correct horse\n")
    run_command("add-inbox", "--channel", "chat", "--name", "Chat", "--address", "shop", *where)
    return tmp_path


def test_a_trial_says_where_it_is_signs_its_desktop_in_once_and_ends_with_it(prepared):
    with trial(prepared, "--port", "0", "--mail-port", "0") as (process, line):
        url = f"http://127.0.0.1:{line['port']}"
        assert line["chat_url"] == f"{url}/chat/shop"
        assert line["notices"] == []
        assert requests.get(url + "/health", timeout=30).json()["server_id"] == line["server_id"]
        assert requests.get(url + "/health/ready", timeout=30).json()["worker"]
        answers = [requests.post(url + "/v1/auth/token", json={"secret": line["secret"]}, timeout=30) for _ in range(2)]
        assert [it.status_code for it in answers] == [200, 401]
        process.stdin.close()
        assert process.wait(30) == 0
    assert "Дом".encode() not in (prepared / "deskhand.db").read_bytes()


def test_a_taken_port_is_told_and_the_free_one_is_taken_again_next_time(prepared):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        wanted = str(taken.getsockname()[1])
        with trial(prepared, "--port", wanted, "--mail-port", "0") as (_, line):
            notice = next(it for it in line["notices"] if it["name"] == "api")
            assert (notice["code"], notice["wanted"], notice["port"]) == ("port_taken", int(wanted), line["port"])
        with trial(prepared, "--port", wanted, "--mail-port", "0") as (_, again):
            assert again["port"] == line["port"]
            assert again["server_id"] == line["server_id"]


def test_a_simulation_moves_the_clock(prepared):
    with trial(prepared, "--port", "0", "--mail-port", "0", "--clock", "http") as (_, line):
        url = f"http://127.0.0.1:{line['port']}/clock"
        before = requests.post(url, json={"advance_s": 0}, timeout=30).json()["now"]
        after = requests.post(url, json={"advance_s": 86_400}, timeout=30).json()["now"]
        assert after[:10] > before[:10]


def test_a_key_file_others_may_read_is_refused(tmp_path):
    if os.name != "posix":
        pytest.skip("no modes")
    path = tmp_path / "server.key"
    key_from_file(path, create=True)
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o644)
    with pytest.raises(Trouble, match="chmod 600"):
        key_from_file(path, create=False)


def test_a_mistake_on_the_command_line_is_one_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("app.server.log.start_log", lambda: None)
    assert program.main(["create-workspace", "x", "--data", str(tmp_path)]) == 1
    assert "deskhand-server migrate" in capsys.readouterr().err
