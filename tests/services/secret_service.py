"""A private D-Bus session with gnome-keyring in the three states a desktop can meet."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

import pytest

from tests.services.process import child, need, wait_until

Keyring = Literal["unlocked", "locked", "none"]

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" "busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
"""Without service folders: nothing is started on demand, so "none" stays none."""


@contextmanager
def running_secret_service(keyring: Keyring = "unlocked") -> Iterator[dict[str, str]]:
    """The environment to start a program in: its own home, its own bus, its own keyring; deleted at the end."""
    need("dbus-daemon", "dbus-send", "gnome-keyring-daemon")
    home = Path(tempfile.mkdtemp(prefix="deskhand-bus-"))
    try:
        with ExitStack() as stack:
            environment = start_bus(home, stack)
            if keyring == "locked":
                with ExitStack() as earlier:  # a keyring exists, made in an earlier session
                    _start_keyring(environment, earlier, unlock=True)
            if keyring != "none":
                _start_keyring(environment, stack, unlock=keyring == "unlocked")
            yield environment
    finally:
        shutil.rmtree(home, ignore_errors=True)


def start_bus(home: Path, stack: ExitStack) -> dict[str, str]:
    """A session bus of its own below a short path; the environment to reach it."""
    place = home / "bus"
    config = home / "bus.conf"
    config.write_text(BUS.format(socket=place), "utf8")
    environment = {**os.environ, "HOME": str(home), "DBUS_SESSION_BUS_ADDRESS": f"unix:path={place}"}
    environment.pop("PYTHON_KEYRING_BACKEND", None)
    for name in ("DATA_HOME", "CONFIG_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR"):
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        environment[f"XDG_{name}"] = str(folder)
    bus = child(
        ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile"],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    wait_until(lambda: _listens(place), stack.enter_context(bus))
    return environment


def _listens(place: Path) -> bool:
    """Whether somebody takes connections there: the file is there a little earlier."""
    with socket.socket(socket.AF_UNIX) as link:
        return link.connect_ex(str(place)) == 0


def _start_keyring(environment: dict[str, str], stack: ExitStack, *, unlock: bool) -> None:
    how = "--unlock" if unlock else "--start"
    daemon = child(
        ["gnome-keyring-daemon", "--foreground", "--components=secrets", how],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    process = stack.enter_context(daemon)
    assert process.stdin is not None
    if unlock:
        process.stdin.write(b"passphrase of a test")
    process.stdin.close()
    wait_until(lambda: _is_served(environment), process)


def _is_served(environment: dict[str, str]) -> bool:
    bus = "org.freedesktop.DBus"
    question = [f"--dest={bus}", "--print-reply", "/", f"{bus}.NameHasOwner", "string:org.freedesktop.secrets"]
    answer = subprocess.run(["dbus-send", *question], env=environment, capture_output=True, check=False)
    return b"boolean true" in answer.stdout


@pytest.fixture
def secret_service() -> Iterator[Callable[[Keyring], dict[str, str]]]:
    """Call it with ``unlocked``, ``locked`` or ``none``; it returns the environment for a child process."""
    with ExitStack() as stack:
        yield lambda keyring: stack.enter_context(running_secret_service(keyring))
