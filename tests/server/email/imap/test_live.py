"""A live mailbox: what comes in is on the desk at once, once, and whatever happens on the way."""

from datetime import UTC, datetime

import pytest

from app.server.channels.email.imap import trouble
from tests.server.email.house import mail
from tests.server.email.imap.room import Mailroom, until
from tests.services.dovecot import Dovecot

pytestmark = [pytest.mark.expects_log("deskhand.mailbox"), pytest.mark.postgresql_by_night]


def test_a_mail_is_filed_when_the_mail_server_tells_of_it(room: Mailroom) -> None:
    room.connect()
    with room.working(others_s=3_600):
        until(room.is_idle)
        room.deliver(mail("Where is my order?", message_id="a@example.com"))
        until(lambda: room.texts() == ["Where is my order?"])
    assert room.dovecot.flags(room.user) == {1: ()}


def test_what_came_while_nobody_worked_is_filed_in_order(room: Mailroom) -> None:
    room.connect()
    room.deliver(*(mail(f"Letter {at}", message_id=f"{at}@example.com") for at in range(60)))
    with room.working():
        until(lambda: room.entries() == 60)
    assert room.texts() == [f"Letter {at}" for at in range(60)]
    assert len(room.open()) == 60


def test_the_same_mail_delivered_again_is_one(room: Mailroom) -> None:
    room.connect()
    with room.working():
        room.deliver(mail("Once.", message_id="a@example.com"), mail("Once.", message_id="a@example.com"))
        room.deliver(mail("Last.", message_id="b@example.com"))
        until(lambda: "Last." in room.texts())
    assert sorted(room.texts()) == ["Last.", "Once."]


def test_a_mailbox_that_was_numbered_anew_doubles_nothing_and_loses_nothing(room: Mailroom) -> None:
    room.connect()
    with room.working():
        room.deliver(mail("Before.", message_id="a@example.com"))
        until(lambda: room.texts() == ["Before."])
    room.dovecot.renumber(room.user)
    room.deliver(mail("Meanwhile.", message_id="b@example.com"))
    with room.working():
        room.deliver(mail("After.", message_id="c@example.com"))
        until(lambda: "After." in room.texts())
        until(room.is_idle)
    assert sorted(room.texts()) == ["After.", "Before.", "Meanwhile."]


def test_a_connection_cut_by_the_provider_is_taken_up_again(room: Mailroom) -> None:
    room.connect()
    with room.working():
        until(room.is_idle)
        room.dovecot.kick(room.user)
        room.deliver(mail("After the cut.", message_id="a@example.com"))
        until(lambda: room.texts() == ["After the cut."])
        assert room.state.state == "idle"


def test_another_program_may_read_move_and_delete_mail_beside_us(room: Mailroom) -> None:
    room.connect()
    room.deliver(*(mail(f"Letter {at}", message_id=f"{at}@example.com") for at in range(4)))
    with room.dovecot.client(room.user) as outlook:
        outlook.select_folder("INBOX")
        outlook.add_flags([1], [rb"\Seen"])
        outlook.create_folder("Kept")
        outlook.move([2], "Kept")
        outlook.delete_messages([3])
        outlook.uid_expunge([3])
        with room.working():
            until(lambda: room.entries() == 2)
            outlook.remove_flags([1], [rb"\Seen"])
            outlook.delete_messages([4])
            outlook.expunge()
            room.deliver(mail("Last.", message_id="last@example.com"))
            until(lambda: "Last." in room.texts())
    assert room.texts() == ["Letter 0", "Letter 3", "Last."]
    assert set(room.dovecot.flags(room.user)) == {1, 5}


@pytest.mark.parametrize("step", ["fetched", "kept", "written", "marked", "committed", "taken"])
def test_a_worker_that_dies_between_fetch_and_commit_loses_and_doubles_nothing(room: Mailroom, step: str) -> None:
    class Killed(BaseException):
        """As a power cut."""

    def die(at: str) -> None:
        if at == step:
            raise Killed

    room.connect()
    room.deliver(*(mail(f"Letter {at}", message_id=f"{at}@example.com") for at in range(3)))
    dying = room.watch(die)
    (assignment,) = dying._assignments().values()
    session = dying._sessions(assignment)
    with pytest.raises(Killed):
        session.step()
    session.close()
    dying.stop()
    assert room.texts() in ([], ["Letter 0", "Letter 1", "Letter 2"])
    with room.working():
        room.deliver(mail("After.", message_id="after@example.com"))
        until(lambda: "After." in room.texts())
    assert room.texts() == ["Letter 0", "Letter 1", "Letter 2", "After."]


def test_two_workers_share_a_mailbox_and_file_each_mail_once(room: Mailroom) -> None:
    room.connect()
    with room.working() as first, room.working():
        until(room.is_idle)
        room.deliver(*(mail(f"Letter {at}", message_id=f"{at}@example.com") for at in range(30)))
        until(lambda: room.entries() == 30)
        first.stop()
        room.deliver(mail("The other goes on.", message_id="x@example.com"))
        until(lambda: "The other goes on." in room.texts())
    assert room.entries() == 31


@pytest.mark.on_both_databases
def test_a_password_that_is_wrong_is_said_and_the_right_one_is_tried_at_once(room: Mailroom) -> None:
    room.connect("guess")
    room.deliver(mail("Waiting.", message_id="a@example.com"))
    with room.working():
        until(lambda: room.state.state == trouble.WRONG_PASSWORD)
        assert "Authentication failed" in room.state.said
        room.connect("s3cret")
        until(lambda: room.texts() == ["Waiting."])
        until(room.is_idle)
        assert room.state.said == ""


@pytest.mark.on_both_databases
def test_a_folder_that_is_gone_is_said_while_the_others_are_read(room: Mailroom) -> None:
    room.connect(imap_folders="INBOX, Orders")
    with room.working():
        until(lambda: room.state.state == trouble.NO_FOLDER)
        assert room.state.said == "Orders"
        room.deliver(mail("Here.", message_id="a@example.com"))
        until(lambda: room.texts() == ["Here."])


def test_every_chosen_folder_is_read(room: Mailroom) -> None:
    with room.dovecot.client(room.user) as outlook:
        outlook.create_folder("Заказы")
    room.connect(imap_folders=["INBOX", "Заказы"])
    with room.dovecot.client(room.user) as outlook:
        outlook.append("Заказы", mail("An order.", message_id="a@example.com"), msg_time=datetime.now(UTC))
    with room.working():
        until(lambda: room.texts() == ["An order."])


@pytest.mark.on_both_databases
def test_a_mailbox_is_paused_left_and_taken_up_while_the_worker_runs(room: Mailroom) -> None:
    with room.working():
        room.connect()
        until(room.is_idle)
        room.connect(paused=True)
        until(lambda: room.state.state == "paused")
        room.deliver(mail("Later.", message_id="a@example.com"))
        room.connect(paused=False)
        until(lambda: room.texts() == ["Later."])


def test_mail_without_an_id_is_filed_once(room: Mailroom) -> None:
    room.connect()
    with room.working():
        room.deliver(mail("No id."))
        until(lambda: room.entries() == 1)
    room.dovecot.renumber(room.user)
    with room.working():
        room.deliver(mail("Another.", message_id="a@example.com"))
        until(lambda: "Another." in room.texts())
    assert room.entries() == 2


@pytest.mark.parametrize("house", ["sqlite"], indirect=True)
def test_a_server_that_is_away_and_a_certificate_that_has_expired_are_said(
    room: Mailroom, own_dovecot: Dovecot
) -> None:
    room.dovecot, room.user = own_dovecot, own_dovecot.new_user()
    room.connect()
    with room.working():
        until(room.is_idle, 60)
        own_dovecot.stop()
        until(lambda: room.state.state == trouble.UNREACHABLE, 60)
        own_dovecot.start()
        until(lambda: sooner(room) and room.is_idle(), 60)
        own_dovecot.expire_certificate()
        until(lambda: sooner(room) and room.state.state == trouble.CERTIFICATE, 60)
        assert room.state.said == "certificate has expired"


def sooner(room: Mailroom) -> bool:
    """Nobody waits for the next try."""
    room.house.later(1)
    return True
