"""A letter's text apart: the writer's own words, the history quoted below or between, the signature."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.language.quote_head import ends_quote_head, is_header_line, is_separator, quote_head_length

MAX_LINES = 5_000
_MAX_SIGNATURE = 15
_QUOTED = re.compile(r"\s{0,3}(?:>|&gt;|\|\s?>)")
_DASHES = re.compile(r"\s*(?:--|—|__)\s*$")
_SENT_FROM = re.compile(
    r"\s*[(\[*_-]*\s*(?:sent (?:from|via|with) (?:my|the|mail|yahoo|outlook|samsung|an?)\b"
    r"|sent (?:from|via|with) \w+(?:\s*[<(.]|\s*$)|get outlook for|envoyé (?:depuis|de mon|à partir|avec)"
    r"|gesendet (?:von|mit)|verzonden (?:vanaf|met)|inviato da|enviado (?:desde|do meu|via)|sendt fra"
    r"|skickat från|wysłane z|lähetetty|отправлен(?:о|а)? (?:с|из|через)|послано с|написано с).{0,120}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Parts:
    """Three disjoint parts of a body; together they hold every line that is not blank."""

    own: str
    quoted: str
    signature: str


def split_quote(text: str) -> Parts:
    """Split a plain text body. Pure and linear; a text without history comes back whole as ``own``.

    A head that is followed by ``>`` lines ends with them: what stands below or between is the writer's answer.
    A head without marks takes all that follows.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines, beyond = lines[:MAX_LINES], lines[MAX_LINES:]
    own: list[str] = []
    quoted: list[str] = []
    at = 0
    while at < len(lines):
        stop = _history_end(lines, at)
        if stop > at:
            quoted += lines[at:stop]
            at = stop
        else:
            own.append(lines[at])
            at += 1
    quoted += beyond
    own, signature = _signature(own)
    return Parts(_joined(own), _joined(quoted), _joined(signature))


def _history_end(lines: list[str], at: int) -> int:
    """Index behind the history that begins at ``at``, or ``at`` when none begins here."""
    line = lines[at]
    if not line.strip():
        return at
    if _QUOTED.match(line):
        return _marks_end(lines, at)
    head = _head_length(lines, at)
    if head == 0:
        return at
    after = at + head
    while after < len(lines) and not lines[after].strip():
        after += 1
    if after < len(lines) and _QUOTED.match(lines[after]) and ends_quote_head(lines[at + head - 1]):
        return _marks_end(lines, after)
    return len(lines)


def _head_length(lines: list[str], at: int) -> int:
    """Lines of the head that introduces a history: a separator, a header block, or who wrote when."""
    line = lines[at]
    if is_separator(line):
        return 1
    if is_header_line(line) and _is_block(lines, at):
        return 1
    text = line.strip()
    if text[0] in "_=-" and len(text) > 3 and text == text[0] * len(text):
        after = next((k for k in range(at + 1, min(at + 4, len(lines))) if lines[k].strip()), at)
        return 1 if after > at and _head_length_below(lines, after) else 0
    return quote_head_length(lines, at)


def _head_length_below(lines: list[str], at: int) -> bool:
    return (is_header_line(lines[at]) and _is_block(lines, at)) or bool(is_separator(lines[at]))


def _is_block(lines: list[str], at: int) -> bool:
    """At least two different header names within the next lines."""
    names = {is_header_line(line) for line in lines[at : at + 6]} - {""}
    return len(names) >= 2


def _marks_end(lines: list[str], at: int) -> int:
    """Behind a run of ``>`` lines; a wrapped line or a blank between two marked ones belongs to it."""
    last = at
    while at < len(lines):
        if _QUOTED.match(lines[at]):
            last = at
            at += 1
        elif at - last <= 1 and (not lines[at].strip() or _wrapped(lines, at)):
            at += 1
        else:
            break
    return last + 1


def _wrapped(lines: list[str], at: int) -> bool:
    """An unmarked line directly between two marked ones is the rest of a line some program broke."""
    before, after = lines[at - 1], lines[at + 1] if at + 1 < len(lines) else ""
    return bool(_QUOTED.match(before) and before.strip("> \t") and _QUOTED.match(after) and after.strip("> \t"))


def _signature(own: list[str]) -> tuple[list[str], list[str]]:
    """The last signature of the writer's words: behind ``-- ``, or a device's line."""
    while own and not own[-1].strip():
        own = own[:-1]
    for at in range(len(own) - 1, max(-1, len(own) - _MAX_SIGNATURE - 1), -1):
        if _DASHES.match(own[at]):
            first = next((k for k in range(max(0, len(own) - _MAX_SIGNATURE), at) if _DASHES.match(own[k])), at)
            return own[:first], own[first:]
    for at in range(len(own) - 1, max(-1, len(own) - 5), -1):
        if len(own[at]) < 200 and _SENT_FROM.match(own[at]):
            return own[:at], own[at:]
    return own, []


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n")
