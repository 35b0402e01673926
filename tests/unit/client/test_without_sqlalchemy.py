"""A desk is a fifth smaller without SQLAlchemy: what it imports and does asks for it nowhere."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

WITHOUT = """
import sys
sys.modules["sqlalchemy"] = None  # whoever imports it fails
import app.client.exchange, app.client.machine, app.client.start, app.commands.all
import app.client.sync.courier, app.client.sync.herald, app.client.sync.road, app.client.sync.transport
import pytest
own = ["--noconftest", "-p", "tests.unit.client.conftest", "-p", "no:cacheprovider"]
sys.exit(pytest.main(["-q", *own, "tests/unit/client/test_apply.py"]))
"""


def test_pages_are_taken_in_and_commands_played_where_sqlalchemy_cannot_be_imported():
    done = subprocess.run([sys.executable, "-c", WITHOUT], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4_000:] + done.stderr[-2_000:]
