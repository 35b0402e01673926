"""A real provider of tokens on loopback: oidc-provider-mock."""

import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import pytest
import requests


@dataclass(frozen=True)
class Oidc:
    """Where it listens, and what a person does at its pages."""

    url: str

    @property
    def introspection_url(self) -> str:
        """Who a token is of; the token goes in the ``Authorization`` header."""
        return f"{self.url}/userinfo"

    def described(self, **hosts: int) -> str:
        """A site's own file of providers: this one, with the ports of its mail servers."""
        pages = {
            "authorize_url": f"{self.url}/oauth2/authorize",
            "token_url": f"{self.url}/oauth2/token",
            "scopes": ["openid", "email"],
        }
        servers = {kind: {"host": "127.0.0.1", "port": hosts.get(kind, 1), "tls": "tls"} for kind in ("imap", "smtp")}
        known = {"code": "local", "title": "Local", "domains": ["local.example"], "password": "none", "oauth": pages}
        return json.dumps({"providers": [known | servers]})

    def allow(self, url: str, address: str) -> str:
        """The person says yes; where the browser is sent."""
        return self._answer(url, sub=address)

    def deny(self, url: str) -> str:
        """The person says no."""
        back = self._answer(url, action="deny")
        return f"{back}&state={state_of(url)}"  # RFC 6749 4.1.2.1 wants it there; this provider forgets it

    def revoke(self, address: str) -> None:
        """The person takes every permission back."""
        requests.post(f"{self.url}/users/{address}/revoke-tokens", timeout=10).raise_for_status()

    def _answer(self, url: str, **form: str) -> str:
        answer = requests.post(url, data=form, allow_redirects=False, timeout=10)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["Location"])


def state_of(url: str) -> str:
    """The state in an address."""
    return parse_qs(urlsplit(url).query)["state"][0]


@pytest.fixture
def oidc() -> Iterator[Oidc]:
    """A provider of this test's own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oidc_provider_mock import run_server_in_thread
    with run_server_in_thread() as server:
        yield Oidc(f"http://localhost:{server.server_port}")
