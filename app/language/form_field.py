"""What people filled in on a web form, as such forms write it in a mail: labelled lines in Russian and English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_LINES = 400
MAX_LINE = 400
MAX_LABEL_WORDS = 7

EMAIL, PHONE, NAME, SURNAME, TEXT = "email", "phone", "name", "surname", "text"

_LABELS: dict[str, frozenset[str]] = {
    EMAIL: frozenset(
        {
            "email", "e mail", "mail", "email address", "e mail address", "мейл", "емейл", "имейл", "эмейл", "мыло",
            "почта", "эл почта", "эл адрес", "электронная почта", "электронный адрес", "адрес электронной почты",
            "адрес эл почты", "почтовый ящик", "адрес почты", "sender e mail", "sender email", "from email",
            "contact email",
        }
    ),
    PHONE: frozenset(
        {
            "телефон", "тел", "номер", "номер телефона", "контактный телефон", "мобильный", "мобильный телефон",
            "раб тел", "рабочий телефон", "сотовый", "телефон для связи", "phone", "phone number", "tel", "telephone",
            "mobile", "mobile phone", "contact phone", "whatsapp",
        }
    ),
    NAME: frozenset(
        {
            "имя", "фио", "имя и фамилия", "как вас зовут", "как к вам обращаться", "контактное лицо", "автор",
            "отправитель", "клиент", "покупатель", "получатель", "имя отправителя", "имя посетителя", "name",
            "full name", "first name", "sender", "customer name", "customer", "contact person", "contact name", "от",
            "from",
        }
    ),
    SURNAME: frozenset({"фамилия", "last name", "surname", "family name"}),
    TEXT: frozenset(
        {
            "сообщение", "текст", "текст сообщения", "комментарий", "вопрос", "отзыв", "обращение", "message",
            "comment", "comment or message", "message body", "question", "write a message", "body", "textarea",
            "enquiry", "комментарий покупателя", "опишите неисправность", "чем помочь", "что случилось",
        }
    ),
}  # fmt: skip
_FIELD = {label: field for field, labels in _LABELS.items() for label in labels}
_BEFORE = frozenset({"ваш", "ваша", "ваше", "your", "поле", "what", "is", "укажите", "введите"})
_AFTER = frozenset({"клиента", "контакта", "автора", "покупателя", "заказчика", "обязательно", "required"})

_MARKUP = re.compile(r"^[\s*•·–—|-]+|\*\*|[*|]+\s*$")
_BRACKETS = re.compile(r"\s*\([^()]{0,40}\)")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_SEPARATOR = re.compile(r"\s*\*?\s*(?:[:=]|\s[-–—]\s|\?\s*:?|\t|\|)\s*")
_EMAIL = re.compile(r"[^\s<>,;:()\[\]\"'«»]{1,64}@[^\s<>,;:()\[\]\"'«»/]{1,190}\.[^\W\d_][\w-]{1,30}", re.UNICODE)
_PHONE = re.compile(r"(?<![\w@.])\+?\(?\d[\d ()./\u00a0-]{5,22}\d(?!\w)")
_AMERICAN = re.compile(r"\(?\d{3}\)? ?-?\d{3}-\d{4}")
_EMPTY = re.compile(r"[\s—–\-.]*")


@dataclass(frozen=True, slots=True)
class Filled:
    """The customer's own words on who they are; empty where the form does not say. ``phone`` is E.164."""

    emails: tuple[str, ...] = ()
    phone: str = ""
    name: str = ""
    has_text: bool = False

    def __bool__(self) -> bool:
        return bool(self.emails or self.phone or self.name or self.has_text)


def filled_form(text: str) -> Filled:
    """Read labelled lines of the writer's own text; quoted lines do not count. Linear, never raises."""
    emails: list[str] = []
    found: dict[str, str] = {}
    for field, value in _fields(text):
        if field == EMAIL:
            emails += [each for each in emails_in(value) if each not in emails]
        elif field == PHONE:
            found.setdefault(PHONE, phone_in(value))
        elif field == NAME:
            emails += [each for each in emails_in(value) if each not in emails]
            found.setdefault(NAME, _name(value))
        else:
            found.setdefault(field, value)
    name = " ".join(each for each in (found.get(NAME, ""), _name(found.get(SURNAME, ""))) if each)
    return Filled(tuple(emails), found.get(PHONE, ""), name[:200], TEXT in found)


def labelled_value(text: str, label: str) -> str:
    """The value behind a label somebody named, such as ``E-mail:``, whatever its case, marks and place; or empty."""
    wanted = _plain(label)
    lines = _lines(text)
    for at, line in enumerate(lines):
        head, value = _split(line)
        if head is not None and _plain(head) == wanted:
            return value or _next_value(lines, at)
        if _plain(line) == wanted:
            return _next_value(lines, at)
        if wanted and _plain(line).startswith(wanted + " "):
            return _behind(line, len(wanted.split()))
    return ""


def emails_in(text: str) -> list[str]:
    """Addresses in a text, in lower case, in order."""
    return [each.rstrip(".").lower() for each in _EMAIL.findall(text[:2_000])]


def phone_in(text: str) -> str:
    """The first telephone number of a text as E.164; of ten or eleven digits without a country they are Russian.

    Ten digits in brackets or dashes as Americans write them count as theirs. Empty when there is none.
    """
    for match in _PHONE.finditer(text[:2_000]):
        number = _e164(match[0])
        if number:
            return number
    return ""


def _e164(written: str) -> str:
    digits = re.sub(r"\D", "", written)
    if written.lstrip("( ").startswith("+"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else ""
    if len(digits) == 11 and digits[0] in "78":
        return f"+7{digits[1:]}"
    if len(digits) == 10:
        russian = digits[0] in "3489" and not _AMERICAN.fullmatch(written)
        return f"+7{digits}" if russian else f"+1{digits}"
    return ""


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """Every known label with its value, in order."""
    lines = _lines(text)
    for at, line in enumerate(lines):
        field, value = _field_of(line)
        if field and not value:
            value = _next_value(lines, at)
        if field and not _EMPTY.fullmatch(value):
            yield field, value


def _lines(text: str) -> list[str]:
    every = (line.strip()[:MAX_LINE] for line in text[: MAX_LINES * 200].splitlines()[:MAX_LINES])
    return [cleaned for line in every if line and not line.startswith(">") and (cleaned := _MARKUP.sub("", line))]


def _next_value(lines: list[str], at: int) -> str:
    """The line below a label, unless that is a label itself."""
    if at + 1 >= len(lines) or _field_of(lines[at + 1])[0]:
        return ""
    return lines[at + 1]


def _field_of(line: str) -> tuple[str, str]:
    """Field and value of a line; no field when it begins with no known label."""
    head, value = _split(line)
    if head is not None:
        return _known(head), value
    whole = _known(line)
    if whole:
        return whole, ""
    words = line.split()
    for count in range(min(MAX_LABEL_WORDS, len(words) - 1), 0, -1):
        field, value = _known(" ".join(words[:count])), " ".join(words[count:])
        if field and _fits(field, value):
            return field, value
    return "", ""


def _split(line: str) -> tuple[str | None, str]:
    """What stands before and behind the separator of a line; None when the line has none or its label is too long."""
    found = _SEPARATOR.search(line)
    if found is None or found.start() > 60:
        return None, ""
    return line[: found.start()], line[found.end() :].strip()


def _known(label: str) -> str:
    """The field a label means."""
    return _FIELD.get(_plain(label), "")


def _plain(label: str) -> str:
    """A label without case, marks and polite words."""
    words = _WORD.findall(_BRACKETS.sub("", label).lower().replace("ё", "е"))
    while words and words[0] in _BEFORE:
        words.pop(0)
    while len(words) > 1 and words[-1] in _AFTER:
        words.pop()
    return " ".join(words)


def _fits(field: str, value: str) -> bool:
    """Without a separator only what looks like a value counts."""
    if field == EMAIL:
        return bool(emails_in(value))
    if field == PHONE:
        return bool(phone_in(value))
    return field in {NAME, SURNAME} and value[:1].isupper() and len(value.split()) <= 4


def _behind(line: str, count: int) -> str:
    words = list(_WORD.finditer(line))
    return line[words[count].start() :].strip() if len(words) > count else ""


def _name(value: str) -> str:
    """A name without the address that stands beside it."""
    text = _EMAIL.sub("", value).strip(" <>()[],;\"'")
    return "" if len(text) > 120 or not any(map(str.isalpha, text)) else " ".join(text.split())
