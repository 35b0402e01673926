"""A type that several threads meet for the first time at once is read by all of them."""

import subprocess
import sys

import pytest

_PROGRAM = """
import sys, threading
from app.protocol.wire import Message, convert, decode, pack, unpack

sys.setswitchinterval(1e-6)
READ = {
    "json": lambda kind: decode(b'{"some":[{"names":["a"]}],"one":{"numbers":{"a":1}}}', kind),
    "plain": lambda kind: convert({"some": [{"names": ["a"]}], "one": {"numbers": {"a": 1}}}, kind),
    "compact": lambda kind: unpack(pack({"some": [{"names": ["a"]}], "one": {"numbers": {"a": 1}}}), kind),
}[sys.argv[1]]
for turn in range(400):
    class Inner(Message, frozen=True):
        names: list[str] = []
        numbers: dict[str, int] = {}

    class Outer(Message, frozen=True):
        some: list[Inner] = []
        one: Inner | None = None

    begin, read = threading.Barrier(4), []
    def meet():
        begin.wait()
        read.append(READ(Outer))
    threads = [threading.Thread(target=meet) for _ in range(4)]
    for it in threads: it.start()
    for it in threads: it.join()
    assert [it.one.numbers for it in read] == [{"a": 1}] * 4
"""


@pytest.mark.parametrize("form", ["json", "plain", "compact"])
def test_threads_that_meet_a_type_at_once_all_read_it(form: str) -> None:
    done = subprocess.run([sys.executable, "-c", _PROGRAM, form], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
