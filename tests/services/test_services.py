"""The real parts that tests rely on really are real."""

import os
import subprocess
import sys

import psycopg
import pytest

from tests.services.postgres import clear_leftovers

SAVE = "import keyring; keyring.set_password('deskhand', 'a', 'ключ'); print(keyring.get_password('deskhand', 'a'))"


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""))


@pytest.mark.parametrize("who", ["the first", "the second"])
def test_every_test_gets_an_empty_postgresql(postgres, who):
    with connect(postgres) as connection:
        connection.execute("CREATE TABLE customer (name text)")
        connection.execute("INSERT INTO customer VALUES (%s)", [who])
        assert connection.execute("SELECT name FROM customer").fetchall() == [(who,)]


def test_what_a_killed_run_left_is_cleared_and_what_somebody_works_with_stays(tmp_path):
    over = subprocess.Popen(["true"])
    over.wait()
    dead, alive, other = (tmp_path / f"deskhand-pg-{it}" for it in (f"{over.pid}-a", f"{os.getpid()}-b", "x"))
    for folder in (dead, alive, other):
        (folder / "data").mkdir(parents=True)
    clear_leftovers(tmp_path)
    assert [it.exists() for it in (dead, alive, other)] == [False, True, True]


def test_a_template_is_filled_once_and_copied(postgres_cluster):
    filled = []

    def fill(url):
        filled.append(url)
        with connect(url) as connection:
            connection.execute("CREATE TABLE queue (name text)")

    for _ in range(2):
        name = postgres_cluster.template("with_queue", fill)
        with postgres_cluster.fresh_database(name) as url, connect(url) as connection:
            assert connection.execute("SELECT count(*) FROM queue").fetchone() == (0,)
    assert len(filled) == 1


@pytest.mark.parametrize(
    ("state", "seen"), [("unlocked", "ключ"), ("locked", "KeyringLocked"), ("none", "NoKeyringError")]
)
def test_a_desktop_meets_a_keyring_in_this_state(secret_service, state, seen):
    result = subprocess.run(
        [sys.executable, "-c", SAVE], env=secret_service(state), capture_output=True, text=True, check=False
    )
    assert seen in result.stdout + result.stderr


def test_the_browser_shows_a_page(page):
    page.set_content("<h1>Здравствуйте!</h1>")
    assert page.inner_text("h1") == "Здравствуйте!"


def test_a_window_opens_on_the_display(xvfb):
    show = (
        "from PySide6.QtWidgets import QApplication, QLabel;"
        "a = QApplication([]); w = QLabel('x'); w.show(); print(a.platformName(), w.isVisible())"
    )
    environment = {**os.environ, "DISPLAY": xvfb, "QT_QPA_PLATFORM": "xcb"}
    shown = subprocess.run([sys.executable, "-c", show], env=environment, capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["xcb", "True"]
