"""An X display without a screen, for what the offscreen platform cannot show."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.services.process import child, need


@contextmanager
def running_xvfb(size: str = "1920x1080") -> Iterator[str]:
    """The name of a free display (``:99``) of ``size`` pixels."""
    need("Xvfb", "xkbcomp")
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"]
    with child(command, pass_fds=[writer]), os.fdopen(reader, "rb") as answer:
        os.close(writer)
        number = answer.readline().decode().strip()
        if not number:
            raise RuntimeError("Xvfb did not start")
        yield f":{number}"


@pytest.fixture(scope="session")
def xvfb() -> Iterator[str]:
    """The ``DISPLAY`` of this run (under pytest-xdist: of this worker)."""
    with running_xvfb() as display:
        yield display
