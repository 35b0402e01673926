"""Who gets a file: with a scanner nobody before it was found clean, without one everybody who may read it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands.base import SYSTEM
from app.model.conversation import Attachment
from app.model.file import BlobScan
from app.server.antivirus.clamd import Clamd, Scanned, ScannerAway, Verdict
from app.server.blobs.intake import release_waiting
from app.server.blobs.store import BlobStore
from app.server.db import Database, insert_into
from app.server.errors import Denied
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

RETRY_AFTER_S = 30
PAGE = 500


class VirusGate:
    """Asks for each file once; a verdict is kept by hash. Safe from any thread."""

    def __init__(self, database: Database, uow: UnitOfWork, blobs: BlobStore, clamd: Clamd | None) -> None:
        """``clamd`` None: nobody looks, every file passes."""
        self._database = database
        self._uow = uow
        self._blobs = blobs
        self._clamd = clamd

    @property
    def is_on(self) -> bool:
        """Does this site look for viruses?"""
        return self._clamd is not None

    def verdict(self, ws: UUID, sha256: str) -> Verdict:
        """What is known of a file that is here; asked now when nobody has asked yet."""
        if self._clamd is None:
            return Verdict.CLEAN
        with self._database.read() as session:
            known = session.get(BlobScan, (ws, sha256))
        if known is not None:
            return Verdict(known.verdict)
        try:
            found = self._clamd.scan(self._blobs.read(ws, sha256))
        except (ScannerAway, KeyError):
            self._mark(ws, sha256, Verdict.UNKNOWN)
            return Verdict.UNKNOWN
        self._uow.run(ws, SYSTEM, lambda tx: _keep(tx, sha256, found))
        return found.verdict

    def require_clean(self, ws: UUID, sha256: str) -> None:
        """Let a file out only when it is clean.

        Raises:
            Denied: 410 ``infected``, 423 ``not_checked``: tried again later.
        """
        verdict = self.verdict(ws, sha256)
        if verdict is Verdict.INFECTED:
            raise Denied(410, "infected")
        if verdict is Verdict.UNKNOWN:
            raise Denied(423, "not_checked", retry_after=RETRY_AFTER_S)

    def worst(self, ws: UUID, hashes: Iterable[str]) -> Verdict:
        """Of several files: infected when one is, else unknown when one is, else clean."""
        found = {self.verdict(ws, it) for it in hashes}
        return next((it for it in (Verdict.INFECTED, Verdict.UNKNOWN) if it in found), Verdict.CLEAN)

    def look_at_new(self, limit: int = 50) -> int:
        """Look at attachments nobody has looked at, so many files at most; returns how many got a verdict.

        What has not come yet takes nobody's place, however much of it there is.
        """
        if self._clamd is None:
            return 0
        done = 0
        for ws, sha256 in islice(self._waiting(), limit):
            verdict = self.verdict(ws, sha256)
            self._mark(ws, sha256, verdict)
            if verdict is Verdict.UNKNOWN:
                return done  # it is away: the others would wait for nothing
            done += 1
        return done

    def _waiting(self) -> Iterator[tuple[UUID, str]]:
        """Files that are here and were never looked at, newest first: somebody waits for those."""
        before, told = None, set[tuple[UUID, str]]()
        while True:
            with self._database.read() as session:
                rows = _unseen(session, before)
            for ws, sha256, _ in rows:
                if (ws, sha256) not in told and self._blobs.has(ws, sha256):
                    told.add((ws, sha256))
                    yield ws, sha256
            if len(rows) < PAGE:
                return
            before = rows[-1][2]

    def _mark(self, ws: UUID, sha256: str, verdict: Verdict) -> None:
        self._uow.run(ws, SYSTEM, lambda tx: _mark(tx, sha256, verdict))


def _unseen(session: Session, before: UUID | None) -> list[tuple[UUID, str, UUID]]:
    """Workspace, hash and id of the next page."""
    query = select(Attachment.ws, Attachment.blob, Attachment.id).where(Attachment.scan.in_(("", Verdict.UNKNOWN)))
    query = query if before is None else query.where(Attachment.id < before)
    return [(ws, blob, key) for ws, blob, key in session.execute(query.order_by(Attachment.id.desc()).limit(PAGE))]


def _keep(tx: ServerTx, sha256: str, found: Scanned) -> None:
    values = {"ws": tx.ws, "sha256": sha256, "verdict": found.verdict.value, "virus": found.virus, "at": tx.now}
    tx.session.execute(insert_into(tx.session, BlobScan).values(values).on_conflict_do_nothing())
    _mark(tx, sha256, found.verdict)
    release_waiting(tx, sha256)


def _mark(tx: ServerTx, sha256: str, verdict: Verdict) -> None:
    """Every attachment of these bytes tells its readers."""
    named = select(Attachment).where(Attachment.ws == tx.ws, Attachment.blob == sha256, Attachment.scan != verdict)
    for attachment in tx.session.scalars(named.order_by(Attachment.id)).all():
        attachment.scan = verdict.value
