"""The main job by somebody who only hears the window: real program, real X, real AT-SPI bus, real server."""

import pytest

from tests.a11y.__main__ import tell, work
from tests.a11y.story import Screens
from tests.e2e.furnished import CopiedServer

pytestmark = pytest.mark.e2e


@pytest.fixture
def shop(tmp_path, furnished):
    """A running server with the sample workspace, and how its operator signs in."""
    with CopiedServer(tmp_path / "server", furnished(None)) as server:
        who = server.make_sample()
        server.start()
        yield server, who


@pytest.mark.parametrize(
    ("whole", "language"),
    [(False, "en"), *(pytest.param(True, it, marks=pytest.mark.nightly) for it in ("en", "ru"))],
)
def test_a_customer_is_answered_by_ear_and_everything_met_has_a_name(shop, tmp_path, whole, language):
    screens = Screens(tell)
    work(*shop, tmp_path, screens, whole=whole, language=language)
    assert screens.unnamed() == []
