"""What every test is held to: no surprise in the log, nothing of Qt left running, no Qt warning."""

import atexit
import gc
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from tests.house.catalogues import compile_stale
from tests.house.rewriting import rewrite_stale
from tests.scheduling import places, scope_of
from ui.quick_enum import make_enums_quickly
from ui.whole_error import keep_errors_whole

pytest_plugins = [
    "tests.services.postgres",
    "tests.services.backend",
    "tests.services.secret_service",
    "tests.services.chromium",
    "tests.services.dovecot",
    "tests.services.notification_daemon",
    "tests.services.oidc",
    "tests.services.theme",
    "tests.services.xvfb",
]

MEMORY, ENOUGH = Path("/dev/shm"), 8 * 2**30
"""Where a commit need not wait for a disk, and a database is copied in a tenth of the time."""


def _work_in_memory() -> None:
    """What tests and their services write stays in memory where there is enough of it."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def _private_folders() -> None:
    """No test reads or writes what belongs to the person at this machine."""
    home = Path(tempfile.mkdtemp(prefix="deskhand-test-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in ("DATA_HOME", "CONFIG_HOME", "CACHE_HOME", "STATE_HOME", "RUNTIME_DIR"):
        folder = home / name.lower()
        folder.mkdir(mode=0o700)
        os.environ[f"XDG_{name}"] = str(folder)


gc.disable()  # until all is collected: what is loaded stays
_work_in_memory()
_private_folders()
os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
keep_errors_whole()
make_enums_quickly()


def pytest_configure(config: pytest.Config) -> None:
    """Sentences and tests are compiled once, before workers start."""
    if not hasattr(config, "workerinput"):
        compile_stale()
        if config.getoption("numprocesses", None):
            ignored = [config.invocation_params.dir / it for it in config.getoption("ignore") or ()]
            rewrite_stale(_places(config), ignored, pytest_plugins)


def _places(config: pytest.Config) -> list[Path]:
    """Files and folders whose tests are run."""
    found = [config.invocation_params.dir / it.partition("::")[0] for it in config.args]
    return [it.resolve() for it in found if it.exists()]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In the order of ``tests.scheduling``; ``postgresql_by_night``: the half of a test that runs on PostgreSQL."""
    place = places([item.nodeid for item in items])
    items.sort(key=lambda item: place[scope_of(item.nodeid)])
    for item in items:
        by_night = item.get_closest_marker("postgresql_by_night") and not item.get_closest_marker("on_both_databases")
        if by_night and "postgresql" in item.name.partition("[")[2]:
            item.add_marker(pytest.mark.nightly)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector does not look at it again after every window."""
    gc.enable()
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Windows are deleted on their own thread here, too (``ui.collector``); what outlives two tests is not searched."""
    if "qapp" not in getattr(item, "fixturenames", ()):
        return (yield)
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect(1)
        gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """How the whole suite is dealt out to its workers."""
    from tests.scheduling import ByFile

    return ByFile(config, log)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> object:
    """pytest-qt's, with more patience."""
    from tests.services.patience import PatientBot

    return PatientBot(request)


@pytest.fixture(autouse=True)
def _no_surprise_in_the_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fails a test that logs a warning or worse, unless ``@pytest.mark.expects_log`` names the logger."""
    yield
    marks = request.node.iter_markers("expects_log")
    expected = tuple(name for mark in marks for name in (mark.args or ("",)))
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    surprises = [
        f"{record.name} {record.levelname}: {record.getMessage()}"
        for record in records
        if record.levelno >= logging.WARNING and not record.name.startswith(expected)
    ]
    assert not surprises, "unexpected in the log:\n" + "\n".join(surprises)


@pytest.fixture(autouse=True)
def _nothing_of_qt_is_left() -> Iterator[None]:
    """Fails a test that leaves a running QThread, an active QTimer or a window behind."""
    if "PySide6.QtCore" not in sys.modules:
        yield
        return
    from tests import qt_leaks

    before = set(qt_leaks.living())
    yield
    left = qt_leaks.left_behind(before)
    assert not left, "left behind by this test: " + ", ".join(left)
