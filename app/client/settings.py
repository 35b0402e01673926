"""What a person can choose: declared once, with default, group, unit, title and help; dialog and docs come from it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.client.notice.policy import NoticeSettings

FILE = "settings.json"


class SettingGroup(StrEnum):
    """Pages of the settings, in their order."""

    GENERAL = "general"
    LOOK = "look"
    KEYS = "keys"
    WRITING = "writing"
    NOTICES = "notices"
    PRIVACY = "privacy"
    COMPUTERS = "computers"


@dataclass(frozen=True, slots=True)
class Option:
    """How one setting is shown. ``title`` and ``help`` are English sentences of the catalogue."""

    title: str
    group: SettingGroup = SettingGroup.GENERAL
    help: str = ""
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    low: int = 0
    high: int = 0


def _N(sentence: str) -> str:  # noqa: N802  the customary mark for a sentence that is translated later
    return sentence


def _option(default: Any, title: str, group: SettingGroup, **more: Any) -> Any:
    return field(default=default, metadata={"option": Option(title, group, **more)})


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the person at this computer, the same for all profiles."""

    language: str = _option(
        "", _N("Language"), SettingGroup.GENERAL, help=_N("Of the window; customers are answered in theirs."),
        choices={"": _N("As the system"), "ru": "Русский", "en": "English"},
    )  # fmt: skip
    theme: str = _option(
        "system", _N("Theme"), SettingGroup.LOOK, help=_N("High contrast is dark when the system is."),
        choices={
            "system": _N("As the system"), "light": _N("Light"), "dark": _N("Dark"),
            "high-contrast": _N("High contrast"),
        },
    )  # fmt: skip
    text_size: int = _option(
        100, _N("Text size"), SettingGroup.LOOK, help=_N("Of everything in the window."), unit="%", low=90, high=150
    )
    motion: bool = _option(
        True, _N("Movement"), SettingGroup.LOOK,
        help=_N("Menus and panels may slide and fade. Off as well when the system asks for less motion."),
    )  # fmt: skip
    plain: str = _option(
        "auto", _N("Over a remote session"), SettingGroup.LOOK,
        help=_N("Without shadows and movement the window is faster over a network."),
        choices={"auto": _N("Without shadows and movement"), "on": _N("Always without"), "off": _N("As at the desk")},
    )  # fmt: skip
    key_badges: bool = _option(
        True, _N("Keys on screen"), SettingGroup.KEYS, help=_N("Shown at their places while Ctrl is held.")
    )
    letter_keys: bool = _option(
        False, _N("Single letters in lists"), SettingGroup.KEYS,
        help=_N("J and K move down and up, X selects; by the place on the keyboard, in any layout."),
    )  # fmt: skip
    undo_seconds: int = _option(
        8, _N("Time to take a sent letter back"), SettingGroup.WRITING, help=_N("Chats are sent at once."), unit="s",
        low=0, high=30,
    )  # fmt: skip
    notice_board: bool = _option(
        True, _N("Notices of the system"), SettingGroup.NOTICES, help=_N("Only while another window is in front.")
    )
    notice_text: bool = _option(
        False, _N("Names and subjects in them"), SettingGroup.NOTICES,
        help=_N("Anybody who sees this screen can read them. Without: what happened, and in which queue."),
    )  # fmt: skip
    notice_messages: bool = _option(True, _N("Messages in my requests"), SettingGroup.NOTICES)
    notice_requests: bool = _option(True, _N("New requests of nobody yet"), SettingGroup.NOTICES)
    repeat_minutes: int = _option(
        5, _N("Tell again what must not be missed"), SettingGroup.NOTICES,
        help=_N("Promises and late answers, until they are seen. 0: never."), unit="min", low=0, high=60,
    )  # fmt: skip
    request_volume: int = _option(70, _N("Sound of requests"), SettingGroup.NOTICES, unit="%", low=0, high=100)
    deadline_volume: int = _option(70, _N("Sound of deadlines"), SettingGroup.NOTICES, unit="%", low=0, high=100)
    ring_volume: int = _option(100, _N("Sound of calls"), SettingGroup.NOTICES, unit="%", low=0, high=100)
    quiet_from: int = _option(
        0, _N("Quiet from"), SettingGroup.NOTICES,
        help=_N("Hours of the day without notices of the system and sounds. The same twice: never quiet."),
        unit="h", low=0, high=23,
    )  # fmt: skip
    quiet_until: int = _option(0, _N("Quiet until"), SettingGroup.NOTICES, unit="h", low=0, high=23)


def notice_settings(settings: Settings) -> "NoticeSettings":
    """How this person wants to be told."""
    from app.client.notice.policy import NoticeSettings

    return NoticeSettings(
        settings.notice_board, settings.notice_text, settings.notice_messages, settings.notice_requests,
        settings.request_volume, settings.deadline_volume, settings.ring_volume, settings.repeat_minutes,
        settings.quiet_from, settings.quiet_until,
    )  # fmt: skip


def options() -> Sequence[tuple[str, Option]]:
    """Name and declaration of every setting, in the order they are shown."""
    return [(it.name, it.metadata["option"]) for it in fields(Settings)]


def load_settings(folder: Path) -> Settings:
    """Settings as they were saved; what is missing, unknown or not allowed has its default."""
    try:
        stored = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    return with_values(Settings(), stored if isinstance(stored, dict) else {})


def with_values(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """These values put in; what is unknown or not allowed is left out."""
    for name, option in options():
        if is_allowed(values.get(name), getattr(settings, name), option):
            settings = replace(settings, **{name: values[name]})
    return settings


def save_settings(folder: Path, settings: Settings) -> None:
    """Write all settings, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / (FILE + ".part")
    values = {it.name: getattr(settings, it.name) for it in fields(Settings)}
    aside.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
    aside.replace(folder / FILE)


def is_allowed(value: Any, default: Any, option: Option) -> bool:
    """Of the right kind, one of the choices, within the range."""
    if type(value) is not type(default):
        return False
    if option.choices:
        return value in option.choices
    return isinstance(value, bool) or not isinstance(value, int) or option.low <= value <= option.high
