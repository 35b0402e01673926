"""The opening line of a conversation: a port to the greeting, with what it needs gathered from the rows."""

import re
from dataclasses import dataclass
from datetime import datetime

from app.client.port import Person
from app.client.row import ConversationCard, CustomerCard
from app.domain.channel import INSTANT
from app.language.plain_text import one_line

POINTS = ("introduction", "wish", "readiness")

_SIGNS = {
    "ru": {
        "introduction": r"меня зовут|это \w+ из|вас приветствует|на связи|с уважением",
        "wish": r"здравствуйте|добр(ый|ое|ого|ой) (день|утро|вечер|дня|утра|вечера)|приветству",
        "readiness": r"помо(чь|гу|жем)|готов(а|ы)? |чем (я )?могу|разбер(усь|ёмся)|посмотр(ю|им)",
    },
    "en": {
        "introduction": r"my name is|this is \w+ from|i am \w+ from|i'm \w+ from|kind regards",
        "wish": r"\bhello\b|good (morning|afternoon|evening)|\bdear \w+",
        "readiness": r"\bhelp\b|happy to|let me|i will look|i'll look",
    },
}


@dataclass(frozen=True, slots=True)
class Opening:
    """A line to begin with."""

    text: str


def points_of(text: str, locale: str) -> frozenset[str]:
    """Which of the three points a text covers."""
    signs = _SIGNS["en" if locale == "en" else "ru"]
    return frozenset(point for point, sign in signs.items() if re.search(sign, text[:5_000], re.IGNORECASE))


def opening_for(
    card: ConversationCard, customer: CustomerCard, person: Person, local: datetime, greeted_at: datetime | None
) -> Opening | None:
    """The greeting for this person, channel and time of day; None when they were greeted today already."""
    if greeted_at is not None or card.row.machine:
        return None
    known = {it.key: one_line(it.value) for it in customer.preferences}
    name = known.get("call_me", "")
    first = person.user_name.split(" ")[0]
    if customer.locale == "en":
        wish = "Good " + ("morning" if local.hour < 12 else "afternoon" if local.hour < 18 else "evening")
        who = f"my name is {first}, {person.workspace}"
        ready = "how can I help?" if card.row.channel in INSTANT else "I will be glad to help."
        return Opening(f"{wish}{', ' + name if name else ''}! {who[0].upper()}{who[1:]}, {ready}")
    part = "Доброе утро" if 5 <= local.hour < 11 else "Добрый день" if 11 <= local.hour < 17 else "Добрый вечер"
    ready = "чем могу помочь?" if card.row.channel in INSTANT else "с радостью помогу."
    return Opening(f"{name + ', ' + part.lower() if name else part}! Меня зовут {first}, {person.workspace}, {ready}")
