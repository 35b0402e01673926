"""Rules about the mail of forms, one a line: ``robot@site.example | part of the subject: line E-mail``."""

import re
from collections.abc import Mapping
from typing import Any

_LINE = re.compile(
    r"\s*(?P<from>[^:|\s]*)\s*(?:\|\s*(?P<subject>.*?)\s*)?:\s*"
    r"(?:(?P<reply>reply-?to)|(?P<never>never|никогда)|(?:line|строка)\s+(?P<label>.+?))\s*",
    re.IGNORECASE,
)


def rules_in_words(value: object) -> str:
    """The rules of an inbox as they are written; what is no rule is left out."""
    rules = [it for it in value if isinstance(it, Mapping)] if isinstance(value, list) else []
    return "\n".join(_words(it) for it in rules)


def rules_of(text: str) -> list[dict[str, str]]:
    """The rules a person wrote; empty lines count for nothing.

    Raises:
        ValueError: a line is no rule; carries the line.
    """
    return [_rule(line) for line in text.splitlines() if line.strip()]


def _words(rule: Mapping[str, Any]) -> str:
    take = str(rule.get("take") or "reply_to")
    told = {"never": "never", "line": f"line {rule.get('label') or ''}".strip()}.get(take, "reply-to")
    subject = str(rule.get("subject") or "")
    return f"{rule.get('from') or ''}{f' | {subject}' if subject else ''}: {told}"


def _rule(line: str) -> dict[str, str]:
    found = _LINE.fullmatch(line)
    if found is None or not (found["from"] or found["subject"]):
        raise ValueError(line.strip())
    rule = {"from": found["from"], "take": "reply_to" if found["reply"] else "never" if found["never"] else "line"}
    if found["subject"]:
        rule["subject"] = found["subject"]
    if found["label"]:
        rule["label"] = found["label"]
    return rule
