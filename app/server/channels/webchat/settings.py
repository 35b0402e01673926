"""What a company sets for its chat, read from ``Inbox.settings``; what makes no sense counts as not set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from app.domain.origin import origins_of

MAX_LINES = 4
MAX_LINE = 600


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """``origins``: sites that may embed the chat. ``policy_version``: which text of the policy a tick agrees to."""

    origins: tuple[str, ...] = ()
    policy_url: str = ""
    policy_version: str = ""
    asks_consent: bool = False
    shows_read: bool = False  # the visitor learns that an operator has read their message

    @property
    def consent(self) -> str:
        """The version a visitor must agree to before the first message; empty: none is asked."""
        return (self.policy_version or "1") if self.asks_consent and self.policy_url else ""


def chat_settings(values: Mapping[str, Any]) -> ChatSettings:
    """The settings of one inbox. From the command line all values are texts."""
    return ChatSettings(
        origins=origins_of(values.get("origins")),
        policy_url=web_address(values.get("policy_url")),
        policy_version=str(values.get("policy_version") or "")[:40],
        asks_consent=is_yes(values.get("consent")),
        shows_read=is_yes(values.get("show_read")),
    )


def web_address(value: object) -> str:
    """An address with http or https, else empty: nothing a browser would run."""
    text = str(value or "").strip()[:1_000]
    try:
        parts = urlsplit(text)
    except ValueError:  # a bracket that opens no address
        return ""
    return text if parts.scheme in ("http", "https") and parts.netloc else ""


def lines_in(values: Mapping[str, Any], name: str, language: str) -> list[str]:
    """A setting of the form ``{language: [text]}`` or ``{language: text}`` in one language."""
    value = values.get(name)
    found = value.get(language) if isinstance(value, dict) else value
    lines = found if isinstance(found, list) else [found] if isinstance(found, str) and found else []
    return [str(it)[:MAX_LINE] for it in lines][:MAX_LINES]


def is_yes(value: object) -> bool:
    """Tell whether a setting is switched on, also when it was written by hand."""
    return value is True or str(value).strip().lower() in {"1", "yes", "true", "on"}
