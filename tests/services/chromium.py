"""A real Chromium, the Debian package without a window: half the work of the whole one. Playwright drives it."""

from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.services.process import need

PATIENCE_MS = 30_000
"""How long a page may take to show something on a busy machine; what is there at once costs nothing of it."""

QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def running_chromium() -> Iterator[Browser]:
    """A browser that asks nothing of the outside world."""
    need("chromium-headless-shell")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium-headless-shell"), args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module: Playwright keeps an event loop in its thread while it runs."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of a visitor nobody has seen before."""
    context = chromium.new_context(locale="ru-RU", timezone_id="Europe/Moscow")
    yield context.new_page()
    context.close()
