"""With a virus scanner nobody gets a file before it was found clean; without one nothing changes."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest

from app.commands.base import SYSTEM
from app.commands.message import FileOfMessage, Reply
from app.domain.channel import Channel
from app.domain.delivery import AWAITING_CHECK, DeliveryState
from app.model.conversation import Attachment, Delivery
from app.model.file import BlobScan
from app.model.identifier import new_id
from app.server.antivirus.clamd import Clamd, ClamdAddress, ScannerAway, Verdict, clamd_address
from app.server.antivirus.gate import VirusGate
from app.server.blobs.intake import FileKeeper
from app.server.db import Database
from app.server.transaction import ServerTx
from tests.builders.conversation import make_conversation
from tests.builders.workspace import Shop
from tests.fakes.clamd import EICAR, FakeClamd, running_fake_clamd
from tests.server.test_blob_access import put, reply_with, take
from tests.services.backend import Backend
from tests.services.clamd import running_clamd

pytestmark = pytest.mark.postgresql_by_night


@pytest.fixture
def short() -> Iterator[Path]:
    """A folder whose path fits a socket's."""
    with tempfile.TemporaryDirectory(prefix="cl") as folder:
        yield Path(folder)


@pytest.fixture(params=["fake", pytest.param("real", marks=pytest.mark.nightly)])
def clamd(request: pytest.FixtureRequest, short: Path) -> Iterator[Clamd]:
    """The fake, and at night Debian's own: the same contract."""
    with ExitStack() as stack:
        if request.param == "fake":
            path = stack.enter_context(running_fake_clamd(short)).path
        else:
            path = stack.enter_context(running_clamd(short))
        yield Clamd(ClamdAddress(path=str(path)))


def test_clamd_tells_a_virus_from_an_ordinary_file(clamd: Clamd) -> None:
    assert clamd.scan([b"hello"]).verdict is Verdict.CLEAN
    assert clamd.scan([]).verdict is Verdict.CLEAN
    found = clamd.scan([EICAR[:20], EICAR[20:]])
    assert found.verdict is Verdict.INFECTED
    assert "Eicar-Test" in found.virus
    assert clamd.scan([bytes(1_000_000)] * 20).verdict is Verdict.CLEAN


def test_a_scanner_that_is_away_full_or_silent_says_nothing(short: Path) -> None:
    with pytest.raises(ScannerAway):
        Clamd(ClamdAddress(path=str(short / "nobody"))).scan([b"x"])
    with pytest.raises(ScannerAway):
        Clamd(ClamdAddress(host="127.0.0.1", port=1)).scan([b"x"])
    with running_fake_clamd(short) as fake:
        fake.answer = "INSTREAM size limit exceeded. ERROR"
        with pytest.raises(ScannerAway, match="size limit"):
            Clamd(ClamdAddress(path=str(fake.path))).scan([b"x"])


def test_an_address_is_a_path_or_host_and_port() -> None:
    assert clamd_address("") is None
    assert clamd_address("/run/clamav/clamd.ctl") == ClamdAddress(path="/run/clamav/clamd.ctl")
    assert clamd_address("[::1]:3310") == ClamdAddress(host="::1", port=3310)
    with pytest.raises(ValueError, match="clamd must be"):
        clamd_address("somewhere")


@pytest.fixture
def scanner(backend: Backend, database: Database, short: Path) -> Iterator[FakeClamd]:
    """This server looks for viruses."""
    parts = backend.parts
    with running_fake_clamd(short) as fake:
        gate = VirusGate(database, parts.uow, parts.blobs, Clamd(ClamdAddress(path=str(fake.path))))
        parts.gate._clamd = gate._clamd
        parts.keeper = FileKeeper(parts.uow, parts.blobs, parts.uploads, parts.effects.wake, parts.gate.verdict)
        yield fake


def attachment(backend: Backend) -> Attachment:
    with backend.parts.database.read() as session:
        return session.query(Attachment).one()


def delivery(backend: Backend, ws: UUID, command: Reply) -> tuple[DeliveryState, str]:
    while backend.parts.effects.run_due():
        pass
    with backend.parts.database.read() as session:
        found = session.get_one(Delivery, (ws, command.entry_id))
    return found.state, found.reason


def test_what_a_customer_sends_is_handed_out_only_when_it_is_clean(
    backend: Backend, shop: Shop, scanner: FakeClamd
) -> None:
    boris = backend.desk(shop.ws, shop.boris)
    take(backend, shop, shop.support_mail, "support@shop.example", "one")
    assert attachment(backend).scan == ""
    scanner.answer = "busy ERROR"
    assert backend.parts.gate.look_at_new() == 0
    assert attachment(backend).scan == "unknown"
    file = attachment(backend).blob
    refused = boris.call("GET", f"/v1/blobs/{file}")
    assert (refused.status_code, refused.json()["error"], refused.headers["Retry-After"]) == (423, "not_checked", "30")
    scanner.answer = ""
    assert backend.parts.gate.look_at_new() == 1
    assert attachment(backend).scan == "clean"
    seen = scanner.seen
    assert boris.call("GET", f"/v1/blobs/{file}").status_code == 200
    assert scanner.seen == seen  # asked once


@pytest.mark.on_both_databases
def test_a_virus_is_never_handed_out_and_is_shown_as_such(backend: Backend, shop: Shop, scanner: FakeClamd) -> None:
    boris = backend.desk(shop.ws, shop.boris)
    scanner.answer = "stream: Win.Worm FOUND"
    payload = take(backend, shop, shop.support_mail, "support@shop.example", "one")
    backend.parts.gate.look_at_new()
    for blob in (attachment(backend).blob, payload["raw"]):
        assert boris.call("GET", f"/v1/blobs/{blob}").status_code == 410
    rows = [op[3] for op in boris.pull_all() if op[0] == "put" and op[2] == "attachment"]
    assert [it["scan"] for it in rows] == ["infected"]
    with backend.parts.database.read() as session:
        assert {it.virus for it in session.query(BlobScan)} == {"Win.Worm"}


def test_a_virus_of_our_own_is_refused_at_upload_and_sends_nothing(
    backend: Backend, shop: Shop, scanner: FakeClamd
) -> None:
    anna = backend.desk(shop.ws, shop.anna)
    sha256 = hashlib.sha256(EICAR).hexdigest()
    refused = anna.call("PUT", f"/v1/blobs/{sha256}", data=EICAR)
    assert (refused.status_code, refused.json()["error"]) == (422, "infected")
    anna.call("POST", f"/v1/uploads/{sha256}", headers={"Upload-Length": str(len(EICAR))})
    whole = anna.call("PATCH", f"/v1/uploads/{sha256}", data=EICAR, headers={"Upload-Offset": "0"})
    assert (whole.status_code, whole.json()["error"]) == (422, "infected")


def test_a_letter_waits_while_the_scanner_is_away_and_goes_when_it_is_back(
    backend: Backend, shop: Shop, scanner: FakeClamd
) -> None:
    anna = backend.desk(shop.ws, shop.anna)
    scanner.answer = "busy ERROR"
    sha256 = put(anna, b"price list")
    command = reply_with(make_conversation(backend.parts.uow, shop.ws, shop.mail), sha256)
    assert anna.give(command)["status"] == "ok"
    assert delivery(backend, shop.ws, command) == (DeliveryState.QUEUED, AWAITING_CHECK)
    scanner.answer = ""
    backend.parts.gate.look_at_new()
    assert delivery(backend, shop.ws, command)[1] != AWAITING_CHECK


def test_a_letter_whose_file_turns_out_to_be_a_virus_is_not_sent(
    backend: Backend, shop: Shop, scanner: FakeClamd
) -> None:
    anna = backend.desk(shop.ws, shop.anna)
    scanner.answer = "busy ERROR"
    sha256 = put(anna, EICAR)
    file = FileOfMessage(new_id(), "x.com", "text/plain", len(EICAR), sha256)
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    command = Reply(talk, new_id(), "вот", Channel.EMAIL, seen_seq=1, files=[file])
    anna.give(command)
    scanner.answer = ""
    assert delivery(backend, shop.ws, command) == (DeliveryState.FAILED, "file_infected")


def test_without_a_scanner_files_pass_as_before(backend: Backend, shop: Shop) -> None:
    boris = backend.desk(shop.ws, shop.boris)
    take(backend, shop, shop.support_mail, "support@shop.example", "one")
    assert not backend.parts.gate.is_on
    assert backend.parts.gate.look_at_new() == 0
    assert attachment(backend).scan == ""
    assert boris.call("GET", f"/v1/blobs/{attachment(backend).blob}").status_code == 200


@pytest.mark.on_both_databases
def test_files_that_have_not_come_yet_take_nobodys_place(backend: Backend, shop: Shop, scanner: FakeClamd) -> None:
    take(backend, shop, shop.support_mail, "support@shop.example", "one")
    seen = attachment(backend)

    def missing(tx: ServerTx) -> None:
        for number in range(60):
            tx.put(
                Attachment(
                    id=new_id(), conversation_id=seen.conversation_id, entry_id=seen.entry_id, name="later.pdf",
                    content_type="application/pdf", size=1, blob=hashlib.sha256(b"%d" % number).hexdigest(),
                )
            )  # fmt: skip

    backend.parts.uow.run(shop.ws, SYSTEM, missing)
    assert backend.parts.gate.look_at_new(limit=50) == 1
    with backend.parts.database.read() as session:
        assert session.get_one(Attachment, (shop.ws, seen.id)).scan == "clean"


@pytest.mark.on_both_databases
def test_a_virus_that_an_operator_sent_does_not_stay_on_the_disk(
    backend: Backend, shop: Shop, scanner: FakeClamd
) -> None:
    anna = backend.desk(shop.ws, shop.anna)
    talk = make_conversation(backend.parts.uow, shop.ws, shop.mail)
    sha256 = hashlib.sha256(EICAR).hexdigest()
    file = FileOfMessage(new_id(), "virus.com", "application/octet-stream", len(EICAR), sha256)
    assert anna.give(Reply(talk, new_id(), "Смотрите", Channel.EMAIL, 1, files=[file]))["status"] == "ok"
    assert anna.call("PUT", f"/v1/blobs/{sha256}", data=EICAR).status_code == 422
    while backend.parts.effects.run_due():
        pass
    assert not backend.parts.blobs.has(shop.ws, sha256)
