"""The window does not wait for what it does not show yet: what is imported when, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui import main

ROOT = Path(__file__).resolve().parents[2]

TO_THE_FIRST_PAINT = """
import dataclasses, os, sys
from ui import main
main.import_qt()
from ui.program import Program
shown = Program.show_frame
def show_frame(program):
    shown(program)
    print(f"methods:{dataclasses._create_fn.__module__}", *sys.modules)
    sys.stdout.flush()
    os._exit(0)
Program.show_frame = show_frame
main.main([])
"""
TO_THE_LIST = """
import sys
from ui import main
main.import_qt()
import app.client.start, ui.session, ui.shell.workspace
print(*sys.modules)
"""

HEAVY = {
    "app.commands.base", "app.model.base", "app.protocol", "asyncio", "email", "msgspec", "requests", "sqlalchemy",
    "ssl", "subprocess",
}  # fmt: skip
"""Half a second of a slow computer together."""

NOT_IN_SIGHT = {
    "app.client.query", "app.client.row", "app.client.store", "ui.bridge.desk_bridge", "ui.composer",
    "ui.conversation", "ui.conversation_list", "ui.customer", "ui.guide", "ui.palette", "ui.search", "ui.session",
    "ui.settings", "ui.signin", "zoneinfo",
}  # fmt: skip

NOT_IN_THE_LIST = {
    "app.client.caller", "app.client.computer", "app.client.customer_row", "app.client.notice.policy",
    "app.client.relation", "app.client.search", "app.client.server_child", "app.client.store.queries.timeline",
    "app.language.phone", "app.language.search", "app.model", "ui.composer", "ui.conversation",
    "ui.customer", "ui.guide", "ui.palette", "ui.search", "uuid_utils",
}  # fmt: skip
"""What other screens show, and what is looked for or done only later: each class of values made takes its time."""


@pytest.fixture
def imported(tmp_path):
    """What a program that did this has imported; it has folders of its own."""
    tmp_path.chmod(0o700)
    folders = {name: str(tmp_path) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR")}

    def run(code: str) -> set[str]:
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60,
            env=os.environ | folders | {"QT_QPA_PLATFORM": "offscreen"},
        )  # fmt: skip
        return set(done.stdout.split())

    return run


def test_the_first_paint_waits_neither_for_libraries_of_the_engine_nor_for_screens_that_come_later(imported):
    known = imported(TO_THE_FIRST_PAINT)
    assert "ui.shell.skeleton" in known
    assert "methods:ui.late_method" in known or sys.version_info[:2] != (3, 11)
    assert not known & (HEAVY | NOT_IN_SIGHT)


def test_the_list_waits_for_nothing_that_only_writing_other_screens_and_the_exchange_with_the_server_need(imported):
    known = imported(TO_THE_LIST)
    assert {"app.client.store.database", "ui.conversation_list.pane"} <= known
    assert not known & (HEAVY | NOT_IN_THE_LIST)


def test_who_asks_for_nothing_gets_what_the_parser_gives():
    assert main.arguments([]) == main.arguments(["--profile", ""])
