"""The first row that a fresh program reads can be used at once."""

import subprocess
import sys

_READS_ONE = """
from uuid import UUID
from app.client.store.replica import table
from app.model.workspace import Queue
one = table("queue")
row = one.read(tuple(b"q" * 16 if name == "id" else None for name in one._names), UUID(int=1))
print(row.ws, isinstance(row, Queue))
row.name = "Sales"
"""


def test_a_row_is_whole_before_anything_else_was_made_of_its_model():
    asked = [sys.executable, "-c", _READS_ONE]
    said = subprocess.run(asked, capture_output=True, check=False, text=True, timeout=60)
    assert said.stderr == ""
    assert said.stdout == "00000000-0000-0000-0000-000000000001 True\n"
