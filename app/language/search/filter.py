"""Filters as they are typed, ``from:`` and its like, in both languages."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TypeVar

from app.domain.channel import Channel
from app.domain.status import Status
from app.language.search.word import normal

T = TypeVar("T")

FILTERS: Mapping[str, tuple[str, ...]] = {
    "from": ("from", "customer", "от", "клиент"),
    "queue": ("queue", "очередь"),
    "tag": ("tag", "метка", "тег"),
    "channel": ("channel", "канал"),
    "status": ("status", "статус"),
    "after": ("after", "since", "после", "с"),
    "before": ("before", "until", "до"),
}
"""Each filter and the words that stand before its colon; the first is the one that is offered in English."""

OFFERED_IN_RUSSIAN: Mapping[str, str] = {
    "from": "от", "queue": "очередь", "tag": "метка", "channel": "канал", "status": "статус", "after": "после",
    "before": "до",
}  # fmt: skip

CHANNELS: Mapping[Channel, tuple[str, ...]] = {
    Channel.EMAIL: ("почта", "письмо", "письма", "mail", "e-mail"),
    Channel.CHAT: ("чат", "сайт", "web"),
    Channel.PHONE: ("телефон", "звонок", "звонки", "call"),
    Channel.TELEGRAM: ("телеграм", "tg"),
    Channel.WHATSAPP: ("ватсап", "whatsapp"),
    Channel.VK: ("вк", "вконтакте"),
    Channel.SOCIAL: ("соцсети", "отзыв", "отзывы"),
    Channel.MESSENGER: ("мессенджер",),
}
STATUSES: Mapping[Status, tuple[str, ...]] = {
    Status.NEW: ("новое", "новые"),
    Status.OPEN: ("открыто", "открытые", "в работе"),
    Status.WAITING_CUSTOMER: ("ждем", "ждём", "ждем клиента", "waiting"),
    Status.ON_HOLD: ("пауза", "отложено", "hold"),
    Status.RESOLVED: ("решено", "решенные", "решённые", "solved"),
    Status.CLOSED: ("закрыто", "закрытые"),
    Status.SPAM: ("спам", "мусор", "junk"),
}

TYPED = re.compile(r'(?<!\S)([^\W\d_]{1,10}):(?:"([^"]*)"?|«([^»]*)»?|(\S+))')
"""A filter in what was typed: its name, and its value in quotes or up to the next space."""

_NAMES = {word: name for name, words in FILTERS.items() for word in words}
_CHANNELS = {normal(word): it for it, words in CHANNELS.items() for word in (*words, it.value)}
_STATUSES = {normal(word): it for it, words in STATUSES.items() for word in (*words, it.value)}
_DAYS = {"today": 0, "сегодня": 0, "yesterday": 1, "вчера": 1}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DOTS = re.compile(r"(\d{1,2})[.](\d{1,2})(?:[.](\d{4}|\d{2}))?[.]?")
_AGO = re.compile(r"(\d{1,3})(?:d|д)")


def filter_named(word: str) -> str | None:
    """The filter that is called so; None: no filter."""
    return _NAMES.get(normal(word))


def channels_named(value: str) -> Iterable[Channel]:
    """The channel, of a value that is typed."""
    return _among(_CHANNELS, value)


def statuses_named(value: str) -> Iterable[Status]:
    """The status, of a value that is typed."""
    return _among(_STATUSES, value)


def day_named(value: str, today: date) -> date | None:
    """The day: 2026-11-12, 12.11.2026, 12.11 (the last one), today, yesterday, 7d ago; None: it is none."""
    text = normal(value)
    if text in _DAYS:
        return today - timedelta(days=_DAYS[text])
    if ago := _AGO.fullmatch(text):
        return today - timedelta(days=int(ago[1]))
    if iso := _ISO.fullmatch(text):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    dots = _DOTS.fullmatch(text)
    if dots is None:
        return None
    if dots[3]:
        return _day(int(dots[3]) + (2000 if len(dots[3]) == 2 else 0), int(dots[2]), int(dots[1]))
    found = _day(today.year, int(dots[2]), int(dots[1]))
    return found if found is None or found <= today else _day(today.year - 1, int(dots[2]), int(dots[1]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _among(known: Mapping[str, T], value: str) -> set[T]:
    """What is called so, else all that begin so."""
    text = normal(value)
    if text in known:
        return {known[text]}
    return {it for word, it in known.items() if len(text) > 1 and word.startswith(text)}
