"""What the person chose is worn at once, and nothing else changes with it."""

from dataclasses import replace

import pytest

from app.client.settings import Settings
from ui.theme.controller import ThemeController
from ui.translation import language, set_language
from ui.wardrobe import Wardrobe


@pytest.fixture
def wardrobe(qapp, theme_controller: ThemeController, tmp_path):
    made = Wardrobe(qapp, theme_controller, tmp_path, "ru")
    yield made
    made.change(replace(made.settings, language="en"))
    made.deleteLater()
    set_language("en")


def test_larger_text_leaves_the_language_of_this_run_as_it_is(wardrobe, theme_controller: ThemeController):
    theme_controller.set_text_percent(125)
    assert (wardrobe.settings.text_size, language()) == (125, "ru")
    wardrobe.change(replace(wardrobe.settings, theme="dark"))
    assert language() == "ru"


def test_another_language_that_is_chosen_wins(wardrobe):
    wardrobe.change(replace(Settings(), language="en"))
    assert language() == "en"
