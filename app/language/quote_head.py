"""The lines mail programs put above a quoted letter, in the languages our customers' programs speak."""

from __future__ import annotations

import re

_MAX_HEAD = 400
_HEAD_LINES = 4
_RULE = "-_=*#>"
_HEADER_WORDS = {
    "from": "from|от|отправитель|de|von|van|da|od|fra|från|lähettäjä|от кого",
    "sent": "sent|date|отправлено|дата|envoyé(?: le)?|gesendet|datum|verzonden|inviato|data|wysłano|dato|sendt"
    "|skickat|enviado(?: el| em)?|fecha|päivämäärä|lähetetty",
    "to": "to|кому|à|an|aan|a|do|til|till|para|vastaanottaja",
    "subject": "subject|тема|objet|betreff|onderwerp|oggetto|temat|emne|ämne|asunto|assunto|sujet|aihe",
    "cc": "cc|копия|copie à|kopie|cc:|kopia",
    "reply": "reply-to|ответить",
}
_HEADER = re.compile(
    r"\s*(?:>\s*)?[*_]{0,2}(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _HEADER_WORDS.items())
    + r")\s?[*_]{0,2}\s?[:：][*_]{0,2}(?:\s|\S{0,40}\S|$)",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s{0,20}[-_=*#>]{2,80}\s{0,20}(?:original (?:message|appointment)|reply message|forwarded (?:message|by .{1,80})"
    r"|begin forwarded message|.{1,80} (?:wrote|пишет|написала?)"
    r"|исходное сообщение|исходное письмо|пересылаемое сообщение|пересылаемое письмо|пересланное сообщение"
    r"|переадресованное сообщение|начало (?:пере\w+) (?:сообщения|письма)|завершение пересылаемого сообщения"
    r"|ursprüngliche nachricht|antwort nachricht|weitergeleitete nachricht|oprindelig (?:besked|meddelelse)"
    r"|message d.origine|message transféré|messaggio originale|mensaje original|mensagem original"
    r"|oorspronkelijk bericht|doorgestuurd bericht|ursprungligt meddelande|alkuperäinen viesti|wiadomość oryginalna"
    r"|opprinnelig melding|vidarebefordrat meddelande)\s{0,20}[-_=*\s]{0,100}$",
    re.IGNORECASE,
)
_BEGIN_FORWARDED = re.compile(
    r"\s*(?:begin forwarded message|начало перенаправленного сообщения|начало переадресованного сообщения)\s*:\s*$",
    re.IGNORECASE,
)
_MESSAGE_OF = re.compile(r"\s*message du\s?: \d", re.IGNORECASE)
_WROTE = (
    r"(?:wrote|writes|sent|a écrit|schrieb|schreef|ha scritto|escreveu|escribió|napisał(?:\(a\)|a)?|skrev|kirjoitti"
    r"|đã viết|пишет|писал\(?а?\)?|написал\(?а?\)?|пишете|napsal\(?a?\)?|írta)"
)
_DATE = (
    r"(?:\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}(?:[./-]\d{2,4})?|\b\d{1,2}[:.]\d\d\b|\b\d{1,2}-[A-Za-z]{3}-\d{2,4}"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
    r"|\b(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]*\b)"
)
_HAS_DATE = re.compile(_DATE, re.IGNORECASE)
_HAS_MAIL = re.compile(r"[<(\"\s]?[^\s<>()@]{1,100}@[^\s<>()@]{1,200}[>)]?")
_ENDS_WROTE = re.compile(
    _WROTE + r"(?:\s*[:：]?\s*-*\s*$)|" + _WROTE + r"\s(?:.{1,120}):\s*$",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"\s*[-*_]{0,10}\s*(?:on|le|am|op|il|in data|em|el|den|på|w dniu|dnia|vào|в|во|at|from|за|от)\b", re.IGNORECASE
)
_STARTS_DATE = re.compile(r"\s*[-*_(]{0,10}\s*(?:\w{2,12}[.,]{1,2}\s+)?(?:\d{1,4}[./ -]|\d{1,2}:\d\d)", re.IGNORECASE)
_ENDS_ADDRESS = re.compile(r"[>)\"]?\s*:\s*$|[>]\s*$")
_TAILS = (":", "：", "-", ">", "wrote", "sent", "пишет", "написал", "написала", "escreveu", "scritto", "écrit", "skrev")
_RU_HEAD = re.compile(r"\s*(?:\S+\s+){1,6}\S+\s+(?:пишет|писал\(?а?\)?|написал\(?а?\)?)\s*:\s*$", re.IGNORECASE)
_YOU_WROTE = re.compile(
    r"\s*(?:в[о]?\s)?(?:\w{2,12},?\s)?(?:\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?|\d{1,2}\s[а-я]{3,8}\.?(?:\s\d{4})?)(?:\s?г\.)?"
    r",?(?:\s(?:в\s)?\d{1,2}[:.]\d\d)?,?\s(?:вы|ты)\s(?:на)?писал(?:и|а|\(а\))?\s?:\s*$",
    re.IGNORECASE,
)
"""«28 ноября вы писали:» and nothing else in the line: with more around it, it is a sentence of the writer."""
_CLOCK = re.compile(r"\d{1,2}[:.]\d\d|\b20\d\d\b|\b19\d\d\b")


def is_separator(line: str) -> bool:
    """``-----Original Message-----`` and its relatives."""
    text = line.strip()
    if len(line) > _MAX_HEAD or not text:
        return False
    if text[0] in _RULE:
        return bool(_SEPARATOR.match(line))
    return bool((text[-1] == ":" and _BEGIN_FORWARDED.match(line)) or (text[0] in "mM" and _MESSAGE_OF.match(line)))


def is_header_line(line: str) -> str:
    """Which header of a copied block the line is (``from``, ``sent``, ``to``, ``subject`` …), or empty."""
    if ":" not in line and "：" not in line:
        return ""
    found = _HEADER.match(line[:_MAX_HEAD])
    return (found.lastgroup or "") if found else ""


def quote_head_length(lines: list[str], at: int) -> int:
    """How many lines from ``at`` say who wrote when (1 to 4), or 0."""
    first = lines[at]
    near = lines[at : at + _HEAD_LINES]
    if not first.strip() or not any(it.strip().endswith(_TAILS) for it in near) or not _may_start(first):
        return 0
    joined = ""
    for count in range(1, _HEAD_LINES + 1):
        if at + count > len(lines):
            return 0
        line = lines[at + count - 1]
        joined = f"{joined} {line.strip()}".strip()
        if len(joined) > _MAX_HEAD:
            return 0
        if _is_head(joined):
            return count
        if count > 1 and not line.strip():
            return 0
    return 0


def ends_quote_head(line: str) -> bool:
    """A head of words and not a separator or header block: only such a head ends where its marks end."""
    return not is_separator(line) and not is_header_line(line)


def _may_start(line: str) -> bool:
    line = line[:_MAX_HEAD]
    return any(each.match(line) for each in (_STARTS, _STARTS_DATE, _RU_HEAD)) or bool(_HAS_DATE.search(line[:60]))


def _is_head(text: str) -> bool:
    if not text.endswith(_TAILS):
        return False
    dated = bool(_HAS_DATE.search(text))
    if dated and _ENDS_WROTE.search(text) and (text.rstrip().endswith((":", "-", "：")) or _HAS_MAIL.search(text)):
        return True
    if (_RU_HEAD.match(text) and dated) or _YOU_WROTE.match(text):
        return True
    starts = _STARTS_DATE.match(text) or _HAS_DATE.search(text[:30])
    return bool(starts and _CLOCK.search(text) and _HAS_MAIL.search(text) and _ENDS_ADDRESS.search(text))
