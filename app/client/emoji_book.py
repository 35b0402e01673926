"""Emoji by their names in Russian and English; the names are read when one is looked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from app.language.match import fold, spellings

MOST = 60
_FULLY_QUALIFIED = 2
_TONES = "skin_tone"
_USUAL = tuple("👍 🙏 🙂 😊 👌 ❤️ 🎉 ✅ 👏 🤝 😉 😔 🔥 ⭐ 📦 🚚 📞 ✉️ ⏰ 📎".split())  # noqa: SIM905  one line of signs


@dataclass(frozen=True, slots=True)
class Emoji:
    """One of them with its names."""

    sign: str
    english: str
    russian: str


def search(typed: str) -> Sequence[Emoji]:
    """Those whose names hold all typed words, in either language, whichever layout; nothing typed: the usual ones."""
    words = [spellings(word) for word in typed.split()]
    if not words:
        known = {it.sign: it for it in _book()}
        return [known[it] for it in _USUAL if it in known]
    found = [it for it in _book() if all(_has(it, word) for word in words)]
    first = words[0]
    found.sort(key=lambda it: not any(fold(name).startswith(first) for name in (it.english, it.russian)))
    return found[:MOST]


def _has(emoji: Emoji, word: tuple[str, ...]) -> bool:
    told = f" {fold(emoji.english)} {fold(emoji.russian)}"
    return any(f" {it}" in told for it in word)


@cache
def _book() -> Sequence[Emoji]:
    import emoji

    emoji.config.load_language("ru")
    return [
        Emoji(sign, _plain(about["en"]), _plain(about.get("ru", "")))
        for sign, about in emoji.EMOJI_DATA.items()
        if about["status"] == _FULLY_QUALIFIED and _TONES not in about["en"]
    ]


def _plain(name: str) -> str:
    return name.strip(":").replace("_", " ")
