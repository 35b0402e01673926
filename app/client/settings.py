"""What a person can choose: declared once, with default, unit, title and help; dialog and docs are made from it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

FILE = "settings.json"


@dataclass(frozen=True, slots=True)
class Option:
    """How one setting is shown. ``title`` and ``help`` are English sentences of the catalogue."""

    title: str
    help: str = ""
    unit: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    low: int = 0
    high: int = 0


def _N(sentence: str) -> str:  # noqa: N802  the customary mark for a sentence that is translated later
    return sentence


def _option(default: Any, title: str, **more: Any) -> Any:
    return field(default=default, metadata={"option": Option(title, **more)})


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the person at this computer, the same for all profiles."""

    language: str = _option(
        "", _N("Language"), help=_N("Of the window; customers are answered in theirs."),
        choices={"": _N("As the system"), "ru": "Русский", "en": "English"},
    )  # fmt: skip
    theme: str = _option(
        "system", _N("Theme"), choices={"system": _N("As the system"), "light": _N("Light"), "dark": _N("Dark")}
    )
    text_size: int = _option(100, _N("Text size"), help=_N("Of everything in the window."), unit="%", low=90, high=150)
    undo_seconds: int = _option(
        8, _N("Time to take a sent letter back"), help=_N("Chats are sent at once."), unit="s", low=0, high=30
    )


def options() -> Sequence[tuple[str, Option]]:
    """Name and declaration of every setting, in the order they are shown."""
    return [(it.name, it.metadata["option"]) for it in fields(Settings)]


def load_settings(folder: Path) -> Settings:
    """Settings as they were saved; what is missing, unknown or not allowed has its default."""
    try:
        stored = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    settings = Settings()
    for name, option in options():
        value: Any = stored.get(name) if isinstance(stored, dict) else None
        if _is_allowed(value, getattr(settings, name), option):
            settings = replace(settings, **{name: value})
    return settings


def save_settings(folder: Path, settings: Settings) -> None:
    """Write all settings, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / (FILE + ".part")
    values = {it.name: getattr(settings, it.name) for it in fields(Settings)}
    aside.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
    aside.replace(folder / FILE)


def _is_allowed(value: Any, default: Any, option: Option) -> bool:
    if type(value) is not type(default):
        return False
    if option.choices:
        return value in option.choices
    return not isinstance(value, int) or option.low <= value <= option.high
