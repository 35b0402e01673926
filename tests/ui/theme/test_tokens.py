"""The design's values reach the window unchanged, and can be read by everyone."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QIcon, QPalette

from ui.theme.controller import Look, ThemeController
from ui.theme.icon import app_icon, icon, icon_pixmap, tray_icon
from ui.theme.palette import palette_of
from ui.theme.stylesheet import stylesheet
from ui.theme.tokens import Theme, theme, tokens

PAIRS = [(scheme, pair) for scheme in ("light", "dark") for pair in tokens()["contrast"][scheme]]


def luminance(color: QColor) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [color.redF(), color.greenF(), color.blueF()]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: QColor, two: QColor) -> float:
    lighter, darker = sorted((luminance(one), luminance(two)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_design_checks_212_pairs():
    assert len(PAIRS) == 212


@pytest.mark.parametrize("is_contrast", [False, True])
def test_every_pair_has_the_contrast_it_needs(is_contrast):
    looks = {"light": Theme.light(), "dark": Theme.dark()}
    if is_contrast:
        looks = {"light": Theme.high_contrast(), "dark": Theme.high_contrast(dark=True)}
    for scheme, pair in PAIRS:
        look = looks[scheme]
        found = contrast(look.color(pair["fg"]), look.color(pair["bg"]))
        assert found >= pair["min"] - 0.005, (scheme, pair, found)
        if not is_contrast:
            assert found == pytest.approx(pair["ratio"], abs=0.01)


def test_larger_text_grows_rows_but_not_icons():
    larger = Theme.light().with_text_scale(1.5)
    assert larger.size("row.list") == 105
    assert larger.size("icon") == 16
    assert larger.step("reading").size == 21
    assert larger.line("reading") == 30


def test_high_contrast_has_edges_instead_of_tints():
    look = Theme.high_contrast()
    assert look.color("border.subtle") == look.color("text.primary")
    assert look.color("danger.subtle") == look.color("bg.surface")
    assert look.size("focus.ring") == 3


def test_a_role_that_the_design_does_not_have_is_an_error():
    with pytest.raises(KeyError):
        Theme.light().color("text.pink")


def test_the_palette_knows_an_unfocused_selection():
    look = Theme.light()
    palette = palette_of(look)
    highlight = QPalette.ColorRole.Highlight
    assert palette.color(QPalette.ColorGroup.Active, highlight) == look.color("bg.selected")
    assert palette.color(QPalette.ColorGroup.Inactive, highlight) == look.color("bg.selectedInactive")


def test_the_sheet_leaves_no_place_open():
    assert "@" not in stylesheet(Theme.dark())


def test_weights_are_real_and_digits_can_have_one_width(theme_controller):
    plain, strong = theme().font("body"), theme().font("bodyStrong")
    assert QFontInfo(plain).family() == "Inter"
    assert QFontMetricsF(strong).horizontalAdvance("Марина") > QFontMetricsF(plain).horizontalAdvance("Марина")
    digits = QFontMetricsF(theme().font("meta", tabular=True))
    assert digits.horizontalAdvance("11:11") == digits.horizontalAdvance("08:08")


def test_what_a_look_was_asked_for_is_made_once_however_many_rows_are_painted():
    look = Theme.light().with_text_scale(1.2)
    assert look is Theme.light().with_text_scale(1.2)
    assert look.font("meta", tabular=True) is look.font("meta", tabular=True)
    assert look.step("meta") is look.step("meta")
    assert look.font("meta") != look.font("meta", tabular=True)
    assert look.with_text_scale(1.0).size("row.list") < look.size("row.list")


def test_an_icon_follows_the_look_and_the_screen(theme_controller):
    bell = icon("bell", "text.primary")
    light = bell.pixmap(QSize(16, 16), 2.0)
    assert light.size() == QSize(32, 32)
    theme_controller.set_look(Look.DARK)
    assert bell.pixmap(QSize(16, 16), 2.0).toImage() != light.toImage()
    disabled = bell.pixmap(QSize(16, 16), 2.0, QIcon.Mode.Disabled)
    assert disabled.toImage() != bell.pixmap(QSize(16, 16), 2.0).toImage()


def test_a_copied_icon_outlives_the_first(theme_controller):
    copy = QIcon(icon("check"))
    copy.addPixmap(icon_pixmap("bell", "accent", 16))
    assert not copy.pixmap(16, 16).isNull()


def test_an_unknown_icon_is_an_error(theme_controller):
    with pytest.raises(KeyError):
        icon("no-such-icon")


def test_the_program_has_icons_for_window_and_tray(theme_controller):
    assert QSize(256, 256) in app_icon().availableSizes()
    for state in ("available", "busy", "offline", "ringing"):
        assert not tray_icon(state, dark=True).isNull()


def test_text_sizes_stay_within_90_and_150(theme_controller: ThemeController, qtbot):
    with qtbot.waitSignal(theme_controller.changed):
        theme_controller.step_text(+1)
    assert theme_controller.text_percent == 110
    theme_controller.set_text_percent(400)
    assert theme_controller.text_percent == 150
    theme_controller.step_text(+1)
    theme_controller.step_text(0)
    assert theme_controller.text_percent == 100
    theme_controller.step_text(-1)
    assert theme().text_scale == 0.9


class DarkSystem:
    """Stands in for ``QStyleHints``: the offscreen screen has no colour scheme."""

    def colorScheme(self) -> Qt.ColorScheme:
        return Qt.ColorScheme.Dark


def test_the_system_is_followed_until_a_person_chooses(theme_controller: ThemeController, monkeypatch):
    monkeypatch.setattr(theme_controller, "_hints", DarkSystem())
    theme_controller.set_look(Look.SYSTEM)
    assert theme().is_dark
    theme_controller.set_look(Look.LIGHT)
    assert not theme().is_dark


def test_no_motion_when_a_person_wants_none(theme_controller: ThemeController):
    theme_controller.set_motion(False)
    assert not theme_controller.motion
