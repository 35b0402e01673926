"""A line of the history of a relationship in words, with its icon."""

from datetime import datetime, tzinfo

from app.client.relation import RelationKind, RelationRow
from app.language.plain_text import one_line
from ui.translation import _
from ui.wording import channel_icon, channel_name, clock_text, money_text, short_day, status_name

_ICONS = {
    RelationKind.CALL: "phone", RelationKind.ORDER: "package", RelationKind.PROMISE: "handshake",
    RelationKind.RATING: "star",
}  # fmt: skip


def kind_names() -> dict[RelationKind, str]:
    """What the filters say."""
    return {
        RelationKind.CONTACT: _("Requests"),
        RelationKind.CALL: _("Calls"),
        RelationKind.ORDER: _("Orders"),
        RelationKind.PROMISE: _("Promises"),
        RelationKind.RATING: _("Ratings"),
    }


def icon_of(row: RelationRow) -> str:
    """Of a contact that of its channel."""
    return channel_icon(row.facts["channel"]) if row.kind is RelationKind.CONTACT else _ICONS[row.kind]


def words_of(row: RelationRow, now: datetime, zone: tzinfo) -> str:
    """``№ 1204 · Replacement shade · open``; ``Order 48-20917 · Lamp · 12 480 ₽``."""
    made = {
        RelationKind.CONTACT: _contact, RelationKind.CALL: _call, RelationKind.ORDER: _order,
        RelationKind.RATING: _rating,
    }.get(row.kind)  # fmt: skip
    parts = _promise(row, now, zone) if made is None else made(row)
    return " · ".join(one_line(part, 160) for part in parts if part)


def spoken(row: RelationRow, now: datetime, zone: tzinfo) -> str:
    """The whole line as one sentence: what the icon tells of a request is said, too."""
    channel = f"{channel_name(row.facts['channel'])}, " if row.kind is RelationKind.CONTACT else ""
    return f"{day_of(row, now, zone)}, {channel}{words_of(row, now, zone)}"


def day_of(row: RelationRow, now: datetime, zone: tzinfo) -> str:
    """``3 Nov``; the year stands above."""
    day = row.at.astimezone(zone).date()
    return short_day(day, now.astimezone(zone).date().replace(year=day.year, day=1))


def _contact(row: RelationRow) -> list[str]:
    number = _("№ {number}").format(number=row.facts["number"]) if row.facts["number"] else ""
    return [number, row.title, status_name(row.facts["status"]).lower()]


def _call(row: RelationRow) -> list[str]:
    names = {"out": _("Outgoing call"), "in": _("Incoming call"), "missed": _("Missed call")}
    seconds = int(row.facts.get("seconds") or 0)
    length = f"{seconds // 60}:{seconds % 60:02}" if seconds else ""
    return [names.get(str(row.facts.get("direction")), _("Call")), length, str(row.facts.get("text", ""))]


def _order(row: RelationRow) -> list[str]:
    money = money_text(row.facts["amount_minor"], row.facts["currency"]) if row.facts["amount_minor"] else ""
    return [_("Order {number}").format(number=row.facts["number"]), row.title, money]


def _rating(row: RelationRow) -> list[str]:
    score = _("{score} of {of}").format(score=row.facts.get("score", "?"), of=row.facts.get("of", "?"))
    said = str(row.facts.get("text", ""))
    return [_("Survey"), score, _("“{text}”").format(text=said) if said else ""]


def _promise(row: RelationRow, now: datetime, zone: tzinfo) -> list[str]:
    states = {"open": _("owed"), "kept": _("kept"), "broken": _("missed"), "withdrawn": _("withdrawn")}
    state, due, settled = (row.facts[it] for it in ("state", "due_at", "settled_at"))
    if state == "kept" and settled is not None and settled > due:
        states["kept"] = _("kept, but late")
    day = short_day(due.astimezone(zone).date(), now.astimezone(zone).date())
    by = _("by {time}").format(time=f"{day}, {clock_text(due, zone)}")
    return [_("Promise: {text}").format(text=row.title), by, states.get(state, state)]
