"""Why a machine decided something, stored with its inputs when it was decided: in the payload of the entry it shows in.

``"reasons": [{"code": "thread.named", "mail": "<id@host>"}, …]``. Every reader words them in their own language
(``app.language.why_words``); the English text beside them is for logs and for codes nobody knows.
"""

from collections.abc import Iterable, Mapping
from typing import Any

REASONS = "reasons"
"""The field of a payload."""

MOST = 20
_LONGEST = 300


class Why(str):
    """A reason in English, with its code and what its sentence needs; foreign text in it is shown as plain text."""

    code: str
    inputs: dict[str, str]

    def __new__(cls, text: str, code: str, /, **inputs: object) -> "Why":
        """``inputs``: the facts it was decided by, as they were then."""
        made = super().__new__(cls, text)
        made.code = code
        made.inputs = {name: str(value)[:_LONGEST] for name, value in inputs.items()}
        return made


def stored(reasons: Iterable[str]) -> list[dict[str, str]]:
    """Reasons as they lie in a payload; a bare text is kept as one."""
    found = [it if isinstance(it, Why) else Why(it, "text", text=it) for it in reasons if it]
    return [{"code": it.code} | it.inputs for it in found[:MOST]]


def with_reasons(payload: Mapping[str, Any], *reasons: str) -> dict[str, Any]:
    """A payload that also tells these."""
    return {**payload, REASONS: [*payload.get(REASONS, ()), *stored(reasons)][:MOST]}


def reasons_of(payload: Mapping[str, Any]) -> list[dict[str, str]]:
    """The reasons a payload tells, as plain text; what is none is left out."""
    found = payload.get(REASONS)
    rows = [it for it in found if isinstance(it, dict) and "code" in it] if isinstance(found, list) else []
    return [{str(name): str(value)[:_LONGEST] for name, value in it.items()} for it in rows[:MOST]]
