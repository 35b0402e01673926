"""The greeting offered to the operator: made for this person, channel, language and time of day."""

import re
from dataclasses import dataclass
from datetime import datetime

from app.domain.channel import INSTANT, Channel
from app.language.address import Form, called
from app.language.greeting_standard import Point, Standard, greeting_points, standard
from app.language.latin import name_for
from app.language.local_time import local_time
from app.language.name import person_name
from app.language.plain_text import one_line

__all__ = ["Greeting", "GreetingContext", "Mark", "Point", "greeting", "greeting_points", "local_time"]

NAME_CHARACTERS = 80
_NOT_IN_NAME = re.compile(r"[^\w .'’ʼ-]|_")


@dataclass(frozen=True, slots=True)
class GreetingContext:
    """What a greeting depends on.

    ``local_now`` is the customer's time (``local_time``); ``greeted_at`` the last greeting in this conversation;
    ``call_me`` the name the customer asked for, which wins over the one read from ``header`` and ``address``;
    ``sober``: the customer is unhappy, so no good wishes and no pleasure.
    """

    header: str
    locale: str
    channel: Channel
    local_now: datetime
    operator_name: str = ""
    company: str = ""
    address: str = ""
    call_me: str = ""
    form: Form = "formal"
    greeted_at: datetime | None = None
    first_contact: bool = True
    sober: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Where in ``Greeting.text`` one of the three points is made: ``text[start:end]``."""

    point: Point
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Greeting:
    """A greeting ready to be put into the draft.

    ``presentation`` is empty when nobody's name is known, ``wish`` when the customer is unhappy.
    """

    text: str
    salutation: str
    presentation: str
    wish: str
    readiness: str
    marks: tuple[Mark, ...]


def greeting(ctx: GreetingContext) -> Greeting | None:
    """The greeting for ``ctx``; None when this conversation was greeted already on the customer's present day.

    Raises:
        ValueError: ``local_now`` or ``greeted_at`` has no zone.
    """
    if ctx.local_now.tzinfo is None or (ctx.greeted_at and ctx.greeted_at.tzinfo is None):
        raise ValueError("instants must be aware")
    if ctx.greeted_at and ctx.greeted_at.astimezone(ctx.local_now.tzinfo).date() == ctx.local_now.date():
        return None
    words = standard(ctx.locale)
    place = "chat" if ctx.channel in INSTANT else "letter"
    part = words.day_part(ctx.local_now.hour)
    return _composed(
        _salutation(ctx, words, part),
        _presentation(ctx, words, place),
        "" if ctx.sober else words.phrase("wish", ctx.form, place, part),
        words.phrase("readiness_sober" if ctx.sober else "readiness", ctx.form, place),
        gap="\n\n" if place == "letter" else " ",
    )


def customer_name(header: str, address: str, call_me: str, locale: str, form: Form) -> str:
    """What the customer is called in a greeting, see ``GreetingContext``; empty for a neutral one.

    Letters, spaces, hyphens, points only; for whoever does not read Russian in Latin letters.
    """
    asked = _NOT_IN_NAME.sub("", one_line(call_me, NAME_CHARACTERS)).strip()
    if asked:
        return name_for(asked, locale)
    return called(person_name(header, address), "ru" if locale == "ru" else "en", form)


def _salutation(ctx: GreetingContext, words: Standard, part: str) -> str:
    name = customer_name(ctx.header, ctx.address, ctx.call_me, ctx.locale, ctx.form)
    if not name:
        return words.phrase("salutation_neutral", ctx.form)
    return words.phrase("salutation", ctx.form, part).format(name=name)


def _presentation(ctx: GreetingContext, words: Standard, place: str) -> str:
    operator = name_for(one_line(ctx.operator_name, NAME_CHARACTERS), ctx.locale)
    company = one_line(ctx.company, NAME_CHARACTERS)
    if not operator and not company:
        return ""
    who = "full" if operator and company else "operator" if operator else "company"
    phrases = words.phrases["presentation" if ctx.first_contact else "presentation_again"][place]
    if ctx.form == "informal" and ctx.first_contact:
        phrases = phrases | words.phrases["presentation_informal"].get(place, {})
    return str(phrases[who]).format(operator=operator, company=company)


def _composed(salutation: str, presentation: str, wish: str, readiness: str, *, gap: str) -> Greeting:
    text, marks = salutation, []
    said = ((Point.PRESENTATION, presentation), (Point.WISH, wish), (Point.READINESS, readiness))
    for point, sentence in said:
        if sentence:
            text += (gap if text == salutation else " ") + sentence
            marks.append(Mark(point, len(text) - len(sentence), len(text)))
    return Greeting(text, salutation, presentation, wish, readiness, tuple(marks))
