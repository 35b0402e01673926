"""Whether what a shop sets for a channel will work, said before it is kept."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.domain.origin import origin_of
from app.language.template import TemplateProblem, fill
from app.server.channels.joined.webhook import is_address
from app.server.channels.webchat.settings import web_address
from app.server.errors import Denied

MOST_FOLDERS = 20
MOST_OF_NAME = 255
"""Characters of a folder's name, as marks keep it."""

_TAKES = ("reply_to", "line", "never")
_NAMES = ("locale", "is_open", "number", "salutation", "due", "opens", "hours", "zone", "contacts", "shop")
"""Everything an acknowledgement may name."""


def require_sense(name: str, value: Any) -> None:
    """Look at one setting; empty ones always make sense.

    Raises:
        Denied: 400 ``bad_site``, ``bad_address``, ``bad_webhook``, ``bad_text``, ``bad_setting``; ``field``: what.
    """
    check = _CHECKS.get(name)
    if check is not None and value not in (None, "", []):
        check(value)


def _sites(value: Any) -> None:
    for text in value if isinstance(value, list) else str(value).replace(",", " ").split():
        if not origin_of(str(text)):
            raise Denied(400, "bad_site", field=str(text)[:300])


def _page(value: Any) -> None:
    if not web_address(value):
        raise Denied(400, "bad_address", field=str(value)[:300])


def _webhook(value: Any) -> None:
    if not is_address(str(value)):
        raise Denied(400, "bad_webhook", field=str(value)[:300])


def _acknowledgement(value: Any) -> None:
    if not isinstance(value, Mapping):
        raise Denied(400, "bad_setting", field="acknowledgement")
    for text in _texts(value.get("texts")):
        try:
            fill(text, dict.fromkeys(_NAMES, ""))
        except TemplateProblem as problem:
            raise Denied(400, "bad_text", field=problem.name or text[:60]) from problem


def _texts(value: Any) -> Iterator[str]:
    for each in value.values() if isinstance(value, Mapping) else ():
        yield from (str(it) for it in each.values() if it) if isinstance(each, Mapping) else ()


def _rules(value: Any) -> None:
    forms = value.get("forms") if isinstance(value, Mapping) else None
    for rule in forms if isinstance(forms, list) else ():
        if not isinstance(rule, Mapping) or rule.get("take", "reply_to") not in _TAKES:
            raise Denied(400, "bad_setting", field="rules")


def _folders(value: Any) -> None:
    names = value if isinstance(value, list) else str(value).split(",")
    if len(names) > MOST_FOLDERS or not all(_is_folder(it) for it in names):
        raise Denied(400, "bad_setting", field="imap_folders")


def _sent(value: Any) -> None:
    if not _is_folder(value):
        raise Denied(400, "bad_setting", field="sent_folder")


def _is_folder(name: Any) -> bool:
    return isinstance(name, str) and name.isprintable() and len(name) <= MOST_OF_NAME


_CHECKS: Mapping[str, Callable[[Any], None]] = {
    "origins": _sites,
    "policy_url": _page,
    "webhook_url": _webhook,
    "acknowledgement": _acknowledgement,
    "rules": _rules,
    "imap_folders": _folders,
    "sent_folder": _sent,
}
