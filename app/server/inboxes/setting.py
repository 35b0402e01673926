"""Settings of an inbox: a patch is checked before it goes down to every desk."""

import json
import re
from collections.abc import Mapping
from typing import Any

from app.server.errors import Denied
from app.server.inboxes.sense import require_sense

MAX_BYTES = 65_536
SECRETS = frozenset({"imap_password", "smtp_password"})
"""What a person may type; tokens come from a finished sign-in only."""

_SECRET_NAME = re.compile(r"passw|secret|token|api_?key|credential", re.IGNORECASE)
_HOSTS = ("imap_host", "smtp_host")
_PORTS = ("imap_port", "smtp_port")
_WHERE = (*_HOSTS, *_PORTS, "imap_tls", "smtp_tls", "auth", "provider")
_CHOICES = {
    "imap_tls": {"tls", "starttls", "none"},
    "smtp_tls": {"tls", "starttls", "none"},
    "auth": {"password", "xoauth2"},
}
_HOST = re.compile(r"[\w.:-]{0,253}", re.UNICODE)


def patched(settings: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """The settings with a patch laid over them; a null takes a key away.

    Raises:
        Denied: 400 ``secret_in_settings``, ``bad_setting`` (``field``), 413 ``too_large``.
    """
    _check(patch)
    found = {name: value for name, value in {**settings, **patch}.items() if value is not None}
    if len(json.dumps(found)) > MAX_BYTES:
        raise Denied(413, "too_large")
    return found


def resealed(values: Mapping[str, str], patch: Mapping[str, str]) -> dict[str, str]:
    """Secrets with a patch laid over them; an empty value takes a key away.

    Raises:
        Denied: 400 ``bad_setting``: not a secret a person types.
    """
    for name in patch:
        if name not in SECRETS:
            raise Denied(400, "bad_setting", field=name)
    return {name: value for name, value in {**values, **patch}.items() if value}


def goes_elsewhere(settings: Mapping[str, Any], patch: Mapping[str, Any]) -> bool:
    """Whether a patch would carry what is kept to another server, or there in clear: then it must be typed anew."""
    return any(name in patch and patch[name] != settings.get(name) for name in _WHERE)


def _check(patch: Mapping[str, Any]) -> None:
    for name, value in patch.items():
        if _SECRET_NAME.search(name) or _holds_secret(value):
            raise Denied(400, "secret_in_settings", field=name)
        if not _is_good(name, value):
            raise Denied(400, "bad_setting", field=name)
        require_sense(name, value)


def _is_good(name: str, value: Any) -> bool:
    if value is None:
        return True
    if name in _HOSTS:
        return isinstance(value, str) and _HOST.fullmatch(value) is not None
    if name in _PORTS:
        return value == "sink" or (isinstance(value, int) and 0 < value < 65_536)
    return name not in _CHOICES or value in _CHOICES[name]


def _holds_secret(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_SECRET_NAME.search(str(name)) or _holds_secret(it) for name, it in value.items())
    return isinstance(value, list) and any(_holds_secret(it) for it in value)
