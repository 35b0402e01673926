"""A private accessibility bus, switched on as a screen reader does it; the session's programs find it by themselves."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from jeepney import DBusAddress, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.services.process import child, wait_until

LAUNCHER = Path("/usr/libexec/at-spi-bus-launcher")
BUS = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
STATUS = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Status")
DAEMON = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")


@contextmanager
def running_at_spi(environment: Mapping[str, str]) -> Iterator[str]:
    """The address of the accessibility bus beside the session bus of ``environment``."""
    if not LAUNCHER.exists():
        pytest.skip("at-spi2-core is not installed; ./dev a11y installs it")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with (
        child(
            [LAUNCHER, "--launch-immediately"], env={**environment, "GSETTINGS_BACKEND": "memory"}, **quiet
        ) as launcher,
        open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"]) as session,
    ):
        wait_until(lambda: _is_owned(session), launcher)
        for name in ("IsEnabled", "ScreenReaderEnabled"):
            session.send_and_get_reply(Properties(STATUS).set(name, "b", True), timeout=10)
        yield str(session.send_and_get_reply(new_method_call(BUS, "GetAddress"), timeout=10).body[0])


def _is_owned(session: DBusConnection) -> bool:
    question = new_method_call(DAEMON, "NameHasOwner", "s", (BUS.bus_name,))
    return bool(session.send_and_get_reply(question, timeout=10).body[0])
