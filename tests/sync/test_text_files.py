"""A text to reuse with a file: written at one desk, sent to a mail customer from another that never had the bytes."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from app.client.port import Touched
from app.client.row import OutgoingFile, TemplateRow
from app.client.start import sign_in
from app.commands.base import SYSTEM
from app.commands.message import FileOfMessage, IncomingMessage, Reply, receive
from app.commands.template import RemoveTemplate, SaveTemplate
from app.domain.channel import Channel
from app.domain.delivery import DeliveryState
from app.domain.role import RoleCode
from app.model.identifier import new_id
from app.model.workspace import Inbox, UserRole
from app.server.administration import add_inbox, role_id
from app.server.channels.email.mime import parse_mail
from app.server.conversations.service import open_conversation
from app.server.customers.service import customer_for
from tests.fakes.mail_server import MailServer
from tests.services.proxy import Proxy, Road, running_proxy
from tests.sync.conftest import Station, is_live, wait_for
from tests.sync.real_server import PASSWORD, RealServer

PRICES = b"%PDF-1.4 prices of this winter"


@pytest.fixture
def mail() -> Iterator[MailServer]:
    with MailServer() as made:
        yield made


def letter_from_emma(server: RealServer, mail: MailServer) -> UUID:
    """A mail customer writes; answers leave by SMTP."""
    settings = {"smtp_host": "127.0.0.1", "smtp_port": str(mail.port)}
    inbox_id = add_inbox(
        server.parts.uow, server.ws, channel=Channel.EMAIL, name="Help", address="help@shop.example", settings=settings
    )

    def work(tx):  # type: ignore[no-untyped-def]
        tx.put(UserRole(id=new_id(), user_id=server.users["anna"], role_id=role_id(server.ws, RoleCode.LEAD)))
        customer = customer_for(tx, Channel.EMAIL, "emma@x.example", "Emma")
        inbox = tx.get(Inbox, inbox_id)
        talk = open_conversation(tx, customer=customer, inbox=inbox, subject="Prices", channel=Channel.EMAIL)
        payload = {"channel": "email", "text": "What does it cost?", "subject": "Prices", "from": "emma@x.example"}
        receive(IncomingMessage(new_id(), payload, Channel.EMAIL, tx.now), talk, tx)
        return talk.id

    return server.parts.uow.run(server.ws, SYSTEM, work)


def named(file: OutgoingFile) -> FileOfMessage:
    return FileOfMessage(file.id, file.name, file.content_type, file.size, file.blob)


def the_text(desk) -> TemplateRow | None:
    return next((it for it in desk.queries.templates() if it.title == "Prices"), None)


def is_there(desk) -> bool:
    text = the_text(desk)
    return text is not None and bool(text.files) and not text.files[0].coming


def replied(desk, talk: UUID, text: TemplateRow) -> Reply:
    """As the composer does it: the text's file under an id of its own."""
    file = text.files[0].file
    again = FileOfMessage(new_id(), file.name, file.content_type, file.size, file.blob)
    command = Reply(talk, new_id(), text.body, Channel.EMAIL, 1, files=[again])
    desk.submit(command)
    return command


def state(desk, talk: UUID, entry_id: UUID) -> DeliveryState | None:
    return next((it.delivery for it in desk.queries.timeline(talk) if it.entry_id == entry_id), None)


def test_a_text_with_a_file_is_written_at_one_desk_and_sent_from_another(server: RealServer, station, mail: MailServer):
    talk = letter_from_emma(server, mail)
    anna, denis = station("anna").open(), station("denis").open()
    wait_for(lambda: is_live(anna) and is_live(denis), "both are connected")
    server.stop()
    prices = anna.keep_file("Prices.pdf", "application/pdf", PRICES)
    anna.submit(SaveTemplate(new_id(), "Prices", "Here they are.", shared=True, files=[named(prices)]))
    wait_for(lambda: the_text(anna) is not None, "the text is here at once")
    assert [(it.coming, it.is_usable) for it in the_text(anna).files] == [(True, True)]
    server.start()
    anna.sync_now()
    denis.sync_now()
    wait_for(lambda: is_there(denis) and is_there(anna), "both have the text, the server its file")
    assert the_text(denis).files[0].file == prices
    wait_for(lambda: denis.queries.card(talk) is not None and denis.queries.card(talk).seen_seq >= 1, "the letter")
    server.stop()  # Denis answers on a dead network: the bytes were never on his computer
    command = replied(denis, talk, the_text(denis))
    server.start()
    denis.sync_now()
    wait_for(lambda: mail.taken, "the letter is out")
    letter = parse_mail(mail.taken[0])
    assert [(it.name, it.data) for it in letter.attachments] == [("Prices.pdf", PRICES)]
    wait_for(lambda: state(denis, talk, command.entry_id) is DeliveryState.SENT, "it is told")
    wait_for(lambda: not denis._parts.outbox.files_waiting(), "nothing is to be sent any more")
    assert not denis._parts.files.has(prices.blob)
    told: list[Touched] = []
    denis.on_touched(told.append)
    denis.want_blob(prices.blob)
    wait_for(lambda: denis.queries.blob(prices.blob) == PRICES, "it can be looked at")
    wait_for(lambda: any(it.workspace for it in told), "whoever waits for a file of a text is told, too")
    assert denis.queries.whereabouts(prices.blob) == (True, None)


@pytest.fixture
def road(server: RealServer) -> Iterator[Proxy]:
    with running_proxy(server.port) as proxy:
        yield proxy


def test_a_file_that_is_not_there_yet_is_usable_only_where_its_bytes_are(
    server: RealServer, station, road: Proxy, mail: MailServer, tmp_path: Path
):
    letter_from_emma(server, mail)
    away = Station(tmp_path / "away", server, "anna")
    away.profile = sign_in(road.url, "anna@domisvet.example", PASSWORD, around=away.around)
    anna, denis = away.open(), station("denis").open()
    wait_for(lambda: is_live(anna) and is_live(denis), "both are connected")
    large = bytes(range(256)) * 20_000
    prices = anna.keep_file("Prices.pdf", "application/pdf", large)
    anna._parts.files.unsent.delete(prices.blob)  # a disk that lost it: the text comes, its bytes never do
    text = SaveTemplate(new_id(), "Prices", "Here they are.", shared=True, files=[named(prices)])
    anna.submit(text)
    wait_for(lambda: the_text(denis) is not None and the_text(denis).files[0].lost, "given up")
    (file,) = the_text(denis).files
    assert (file.coming, file.lost, file.is_usable) == (True, "file_lost", False)
    road.set(Road.CLOSED)
    again = anna.keep_file("Prices.pdf", "application/pdf", large)
    anna.submit(SaveTemplate(text.template_id, "Prices", "Here they are.", shared=True, files=[named(again)]))
    wait_for(lambda: the_text(anna).files[0].is_usable, "attached anew")
    assert not the_text(denis).files[0].is_usable
    road.set(Road.OPEN, server.port)
    anna.sync_now()
    wait_for(lambda: is_there(denis), "it came")
    anna.submit(RemoveTemplate(text.template_id))
    wait_for(lambda: the_text(denis) is None, "gone")
    wait_for(lambda: not server.parts.blobs.has(server.ws, prices.blob), "its bytes, too")
    away.close()
