"""Behind a reverse proxy every visitor has an address of their own, and nobody can choose one."""

import asyncio
from argparse import Namespace

import pytest
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.server.config import config_from
from app.server.errors import Trouble

PROXY, VISITOR = "10.0.0.5", "203.0.113.9"


def seen(peer: str, forwarded: str, trusted: tuple[str, ...]) -> tuple[str, str]:
    """Address and scheme an endpoint is told for a request from ``peer``."""
    told = []

    async def endpoint(scope, receive, send):
        told.append((scope["client"][0], scope["scheme"]))

    headers = [(b"x-forwarded-for", forwarded.encode()), (b"x-forwarded-proto", b"https")]
    scope = {"type": "http", "client": (peer, 4711), "scheme": "http", "headers": headers}
    asyncio.run(ProxyHeadersMiddleware(endpoint, list(trusted))(scope, None, None))
    return told[0]


def config(*proxies: str, environment: dict[str, str] | None = None):
    return config_from(Namespace(trusted_proxy=list(proxies)), environment or {})


@pytest.mark.parametrize(
    "made", [config("10.0.0.0/24"), config(environment={"DESKHAND_TRUSTED_PROXY": f" {PROXY}, ::2"})]
)
def test_a_named_proxy_is_believed_and_a_visitors_own_claim_is_not(made):
    assert seen(PROXY, VISITOR, made.trusted_proxies) == (VISITOR, "https")
    assert seen(PROXY, f"198.51.100.1, {VISITOR}", made.trusted_proxies) == (VISITOR, "https")
    assert seen(VISITOR, "198.51.100.1", made.trusted_proxies) == (VISITOR, "http")


def test_a_proxy_on_the_same_machine_is_believed_by_itself_and_no_other():
    assert seen("127.0.0.1", VISITOR, config().trusted_proxies) == (VISITOR, "https")
    assert seen(PROXY, VISITOR, config().trusted_proxies) == (PROXY, "http")


@pytest.mark.parametrize("wrong", ["nginx", "10.0.0.0/33", "10.0.0.1/24"])
def test_what_is_no_address_is_told_before_the_server_starts(wrong):
    with pytest.raises(Trouble, match="trusted proxy"):
        config(wrong)
