"""Two server processes on one PostgreSQL: whoever is asked, everybody knows who is where, and one holds the claim."""

import json
import os
import sys
import time
from pathlib import Path

import pytest
import requests

from tests.e2e.desk_process import ROOT
from tests.e2e.server_process import KEY, PASSWORD
from tests.services.command import run_command
from tests.services.port import free_port
from tests.services.process import child


def run(folder: Path, url: str, *argv: str, line: str = "") -> str:
    return run_command(*argv, "--data", str(folder), "--database", url, line=line)


@pytest.fixture
def nodes(postgres_cluster, tmp_path):
    (tmp_path / "server.key").write_text(KEY)
    (tmp_path / "server.key").chmod(0o600)
    with postgres_cluster.fresh_database() as url:
        run(tmp_path, url, "migrate")
        run(tmp_path, url, "create-workspace", "Лавка")
        for name in ("anna", "denis"):
            run(tmp_path, url, "add-user", "--name", name.title(), "--email", f"{name}@x.example", line=PASSWORD + "\n")
        run(tmp_path, url, "add-inbox", "--channel", "chat", "--name", "Чат", "--address", "shop")
        ports = [free_port(), free_port()]
        command = [sys.executable, "-m", "app.server.main", "serve", "--no-worker", "--data", str(tmp_path)]
        with (tmp_path / "log").open("ab") as log:
            made = [[*command, "--database", url, "--port", str(port)] for port in ports]
            with (
                child(made[0], cwd=ROOT, env=dict(os.environ), stderr=log),
                child(made[1], cwd=ROOT, env=dict(os.environ), stderr=log),
            ):
                urls = [f"http://127.0.0.1:{port}" for port in ports]
                for it in urls:
                    until(lambda it=it: is_up(it), (tmp_path / "log").read_text)
                yield urls


def is_up(url: str) -> bool:
    try:
        return requests.get(f"{url}/health", timeout=5).ok
    except requests.ConnectionError:
        return False


def until(condition, why=str):
    end = time.monotonic() + 60
    while not (found := condition()):
        assert time.monotonic() < end, why()
        time.sleep(0.05)
    return found


def signed_in(url, name):
    wish = {"email": f"{name}@x.example", "password": PASSWORD, "device": name}
    tokens = requests.post(f"{url}/v1/auth/token", json=wish, timeout=30).json()
    return tokens, {"Authorization": f"Bearer {tokens['access']}"}


@pytest.mark.nightly
def test_desks_of_two_nodes_see_each_other_and_one_of_them_holds_the_request(nodes):
    first, second = nodes
    session = requests.post(f"{first}/chat/api/session", json={"slug": "shop"}, timeout=30).json()
    visitor = {"Authorization": f"Bearer {session['token']}"}
    message = {"id": "01939a00-0000-7000-8000-000000000001", "text": "Где заказ?"}
    assert requests.post(f"{first}/chat/api/messages", json=message, headers=visitor, timeout=30).ok
    (anna, as_anna), (_, as_denis) = signed_in(first, "anna"), signed_in(second, "denis")
    pull = {"proto": 1, "schema": 1, "client": anna["client"], "cursor": None, "max_rows": 500, "ack_result": 0}
    ops = requests.post(f"{first}/v1/sync/pull", json=pull, headers=as_anna, timeout=30).json()["ops"]
    talk = next(it[3]["id"] for it in ops if it[0] == "put" and it[2] == "conversation")
    stream = requests.get(f"{second}/v1/sync/stream", headers=as_denis, stream=True, timeout=30)
    lines = stream.iter_lines(chunk_size=1)
    assert next(lines) == b"event: hello"
    claimed = requests.post(f"{first}/v1/conversations/{talk}/claim", headers=as_anna, timeout=30).json()

    assert claimed["people"] == [{"user_id": anna["user_id"], "claims": True}]
    told = next(json.loads(it[6:]) for it in lines if it.startswith(b"data: ") and b'"people":[{' in it)
    assert told["people"] == claimed["people"]
    refused = requests.post(f"{second}/v1/conversations/{talk}/claim", headers=as_denis, timeout=30).json()
    assert {it["user_id"]: it.get("claims", False) for it in refused["people"]} == {anna["user_id"]: True}
    stream.close()
