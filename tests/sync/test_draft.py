"""Unsent texts beyond one computer: at a real server, between desks of one person and from one person to the next."""

from collections.abc import Callable

from app.client.port import Link
from app.client.row import DraftKind
from app.commands.conversation import AssignConversation
from app.commands.draft import SettleDraft
from app.model.identifier import new_id
from tests.sync.conftest import Station, wait_for
from tests.sync.real_server import RealServer
from tests.sync.test_desk_and_server import has_log, link_of, reply


def test_a_text_begun_at_one_computer_goes_on_at_another(server: RealServer, station: Callable[[str], Station]) -> None:
    office, home = station("anna").open(), station("anna").open()
    talk = server.write("Марина", "Где мой заказ?")
    wait_for(lambda: has_log(office, talk) and has_log(home, talk), "the message")
    office.save_draft(talk, "Марина, добрый день")
    office.save_draft(talk, "Спросить на складе", DraftKind.NOTE)
    office.drafts.share()
    wait_for(lambda: home.queries.draft(talk) == "Марина, добрый день", "the text")
    wait_for(lambda: home.queries.draft(talk, DraftKind.NOTE) == "Спросить на складе", "the note")
    assert home.queries.conversation_rows([talk])[0].draft == "Марина, добрый день"
    assert not home.queries.changes()
    home.save_draft(talk, "Марина, добрый день! Едет.")
    home.drafts.share()
    wait_for(lambda: office.queries.draft(talk) == "Марина, добрый день! Едет.", "back again")
    reply(office, talk, "Марина, добрый день! Едет.")
    wait_for(lambda: home.queries.draft(talk) == "", "sent: no draft anywhere")
    assert office.queries.draft(talk) == ""


def test_texts_of_two_computers_that_did_not_know_of_each_other_are_both_kept(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    office, home = station("anna").open(), station("anna").open()
    talk = server.write("Марина", "Где мой заказ?")
    wait_for(lambda: has_log(office, talk) and has_log(home, talk), "the message")
    server.stop()
    wait_for(lambda: link_of(office) is Link.OFFLINE and link_of(home) is Link.OFFLINE, "offline")
    office.save_draft(talk, "Написано в офисе")
    home.save_draft(talk, "Написано дома")
    for desk in (office, home):
        desk.drafts.share()
    server.start()
    office.sync_now()
    wait_for(lambda: office.queries.conversation_rows([talk]) and not office._parts.outbox.waiting(), "given")
    home.sync_now()
    wait_for(lambda: home.drafts.offers(talk) or office.drafts.offers(talk), "the other text is offered")
    wait_for(lambda: office.queries.draft(talk) == home.queries.draft(talk), "one text")
    (offer,) = home.drafts.offers(talk) or office.drafts.offers(talk)
    assert {offer.text, home.queries.draft(talk)} == {"Написано в офисе", "Написано дома"}
    assert offer.author == ""
    home.submit(SettleDraft(talk, offer.draft_id))
    wait_for(lambda: not home.drafts.offers(talk) and not office.drafts.offers(talk), "settled")


def test_what_a_predecessor_had_begun_is_offered_to_whom_the_request_goes(
    server: RealServer, station: Callable[[str], Station]
) -> None:
    denis, anna = station("denis").open(), station("anna").open()
    talk = server.write("Марина", "Где мой заказ?")
    wait_for(lambda: has_log(denis, talk) and has_log(anna, talk), "the message")
    denis.submit(AssignConversation(talk, new_id(), server.users["denis"], None))
    denis.save_draft(talk, "Марина, проверяю")
    denis.close()  # sharing what is unsent is part of it
    assert not anna.drafts.offers(talk)
    wait_for(lambda: anna.queries.card(talk).row.assignee_id == server.users["denis"], "his")
    anna.submit(AssignConversation(talk, new_id(), server.users["anna"], server.users["denis"]))
    wait_for(lambda: anna.drafts.offers(talk), "offered")
    (offer,) = anna.drafts.offers(talk)
    assert (offer.author, offer.text) == ("Denis", "Марина, проверяю")
    assert anna.queries.draft(talk) == ""  # nothing is put into her text by itself
    anna.submit(SettleDraft(talk, offer.draft_id))
    assert anna.drafts.offers(talk) == [] or wait_for(lambda: not anna.drafts.offers(talk), "settled") is None


def test_what_was_thrown_away_can_be_had_back(server: RealServer, station: Callable[[str], Station]) -> None:
    place = station("anna")
    desk = place.open()
    talk = server.write("Марина", "Где мой заказ?")
    wait_for(lambda: has_log(desk, talk), "the message")
    long = "Марина Андреевна, добрый день! Новый плафон уже на складе."
    for text in ("Марина", long[:30], long, "", "Другое"):
        desk.save_draft(talk, text)
    place.close()
    desk = place.open()
    assert [it.text for it in desk.drafts.earlier(talk)] == [long]
    assert desk.queries.draft(talk) == "Другое"
