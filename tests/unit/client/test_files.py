"""Files go up and down in pieces, over any road, and a bad one is in nobody's way."""

import hashlib
from datetime import timedelta
from uuid import UUID

import pytest

from app.client.draft_file import DraftFiles
from app.client.leaving import Leaving, bring_back
from app.client.port import Problem
from app.client.row import OutgoingFile, Transfer
from app.client.store.change import Change, NewChange, Outcome
from app.client.store.database import StoreFiles, open_outbox
from app.client.store.file_book import FileBook
from app.client.store.outbox import Outbox
from app.client.store.outgoing_file import Upload
from app.client.sync.download import Downloader
from app.client.sync.upload import STRIKES, Uploader
from app.client.transfer import Transfers
from app.commands.message import FileOfMessage, Reply
from app.commands.template import SaveTemplate
from app.domain.attachment import MAX_CHUNK_BYTES, MAX_FILE_BYTES, SMALLEST_CHUNK_BYTES, next_chunk
from app.domain.channel import Channel
from app.model.identifier import new_id
from app.protocol.command import to_wire
from tests.builders.wire import START
from tests.fakes.file_server import FileServer, denied
from tests.unit.client.conftest import Store

TALK = UUID(int=77)
DATA = bytes(range(256)) * 8_000  # 2 MB: eight first pieces
MANY = 200


class Station:
    """What of a desk has to do with files, stepped by the test."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.shelf = store.source.blobs
        self.server, self.transfers = FileServer(), Transfers()
        self.lost: list[tuple[Upload, str]] = []
        self.drafts = DraftFiles(store.outbox, self.shelf)
        self.restart()

    def restart(self) -> None:
        """The engine begins anew; what lies on the disk stays."""
        note = lambda upload, reason: self.lost.append((upload, reason))  # noqa: E731
        book = FileBook(self.store.outbox)
        self.up = Uploader(self.server, book, self.shelf.unsent, self.transfers, self.store.clock, note)
        self.down = Downloader(self.server, self.shelf, self.transfers, self.store.clock)

    def add(self, content: bytes = DATA, name: str = "план.pdf") -> OutgoingFile:
        file = self.drafts.keep(name, "application/pdf", content)
        self.drafts.save(TALK, (*self.store.outbox.draft_files(TALK), file))
        return file

    def reply(self, *files: OutgoingFile, leaving: bool = False, body: str = "вот") -> Change:
        named = [FileOfMessage(it.id, it.name, it.content_type, it.size, it.blob) for it in files]
        name, args = to_wire(Reply(TALK, new_id(), body, Channel.EMAIL, 1, files=named))
        send_at = START + timedelta(seconds=8) if leaving else None
        new = NewChange(new_id(), new_id(), name, args, START, conversation_id=TALK, send_at=send_at)
        from app.client.row import DraftKind

        return self.store.outbox.add(new, forgets=DraftKind.REPLY)

    def go_on(self) -> None:
        """Step while there is something to do, letting pauses pass."""
        for _ in range(MANY):
            if self.up.step() is None:
                wait = self.up.wait_s
                if wait is None:
                    return
                self.store.clock.advance(wait + 0.001)
        raise AssertionError("an upload without end")


@pytest.fixture
def station(store: Store) -> Station:
    return Station(store)


def test_a_file_goes_up_whole_and_its_progress_is_a_value(station: Station):
    file = station.add()
    station.reply(file)
    seen = []
    while station.up.step() is not None:
        seen.append(station.transfers.get(file.blob))
    done = [it.done for it in seen if it is not None]
    assert done == sorted(done)
    assert len(set(done)) > 2
    assert all(it is None or (it.up and it.size == len(DATA)) for it in seen)
    assert seen[-1] is None
    assert station.server.whole == {file.blob: DATA}
    assert station.up.wait_s is None


def test_every_cut_costs_only_what_had_not_arrived(station: Station):
    file = station.add()
    station.reply(file)
    station.server.cuts = [100_000, 0, 30_000, 5, 65_000, 0, 0, 1]
    station.go_on()
    assert station.server.whole == {file.blob: DATA}


def test_an_upload_goes_on_after_the_program_or_the_server_was_restarted(station: Station):
    file = station.add()
    station.reply(file)
    for _ in range(3):
        station.up.step()
    station.restart()
    station.go_on()
    assert station.server.asked.count(f"POST {file.blob[:4]}") == 2
    assert station.server.whole == {file.blob: DATA}
    other = station.add(b"another", "другой.txt")
    station.reply(other)
    station.up.step()
    station.server.begun.clear()  # a server that has forgotten what was begun
    station.go_on()
    assert station.server.whole[other.blob] == b"another"


def test_what_can_still_be_taken_back_is_not_sent(station: Station):
    file = station.add()
    change = station.reply(file, leaving=True)
    assert station.up.step() is None
    assert station.store.outbox.draft_files(TALK) == ()
    assert Leaving(station.store.outbox, station.store.time).take_back(change.change_id) is not None
    assert station.store.outbox.draft_files(TALK) == (file,)
    station.reply(file, leaving=True)
    station.store.outbox.release(lambda it: True)
    station.go_on()
    assert station.server.whole == {file.blob: DATA}


def test_a_file_that_cannot_be_sent_now_lets_the_others_go_first(station: Station):
    bad, good = station.add(b"bad" * 9), station.add(b"good" * 9)
    station.reply(bad)
    station.reply(good)
    station.server.refuses[bad.blob] = denied(400, "other_content")
    for _ in range(8):
        station.up.step()
    assert station.server.whole == {good.blob: b"good" * 9}
    assert station.up.wait_s is not None


@pytest.mark.parametrize(
    ("status", "error", "reason", "tries"),
    [
        (422, "infected", "file_infected", 1),
        (413, "too_large", "file_too_large", 1),
        (400, "x", "file_refused", STRIKES),
    ],
)
def test_a_file_the_server_will_never_take_is_given_up_with_a_reason(station: Station, status, error, reason, tries):
    file = station.add(b"bad")
    change = station.reply(file)
    station.server.refuses[file.blob] = denied(status, error)
    station.go_on()
    assert [(str(it.entry_id), why) for it, why in station.lost] == [(change.args["entry_id"], reason)]
    assert station.transfers.get(file.blob) == Transfer(0, 3, up=True, failed=reason)
    assert len(station.server.asked) == tries


def test_a_file_that_was_lost_on_this_computer_is_given_up(station: Station):
    file = station.add()
    station.reply(file)
    station.shelf.unsent.delete(file.blob)
    station.go_on()
    assert [why for _, why in station.lost] == ["file_lost"]


def test_a_draft_keeps_its_files_through_a_crash_and_forgets_those_that_were_removed(
    station: Station, files: StoreFiles
):
    first, second = station.add(b"one", "раз.txt"), station.add(b"two", "два.txt")
    again = Outbox(open_outbox(files))
    assert again.draft_files(TALK) == (first, second)
    again.close()
    station.drafts.save(TALK, (second,))
    assert not station.shelf.has(first.blob)
    assert station.shelf.get(second.blob) == b"two"
    names = [it.name for it in files.unsent.iterdir()]
    assert not any(b"two" in it.read_bytes() for it in files.unsent.iterdir()), names


def test_a_message_that_had_not_left_at_a_crash_comes_back_with_its_files(station: Station):
    file = station.add()
    station.reply(file, leaving=True, body="")
    assert bring_back(station.store.outbox) is Problem.UNSENT_RETURNED
    assert station.store.outbox.draft_files(TALK) == (file,)
    assert station.up.step() is None


def test_what_the_server_lost_in_a_restore_is_sent_again_and_only_what_is_durable_is_handed_over(station: Station):
    file = station.add()
    station.reply(file)
    station.go_on()
    outbox = station.store.outbox
    outbox.settle([Outcome(1, "ok")], START)
    assert outbox.purge(0, START) == []
    station.server.whole.clear()
    outbox.reopen(0)
    station.restart()
    station.go_on()
    assert station.server.whole == {file.blob: DATA}
    outbox.settle([Outcome(1, "ok")], START)
    assert outbox.purge(1, START) == []
    gone = outbox.purge(later(station), START)
    assert gone == [file.blob]
    station.shelf.hand_over(gone)
    assert not station.shelf.unsent.has(file.blob)
    assert station.shelf.get(file.blob) == DATA


def test_the_same_file_in_two_messages_goes_up_once_and_is_kept_until_both_are_durable(station: Station):
    file = station.add()
    station.reply(file)
    twin = station.drafts.keep(file.name, file.content_type, DATA)
    station.reply(twin)
    station.go_on()
    assert station.server.asked.count(f"POST {file.blob[:4]}") == 1
    outbox = station.store.outbox
    outbox.settle([Outcome(1, "ok"), Outcome(2, "ok")], START)
    assert outbox.purge(1, START) == []
    assert outbox.purge(2, START) == []
    assert outbox.purge(later(station), START) == [file.blob]


def test_a_file_that_came_after_the_backup_of_its_message_stays_for_when_that_one_is_restored(station: Station):
    file = station.add()
    station.reply(file)
    outbox = station.store.outbox
    outbox.settle([Outcome(1, "ok")], START)
    station.go_on()  # the bytes come when the backup is made already that has the message
    assert outbox.purge(1, START) == []
    assert outbox.purge(1, START + timedelta(days=6)) == []
    station.server.whole.clear()
    outbox.reopen(1, restored=True)
    station.restart()
    station.go_on()
    assert station.server.whole == {file.blob: DATA}
    assert outbox.purge(1, START + timedelta(days=9)) == []  # it came only now
    assert outbox.purge(1, START + timedelta(days=17)) == [file.blob]


def test_a_message_counts_as_unsent_until_its_files_are_there(station: Station):
    station.reply(station.add())
    outbox = station.store.outbox
    assert outbox.files_waiting() == 0  # the message itself still counts
    outbox.settle([Outcome(1, "ok")], START)
    assert outbox.files_waiting() == 1
    station.go_on()
    assert outbox.files_waiting() == 0


def test_bytes_that_nothing_names_after_a_crash_are_deleted_at_the_next_start(station: Station):
    drafted = station.add(b"drafted")
    sending = station.add(b"sending")
    station.drafts.save(TALK, (drafted, sending))
    station.reply(sending)
    station.drafts.save(TALK, (drafted,))
    orphan = station.drafts.keep("x", "text/plain", b"orphan")
    station.shelf.unsent.keep_only(station.store.outbox.named_files())
    here = [station.shelf.has(it.blob) for it in (drafted, sending, orphan)]
    assert here == [True, True, False]


def test_a_message_given_up_sends_no_files(station: Station):
    file = station.add()
    change = station.reply(file)
    station.store.outbox.settle([Outcome(1, "held", "newer_messages")], START)
    station.store.outbox.discard(change.change_id, START)
    assert station.up.step() is None


def test_a_wanted_file_comes_in_ranges_and_goes_on_where_it_was_cut(station: Station):
    sha256 = hashlib.sha256(DATA).hexdigest()
    station.server.whole[sha256] = DATA
    station.server.cuts = [0]
    arrived: list[str] = []
    station.down.want(sha256)
    progress = []
    for _ in range(MANY):
        station.down.step(arrived.append, lambda it: progress.append(station.transfers.get(it)))
        if arrived:
            break
        station.store.clock.advance(station.down.wait_s or 0.001)
    assert station.shelf.fetched.get(sha256) == DATA
    assert progress
    assert station.transfers.get(sha256) is None


def test_a_file_nobody_may_have_says_why(station: Station):
    told: list[str] = []
    for status, reason in ((404, "not_here"), (410, "infected")):
        sha256 = f"{status:064x}"
        station.server.refuses[sha256] = denied(status, "x")
        station.down.want(sha256)
        assert station.down.step(told.append, told.append) == 1
        assert station.transfers.get(sha256) == Transfer(0, 0, failed=reason)
    station.server.refuses["b" * 64] = denied(423, "not_checked")
    station.down.want("b" * 64)
    assert station.down.step(told.append, told.append) == 0
    assert station.transfers.get("b" * 64) == Transfer(0, 0, failed="not_checked")
    assert station.down.wait_s


def test_pieces_fit_the_road():
    assert next_chunk(100_000, 0) == 200_000
    assert next_chunk(MAX_CHUNK_BYTES, 0.1) == MAX_CHUNK_BYTES
    assert next_chunk(1_000_000, 10) == 200_000
    assert next_chunk(SMALLEST_CHUNK_BYTES, 60) == SMALLEST_CHUNK_BYTES


def test_a_file_larger_than_any_server_takes_is_never_sent(station: Station, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("app.client.sync.upload.MAX_FILE_BYTES", 10)
    assert MAX_FILE_BYTES > 10
    station.reply(station.add(b"x" * 11))
    station.go_on()
    assert [why for _, why in station.lost] == ["file_too_large"]
    assert station.server.asked == []


def test_a_file_of_a_text_that_is_not_on_this_computer_is_sent_on_without_its_bytes(station: Station):
    away = OutgoingFile(new_id(), "Цены.pdf", "application/pdf", 30, "a" * 64)
    station.drafts.save(TALK, (away,))
    station.reply(away)
    station.server.readable.add(away.blob)
    station.go_on()
    assert station.lost == []
    assert station.server.asked == ["POST aaaa"]
    outbox = station.store.outbox
    outbox.settle([Outcome(1, "ok")], START)
    outbox.purge(1, START)
    station.shelf.hand_over(outbox.purge(later(station), START))
    assert outbox.named_files() == set()


def later(station: Station) -> int:
    """The number of a change that was given, and done, after all before."""
    change = station.store.outbox.add(NewChange(new_id(), new_id(), "note@2", {"body": "x"}, START))
    station.store.outbox.settle([Outcome(change.mid or 0, "ok")], START)
    return change.mid or 0


class Texts:
    """A text to reuse of this person, saved again and again."""

    def __init__(self, station: Station) -> None:
        self.station, self.id = station, new_id()

    def save(self, *files: OutgoingFile) -> Change:
        named = [FileOfMessage(it.id, it.name, it.content_type, it.size, it.blob) for it in files]
        name, args = to_wire(SaveTemplate(self.id, "Цены", "Вот они", files=named))
        return self.station.store.outbox.add(NewChange(new_id(), new_id(), name, args, START))


def test_the_files_of_a_text_go_up_and_stay_here_until_it_is_durable(station: Station):
    file = station.drafts.keep("Цены.pdf", "application/pdf", b"prices")
    text = Texts(station)
    text.save(file)
    outbox = station.store.outbox
    assert outbox.named_files() == {file.blob}
    assert outbox.files_waiting() == 0
    outbox.settle([Outcome(1, "ok")], START)
    assert outbox.files_waiting() == 1
    station.go_on()
    assert station.server.whole == {file.blob: b"prices"}
    assert outbox.files_waiting() == 0
    assert outbox.purge(0, START) == []
    assert outbox.purge(1, START) == []
    assert outbox.purge(later(station), START) == [file.blob]


def test_a_text_saved_once_more_asks_for_each_file_anew(station: Station):
    file, text = station.drafts.keep("Цены.pdf", "application/pdf", b"prices"), Texts(station)
    text.save(file)
    station.go_on()
    text.save()
    station.server.whole.clear()  # swept: the text had let it go
    text.save(file)
    station.go_on()
    assert station.server.whole == {file.blob: b"prices"}


def test_a_text_given_up_takes_no_file_from_what_was_saved_before(station: Station):
    file, text = station.drafts.keep("Цены.pdf", "application/pdf", b"prices"), Texts(station)
    text.save(file)
    second = text.save(file)
    station.store.outbox.discard(second.change_id, START)
    station.go_on()
    assert station.server.whole == {file.blob: b"prices"}


def test_a_lost_file_of_a_text_is_given_up_as_such(station: Station):
    file, text = station.drafts.keep("Цены.pdf", "application/pdf", b"prices"), Texts(station)
    text.save(file)
    station.shelf.unsent.delete(file.blob)
    station.go_on()
    ((upload, reason),) = station.lost
    assert (upload.entry_id, upload.is_of_text, reason) == (text.id, True, "file_lost")
