"""Keys in a real keyring of a Linux desktop: open, locked, none; and what lies on the disk."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.services.secret_service import Keyring
from tests.sync.real_server import PASSWORD, RealServer

Environment = Callable[[Keyring], dict[str, str]]

VAULT = """
from app.client.credentials import KeyringVault
from app.client.port import Trouble
try:
    vault = KeyringVault()
    vault.set("p:cache", "ключ")
    first = vault.get("p:cache")
    vault.set("p:cache", "другой")
    second = vault.get("p:cache")
    vault.forget("p:cache")
    vault.forget("p:cache")
    print(first, second, vault.get("p:cache"))
except Trouble as trouble:
    print(trouble.problem)
"""

DESK = """
import json, sys, time
from pathlib import Path
from app.client.credentials import choose_vault
from app.client.port import Trouble
from app.client.profile import Folders
from app.client.start import Surroundings, open_desk, sign_in
from app.client.view import View, ViewKind
url, password, folder, passphrase = sys.argv[1:]
around = Surroundings(Folders(Path(folder, "data"), Path(folder, "config")))
try:
    sign_in(url, "anna@domisvet.example", password, around=around)
except Trouble as trouble:
    if not passphrase:
        print(json.dumps({"problem": trouble.problem}))
        sys.exit()
phrase = passphrase or None
profile = sign_in(url, "anna@domisvet.example", password, passphrase=phrase, around=around)
problem = ""
if phrase:
    for wrong in (None, "не та"):
        try:
            open_desk(profile, passphrase=wrong, around=around)
        except Trouble as trouble:
            problem += trouble.problem + " "
desk = open_desk(profile, passphrase=phrase, around=around)
end = time.monotonic() + 60
while not any(desk.queries.timeline(it.id) for it in desk.queries.conversation_rows(
    desk.queries.conversation_ids(View(ViewKind.UNASSIGNED)))):
    assert time.monotonic() < end
    time.sleep(0.01)
desk.close()
vault = around.vault_for(phrase)
names = [f"{profile.key}:{it}" for it in ("outbox", "cache", "refresh")]
print(json.dumps({"problem": problem, "secrets": [vault.get(it) for it in names]}))
"""


def told(script: str, environment: dict[str, str], *argv: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, *argv], env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_secrets_are_kept_read_replaced_and_forgotten(secret_service: Environment) -> None:
    assert told(VAULT, secret_service("unlocked")) == "ключ другой None"


def test_a_locked_keyring_is_told(secret_service: Environment) -> None:
    assert told(VAULT, secret_service("locked")) == "keyring_locked"


def test_that_there_is_no_keyring_is_told(secret_service: Environment) -> None:
    assert told(VAULT, secret_service("none")) == "keyring_absent"


def desk(server: RealServer, environment: dict[str, str], folder: Path, passphrase: str = "") -> dict[str, object]:
    found: dict[str, object] = json.loads(told(DESK, environment, server.url, PASSWORD, str(folder), passphrase))
    return found


def nothing_is_plain(folder: Path, secrets: list[str], *words: str) -> None:
    files = [it for it in folder.rglob("*") if it.is_file()]
    assert {"cache.db", "outbox.db"} <= {it.name for it in files}
    outbox, cache, refresh = secrets
    raw = [bytes.fromhex(it) for it in (outbox, cache)]
    forms = [*raw, *(it.hex().encode() for it in raw), refresh.encode(), *(it.encode() for it in words)]
    for path in files:
        content = path.read_bytes()
        assert not content.startswith(b"SQLite format 3"), path
        assert not [it for it in forms if it in content], path


def test_with_a_keyring_no_key_and_no_word_is_plain_on_the_disk(
    server: RealServer, secret_service: Environment, tmp_path: Path
) -> None:
    server.write("Марина", "Где мой заказ?")
    found = desk(server, secret_service("unlocked"), tmp_path / "desk")
    nothing_is_plain(tmp_path / "desk", found["secrets"], "Где мой заказ?", PASSWORD)
    assert not list((tmp_path / "desk").rglob("keys.json"))


def test_a_locked_keyring_opens_nothing_and_writes_nothing(
    server: RealServer, secret_service: Environment, tmp_path: Path
) -> None:
    assert desk(server, secret_service("locked"), tmp_path / "desk") == {"problem": "keyring_locked"}
    assert not [it for it in (tmp_path / "desk").rglob("*") if it.is_file()]


def test_without_a_keyring_a_passphrase_opens_the_desk_and_nothing_is_plain_either(
    server: RealServer, secret_service: Environment, tmp_path: Path
) -> None:
    environment = secret_service("none")
    server.write("Марина", "Где мой заказ?")
    assert desk(server, environment, tmp_path / "asked") == {"problem": "keyring_absent"}
    found = desk(server, environment, tmp_path / "desk", "осень в Казани")
    assert str(found["problem"]).split() == ["keyring_absent", "wrong_passphrase"]
    nothing_is_plain(tmp_path / "desk", found["secrets"], "осень в Казани", "Где мой заказ?", PASSWORD)
