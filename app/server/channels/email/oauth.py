"""Speaks OAuth 2 with a provider: the page a person is sent to, and the exchange of codes and refresh tokens.

Three form posts need no library; decisions/ tells what was weighed.
"""

import base64
import hashlib
import json
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import quote_plus, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from app.server.channels.email.provider import SignInPages

TIMEOUT_S = 15.0
MAX_ANSWER = 65_536
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_LASTS_S = 3_600
"""How long an access token lasts when the provider does not say (RFC 6749 5.1 only recommends to)."""

_FINAL = frozenset({"invalid_grant", "invalid_client", "unauthorized_client", "access_denied", "invalid_scope"})
"""Errors that no later try can mend (RFC 6749 5.2)."""


@dataclass(frozen=True, slots=True)
class ClientKeys:
    """How this server is registered at a provider; ``secret`` is empty for a public client."""

    client_id: str
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a provider gave. ``refresh`` is empty when the old refresh token stays good."""

    access: str
    refresh: str
    until: datetime


class TokenRefused(Exception):
    """The provider will not give tokens any more: a person has to sign in again. ``said``: its error code."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


class ProviderAway(Exception):
    """The provider did not answer, or not now; nothing was used up."""

    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said


def new_verifier() -> str:
    """A secret of one sign-in, for PKCE (RFC 7636)."""
    return secrets.token_urlsafe(48)


def authorize_url(
    pages: SignInPages, keys: ClientKeys, *, redirect: str, state: str, verifier: str, address: str
) -> str:
    """Where the browser goes: authorisation code with PKCE (S256)."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": keys.client_id,
        "redirect_uri": redirect,
        "scope": " ".join(pages.scopes),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "login_hint": address,
        **pages.extra,
    }
    return f"{pages.authorize_url}{'&' if '?' in pages.authorize_url else '?'}{urlencode(asked)}"


def exchange(pages: SignInPages, keys: ClientKeys, *, code: str, redirect: str, verifier: str, now: datetime) -> Grant:
    """Change a code for tokens.

    Raises:
        TokenRefused, ProviderAway: see there.
    """
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect, "code_verifier": verifier}
    return _ask(pages, keys, form, now)


def refresh(pages: SignInPages, keys: ClientKeys, token: str, now: datetime) -> Grant:
    """Change a refresh token for a new access token, and where the provider rotates them for a new refresh token.

    Raises:
        TokenRefused, ProviderAway: see there.
    """
    return _ask(pages, keys, {"grant_type": "refresh_token", "refresh_token": token}, now)


def sasl_xoauth2(user: str, access: str) -> str:
    """The first answer of the mechanism XOAUTH2, not yet in base64."""
    return f"user={user}\x01auth=Bearer {access}\x01\x01"


def _ask(pages: SignInPages, keys: ClientKeys, form: Mapping[str, str], now: datetime) -> Grant:
    who, headers = _proof(pages, keys)
    status, told = _post(pages.token_url, {**form, **who}, headers)
    access = told.get("access_token")
    if status == 200 and isinstance(access, str) and access:
        lasts = str(told.get("expires_in"))
        seconds = int(lasts) if lasts.isdecimal() else _LASTS_S
        return Grant(access, str(told.get("refresh_token") or ""), now + timedelta(seconds=seconds))
    said = _plain(told.get("error"))
    if said in _FINAL:
        raise TokenRefused(said)
    raise ProviderAway(said or f"{status}")


def _proof(pages: SignInPages, keys: ClientKeys) -> tuple[dict[str, str], dict[str, str]]:
    """Who we are, in the form or in a header, as the provider wants it (RFC 6749 2.3.1)."""
    if not keys.secret:
        return {"client_id": keys.client_id}, {}
    if not pages.basic:
        return {"client_id": keys.client_id, "client_secret": keys.secret}, {}
    pair = f"{quote_plus(keys.client_id)}:{quote_plus(keys.secret)}"
    return {}, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _post(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> tuple[int, dict[str, object]]:
    """Post a form and read JSON; never follows a redirect, never speaks in clear but to this computer.

    Raises:
        ProviderAway: no answer, or not one of a provider.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        raise ProviderAway("not https")
    opener = build_opener(_Stay(), HTTPSHandler(context=ssl.create_default_context()))
    request = Request(url, urlencode(form).encode(), {"Accept": "application/json", **headers})
    try:
        with opener.open(request, timeout=TIMEOUT_S) as response:
            return int(response.status), _read(response.read(MAX_ANSWER))
    except HTTPError as error:
        with error:
            return error.code, _read(error.read(MAX_ANSWER))
    except (OSError, HTTPException, ValueError) as error:
        raise ProviderAway(_plain(getattr(error, "reason", "") or error)) from error


class _Stay(HTTPRedirectHandler):
    """A token endpoint does not move; whoever redirects it gets no secret."""

    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def _read(data: bytes) -> dict[str, object]:
    try:
        told = json.loads(data)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _plain(text: object) -> str:
    return " ".join(str(text or "").split())[:200]
