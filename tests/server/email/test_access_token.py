"""An inbox that signs in at its provider always has a good access token, and says when a person has to come."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.commands.base import SYSTEM
from app.server.channels.email.access_token import registration_id
from app.server.channels.email.oauth import ProviderAway, TokenRefused
from app.server.channels.email.provider import Providers
from tests.fakes.token_provider import TokenProvider
from tests.server.email.house import SUPPORT, MailHouse

pytestmark = pytest.mark.postgresql_by_night


@pytest.fixture
def provider(house: MailHouse) -> Iterator[TokenProvider]:
    with TokenProvider() as made:
        house.providers = Providers([made.provider])
        house.settings(provider="local", auth="xoauth2")
        house.keep_secrets(refresh_token="refresh-0")
        client = {"client_id": "deskhand", "client_secret": "between us"}
        house.uow.run(house.ws, SYSTEM, lambda tx: house.secrets.keep(tx, registration_id("local"), client))
        yield made


def token(house: MailHouse, **more: str) -> str:
    return house.access_tokens().token(house.ws, house.inboxes[SUPPORT], **more)


def test_a_token_is_kept_until_shortly_before_its_end_and_then_changed(
    house: MailHouse, provider: TokenProvider
) -> None:
    assert (token(house), token(house)) == ("access-1", "access-1")
    house.clock.advance(timedelta(seconds=3_600 - 60))
    assert token(house) == "access-2"
    assert [it["refresh_token"] for it in provider.asked] == ["refresh-0", "refresh-1"]
    assert provider.asked[0]["basic"] == "deskhand:between+us"


def test_workers_that_need_a_token_at_the_same_moment_do_not_burn_the_refresh_token(
    house: MailHouse, provider: TokenProvider
) -> None:
    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: token(house), range(8)))
    assert (set(got), len(provider.asked)) == ({"access-1"}, 1)
    assert house.secrets_of()["refresh_token"] == "refresh-1"


def test_a_token_the_mail_server_did_not_take_is_changed_at_once(house: MailHouse, provider: TokenProvider) -> None:
    assert token(house) == "access-1"
    assert token(house, not_this="access-1") == "access-2"
    assert token(house, not_this="access-1") == "access-2"


def test_a_refused_refresh_is_remembered_until_a_person_signs_in_again(
    house: MailHouse, provider: TokenProvider
) -> None:
    house.keep_secrets(refresh_token="stolen")
    for _ in range(2):
        with pytest.raises(TokenRefused, match="invalid_grant"):
            token(house)
    assert len(provider.asked) == 1
    house.keep_secrets(refresh_token="refresh-0")
    assert token(house).startswith("access-")


@pytest.mark.parametrize("answer", [(503, {}), (200, {"hello": "captive portal"}), (429, {"error": "slow_down"})])
def test_a_provider_that_is_away_uses_nothing_up(
    house: MailHouse, provider: TokenProvider, answer: tuple[int, dict[str, str]]
) -> None:
    provider.answer = answer
    with pytest.raises(ProviderAway):
        token(house)
    provider.answer = None
    assert token(house).startswith("access-")


def test_an_inbox_whose_server_is_not_registered_says_so(house: MailHouse, provider: TokenProvider) -> None:
    house.providers = Providers([])
    with pytest.raises(TokenRefused, match="no_provider"):
        token(house)
