"""What whoever runs this computer has decided for everybody at it: a file that only they can write."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from app.client.settings import Settings, options, with_values
from app.language.named import in_language

FILE = "policy.json"


@dataclass(frozen=True, slots=True)
class Policy:
    """``values``: settings nobody changes here, by name. ``words``: why, by language; shown beside them."""

    values: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def over(self, settings: Settings) -> Settings:
        """The person's settings with what is decided put in."""
        return with_values(settings, self.values)

    def locks(self, name: str) -> bool:
        """Whether that setting is decided."""
        return name in self.values

    def why(self, language: str) -> str:
        """The administrator's words in that language, else in another one; empty when there are none."""
        return in_language(self.words, next(iter(self.words.values()), ""), language)


def policy_folder() -> Path:
    """``/etc/xdg/deskhand`` or what stands for it on this system."""
    return Path(platformdirs.site_config_dir("deskhand", appauthor=False))


def load_policy(folder: Path) -> Policy:
    """``{"settings": {"theme": "dark"}, "words": {"ru": "…", "en": "…"}}``; what cannot be read decides nothing."""
    try:
        stored = json.loads((folder / FILE).read_text(encoding="utf-8"))
        values, words = dict(stored.get("settings", {})), dict(stored.get("words", {}))
    except (OSError, ValueError, TypeError, AttributeError):
        return Policy()
    default = Settings()
    known = {name for name, _option in options()}
    good = {name: it for name, it in values.items() if name in known and _is_taken(default, name, it)}
    return Policy(good, {str(language): str(text) for language, text in words.items()})


def _is_taken(default: Settings, name: str, value: Any) -> bool:
    return bool(getattr(with_values(default, {name: value}), name) == value)
