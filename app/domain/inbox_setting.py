"""What a shop sets for a channel without a line of JSON: declared once; the form of the desk is made from it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from app.domain.channel import JOINED, Channel
from app.domain.form_rule import rules_in_words, rules_of


class Kind(StrEnum):
    """How a setting is shown."""

    SWITCH = "switch"
    LINE = "line"
    TEXT = "text"
    LINES = "lines"
    RULES = "rules"


@dataclass(frozen=True, slots=True)
class Option:
    """One setting. ``title`` and ``help`` are English sentences of the catalogue; ``place``: its keys in the inbox."""

    title: str
    place: tuple[str, ...]
    kind: Kind = Kind.LINE
    help: str = ""


def _N(sentence: str) -> str:  # noqa: N802  the customary mark for a sentence that is translated later
    return sentence


def _option(default: Any, title: str, place: str, kind: Kind = Kind.LINE, help: str = "") -> Any:  # noqa: A002
    return field(default=default, metadata={"option": Option(title, tuple(place.split(".")), kind, help)})


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """The letter that says: we have your request."""

    on: bool = _option(
        False, _N("Tell customers that their request came"), "acknowledgement.on", Kind.SWITCH,
        _N("Once a request: its number, by when an answer comes, contacts and hours. Never to a robot."),
    )  # fmt: skip
    contacts_ru: str = _option("", _N("Contacts, in Russian"), "acknowledgement.contacts.ru", Kind.TEXT)
    contacts_en: str = _option("", _N("Contacts, in English"), "acknowledgement.contacts.en", Kind.TEXT)
    open_ru: str = _option(
        "", _N("Text in opening hours, in Russian"), "acknowledgement.texts.ru.open", Kind.TEXT,
        _N("Empty: our text. It may name {{ number }}, {{ salutation }}, {{ due }}, {{ hours }}, {{ contacts }}, "
           "{{ shop }}."),
    )  # fmt: skip
    open_en: str = _option("", _N("Text in opening hours, in English"), "acknowledgement.texts.en.open", Kind.TEXT)
    closed_ru: str = _option("", _N("Text while closed, in Russian"), "acknowledgement.texts.ru.closed", Kind.TEXT)
    closed_en: str = _option("", _N("Text while closed, in English"), "acknowledgement.texts.en.closed", Kind.TEXT)


@dataclass(frozen=True, slots=True)
class Forms:
    """Whose letter the mail of a form on the site is."""

    forms: str = _option(
        "", _N("Forms of the site"), "rules.forms", Kind.RULES,
        _N("One rule a line: “robot@site.example: reply-to”, “robot@site.example: line E-mail” or “…: never”. "
           "Known forms need none."),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folders:
    """Which folders of the mailbox count."""

    read: str = _option(
        "", _N("Folders that are read"), "imap_folders", Kind.LINES,
        _N("One a line, as the mailbox names them. Empty: the inbox alone."),
    )  # fmt: skip
    sent: str = _option(
        "", _N("Folder of sent letters"), "sent_folder", help=_N("Empty: the one the mail server names.")
    )


@dataclass(frozen=True, slots=True)
class Chat:
    """The chat on the site."""

    origins: str = _option(
        "", _N("Sites that may show the chat"), "origins", Kind.LINES, _N("One a line, as https://shop.example.")
    )
    consent: bool = _option(
        False, _N("Ask for consent before the first message"), "consent", Kind.SWITCH, _N("Needs the link below.")
    )
    policy_url: str = _option("", _N("Link to the privacy policy"), "policy_url")
    policy_version: str = _option(
        "", _N("Version of its text"), "policy_version", help=_N("With another version everybody is asked again.")
    )
    contacts_ru: str = _option("", _N("Contacts, in Russian"), "contacts.ru", Kind.LINES)
    contacts_en: str = _option("", _N("Contacts, in English"), "contacts.en", Kind.LINES)
    show_read: bool = _option(False, _N("Visitors see that their message was read"), "show_read", Kind.SWITCH)


@dataclass(frozen=True, slots=True)
class Joined:
    """A messenger that another program joins."""

    webhook_url: str = _option(
        "", _N("Address that answers are sent to"), "webhook_url", help=_N("Begins with https://.")
    )


GROUPS: Mapping[type[Any], str] = {
    Acknowledgement: _N("Acknowledgement"),
    Forms: _N("Forms and robots"),
    Folders: _N("Folders of the mailbox"),
    Chat: _N("Chat on the site"),
    Joined: _N("Joined messenger"),
}
"""Every group and its title."""


def groups_of(channel: Channel) -> Sequence[type[Any]]:
    """The groups an inbox of that channel has."""
    if channel is Channel.EMAIL:
        return (Acknowledgement, Forms, Folders)
    if channel is Channel.CHAT:
        return (Chat,)
    return (Joined,) if channel in JOINED else ()


def options(group: type[Any]) -> Iterator[tuple[str, Option, Any]]:
    """Name, declaration and default of every setting of a group, in the order they are shown."""
    for it in fields(group):
        yield it.name, it.metadata["option"], it.default


def shown(option: Option, default: Any, settings: Mapping[str, Any]) -> Any:
    """What a field shows: True or False of a switch, else a text."""
    value: Any = settings
    for key in option.place:
        value = value.get(key) if isinstance(value, Mapping) else None
    if option.kind is Kind.SWITCH:
        return default if value is None else str(value).lower() in {"true", "yes", "1", "on"}
    if option.kind is Kind.RULES:
        return rules_in_words(value)
    if isinstance(value, list):
        return "\n".join(str(it) for it in value)
    return "" if value is None else str(value)


def stored(option: Option, value: Any) -> Any:
    """What an inbox keeps of a field; None: nothing.

    Raises:
        ValueError: a rule that is none; the text names its line.
    """
    if option.kind is Kind.SWITCH:
        return bool(value)
    if option.kind is Kind.RULES:
        return rules_of(value) or None
    if option.kind is Kind.LINES:
        return [it.strip() for it in str(value).splitlines() if it.strip()] or None
    return str(value).strip() or None


def laid(settings: Mapping[str, Any], values: Mapping[tuple[str, ...], Any]) -> dict[str, Any]:
    """A patch of whole top-level keys: ``settings`` with ``values`` at their places, the rest of each key kept."""
    patch: dict[str, Any] = {}
    for place, value in values.items():
        first, *inner = place
        if not inner:
            patch[first] = value
            continue
        branch = patch.setdefault(first, _copy(settings.get(first)))
        for key in inner[:-1]:
            branch = branch.setdefault(key, {})
        if value is None:
            branch.pop(inner[-1], None)
        else:
            branch[inner[-1]] = value
    return patch


def _copy(value: Any) -> dict[str, Any]:
    """A branch that can be changed; what is no branch gives way to one."""
    if not isinstance(value, Mapping):
        return {}
    return {key: _copy(it) if isinstance(it, Mapping) else it for key, it in value.items()}
