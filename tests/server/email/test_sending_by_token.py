"""An inbox that signs in at its provider sends with access tokens, over one connection, and says when it may not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.commands.base import SYSTEM
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.server.channels.base import Deliverer
from app.server.channels.email.access_token import registration_id
from app.server.channels.email.provider import Providers
from app.server.channels.email.sender import EmailSender
from app.server.jobs.effect import EffectRunner
from tests.fakes.tls_mail_server import TlsMailServer, self_signed
from tests.fakes.token_provider import TokenProvider
from tests.server.email.house import SUPPORT, MailHouse, mail

pytestmark = pytest.mark.expects_log("mail.log")


class Post:
    """A provider with tokens, its mail server, and our sender."""

    def __init__(self, house: MailHouse, provider: TokenProvider, server: TlsMailServer) -> None:
        self.house, self.provider, self.server = house, provider, server
        house.providers = Providers([provider.provider])
        house.settings(
            smtp_host="127.0.0.1", smtp_port=server.port, smtp_tls="tls", smtp_user=SUPPORT, provider="local",
            auth="xoauth2",
        )  # fmt: skip
        house.keep_secrets(refresh_token="refresh-0")
        house.uow.run(house.ws, SYSTEM, lambda tx: house.secrets.keep(tx, registration_id("local"), {"client_id": "d"}))
        self.sender = EmailSender(
            house.uow, house.database, house.blobs, house.tokens, house.directory, house.ways_out(), house.catalogues
        )
        deliverer = Deliverer(house.uow, {Channel.EMAIL: self.sender}, lambda ws, entry_id: "")
        self.runner = EffectRunner(house.uow, house.database.read, house.clock, {"deliver": deliverer})

    def answer(self, name: str) -> DeliveryState:
        """A reply, tried once."""
        taken = self.house.take(mail(message_id=f"{name}@example.com", sender=f"{name}@example.com"))
        self.entry_id = self.house.answer(taken.conversation_id, "Tomorrow.")
        return self.deliver()

    def deliver(self) -> DeliveryState:
        """What is due, once."""
        self.runner.run_due()
        return self.house.delivery(self.entry_id).state


@pytest.fixture
def post(house: MailHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    certificate, context = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with TokenProvider() as provider, TlsMailServer("tls", context, {}, provider.good) as server:
        made = Post(house, provider, server)
        yield made
        made.runner.stop()
        made.sender.close()


def test_letters_leave_with_an_access_token_and_share_the_connection(post: Post) -> None:
    assert [post.answer("ann"), post.answer("bob")] == [DeliveryState.SENT] * 2
    assert post.server.logins == [(SUPPORT, "access-1")]


def test_a_token_taken_back_before_its_time_is_changed_for_the_next_try(post: Post) -> None:
    post.server._tokens = {"access-2"}
    assert post.answer("ann") is DeliveryState.QUEUED
    post.house.later(5)
    assert post.deliver() is DeliveryState.SENT
    assert [token for _, token in post.server.logins] == ["access-1", "access-2"]


def test_a_provider_that_gives_no_more_tokens_delays_the_letter_and_says_who_can_help(post: Post) -> None:
    post.house.keep_secrets(refresh_token="withdrawn")
    assert post.answer("ann") is DeliveryState.QUEUED
    reason = post.house.why(post.entry_id)
    assert "signed in to the inbox again" in reason
    assert "withdrawn" not in reason
    assert post.server.logins == []
