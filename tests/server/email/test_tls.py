"""Letters go out encrypted and signed in, to the server the certificate names, or not at all."""

from pathlib import Path
from uuid import UUID

import pytest

from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.server.channels.base import Deliverer
from app.server.channels.email.sender import EmailSender
from app.server.jobs.effect import EffectRunner
from tests.fakes.tls_mail_server import TlsMailServer, self_signed
from tests.server.email.house import MailHouse, mail

ACCOUNT = {"desk": "a secret", "стол": "a sécret"}

pytestmark = [pytest.mark.expects_log("mail.log"), pytest.mark.postgresql_by_night]  # the other side's own words


def answer(house: MailHouse, server: TlsMailServer, way: str, user: str = "desk", password: str = "") -> UUID:
    """A reply, tried once through that server."""
    house.keep_secrets(smtp_password=password or ACCOUNT[user])
    house.settings(smtp_host="127.0.0.1", smtp_port=server.port, smtp_tls=way, smtp_user=user)
    sender = EmailSender(
        house.uow, house.database, house.blobs, house.tokens, house.directory, house.ways_out(), house.catalogues
    )
    deliverer = Deliverer(house.uow, {Channel.EMAIL: sender}, lambda ws, entry_id: "")
    runner = EffectRunner(house.uow, house.database.read, house.clock, {"deliver": deliverer})
    entry_id = house.answer(house.take(mail(message_id="a@example.com")).conversation_id, "Tomorrow.")
    runner.run_due()
    runner.stop()
    sender.close()
    return entry_id


@pytest.mark.parametrize(("way", "user"), [("starttls", "desk"), ("tls", "desk"), ("starttls", "стол")])
def test_a_letter_leaves_encrypted_and_signed_in(
    house: MailHouse, way: str, user: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, context = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with TlsMailServer(way, context, ACCOUNT) as server:
        entry_id = answer(house, server, way, user)
    assert house.delivery(entry_id).state is DeliveryState.SENT
    assert server.logins == [(user, ACCOUNT[user])]
    assert b"Tomorrow." in server.taken[0]


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_neither_letter_nor_password_go_to_a_server_nobody_vouches_for(
    house: MailHouse, way: str, tmp_path: Path
) -> None:
    _, context = self_signed(tmp_path)
    with TlsMailServer(way, context, ACCOUNT) as server:
        entry_id = answer(house, server, way)
    delivery = house.delivery(entry_id)
    assert (delivery.state, server.taken, server.logins) == (DeliveryState.QUEUED, [], [])
    assert "127.0.0.1" in house.why(entry_id)


def test_a_certificate_of_another_server_is_refused(
    house: MailHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, context = self_signed(tmp_path, "127.0.0.9")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with TlsMailServer("starttls", context, ACCOUNT) as server:
        entry_id = answer(house, server, "starttls")
    assert (house.delivery(entry_id).state, server.logins) == (DeliveryState.QUEUED, [])


def test_a_server_that_offers_no_encryption_gets_nothing_where_it_is_demanded(house: MailHouse, tmp_path: Path) -> None:
    with TlsMailServer("none", self_signed(tmp_path)[1], {}) as server:
        entry_id = answer(house, server, "starttls")
    assert (house.delivery(entry_id).state, server.taken, server.logins) == (DeliveryState.QUEUED, [], [])


def test_a_wrong_password_delays_the_letter_and_says_why(
    house: MailHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate, context = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with TlsMailServer("tls", context, ACCOUNT) as server:
        entry_id = answer(house, server, "tls", password="wrong")
    delivery = house.delivery(entry_id)
    assert (delivery.state, server.taken) == (DeliveryState.QUEUED, [])
    assert "535" in house.why(entry_id)
    assert "wrong" not in house.why(entry_id)
