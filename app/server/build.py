"""Puts the parts of a server process together, and takes them apart again."""

import os
import socket
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from app.commands.base import SYSTEM
from app.model.identifier import new_id
from app.model.sync import ServerMeta
from app.protocol.versions import CONVERSATIONS_PATH, PULL_PATH, STREAM_PATH, WAIT_PATH
from app.resource import LANGUAGES, load_catalogue
from app.server import trial
from app.server.antivirus.clamd import Clamd, clamd_address
from app.server.antivirus.gate import VirusGate
from app.server.antivirus.rounds import ScanRounds
from app.server.api.listing import QueueListing
from app.server.api.presence import routes as presence_routes
from app.server.api.pull import SyncPull
from app.server.api.stream import SyncStream
from app.server.api.wait import SyncWait
from app.server.auth.service import AuthService
from app.server.auth.token import TokenSigner
from app.server.blobs import connect as texts
from app.server.blobs.intake import FileKeeper
from app.server.blobs.service import file_obstacle
from app.server.blobs.store import BlobStore
from app.server.blobs.upload import UploadStore
from app.server.channels.connect import connect_channels
from app.server.clock import Clock, DrivenClock, SystemClock
from app.server.config import Config
from app.server.conversations import connect as conversations
from app.server.customers import merging
from app.server.db import Database, open_postgres, open_sqlite
from app.server.delivery import Deliverer, obstacle
from app.server.devices.routes import routes as device_routes
from app.server.erasure import connect as erasure
from app.server.errors import Trouble
from app.server.follow_up import connect as follow_ups
from app.server.inboxes import connect as inboxes
from app.server.jobs import later
from app.server.jobs.effect import NO_WORKSPACE, EffectHandler, EffectRunner
from app.server.jobs.lease import WORKER, LeaseKeeper
from app.server.jobs.leftovers import Leftovers
from app.server.jobs.retention import Retention
from app.server.jobs.silent import SilentDesks
from app.server.jobs.statistics import Statistics
from app.server.key import MasterKey
from app.server.notices.connect import connect as connect_notices
from app.server.parts import Job, Parts
from app.server.presence.watch import PresenceWatch
from app.server.schema import require_head
from app.server.search.routes import connect as connect_search
from app.server.sync.hub import Hub
from app.server.sync.news import News
from app.server.sync.watch import HeadWatch
from app.server.unit_of_work import ServerTx, UnitOfWork


def open_database(config: Config, key: MasterKey) -> Database:
    """The database of the configuration: PostgreSQL by URL, else the encrypted file."""
    if config.database:
        return open_postgres(config.database)
    return open_sqlite(config.sqlite_file, key.derive("database"))


def build_parts(config: Config, key: MasterKey, database: Database, clock: Clock | None = None) -> Parts:
    """Everything that lives as long as the process. Nothing runs yet.

    Raises:
        Trouble: the database is at another revision than this program.
    """
    require_head(database.engine)
    clock = clock or (DrivenClock() if config.driven_clock else SystemClock())
    news, hub, handlers = News(), Hub(), dict[str, EffectHandler]()
    uow = UnitOfWork(database.write, clock, news)
    server_id, epoch = uow.run(NO_WORKSPACE, SYSTEM, _identity)
    watch = HeadWatch(database, hub, clock)
    signer = TokenSigner(key.derive("access token"))
    blobs = BlobStore(config.folder / "blobs", key.derive("blob"))
    uploads = UploadStore(config.folder / "uploads", key.derive("upload"))
    effects = EffectRunner(uow, database.read, clock, handlers)
    gate = VirusGate(database, uow, blobs, _scanner(config))
    parts = Parts(
        config=config, clock=clock, key=key, database=database, uow=uow, hub=hub, signer=signer,
        auth=AuthService(database, uow, clock, signer, server_id),
        blobs=blobs, uploads=uploads, gate=gate, effects=effects,
        keeper=FileKeeper(uow, blobs, uploads, effects.wake, gate.verdict),
        catalogues={language: load_catalogue(language) for language in LANGUAGES},
        server_id=server_id, epoch=epoch, handlers=handlers, watch=watch,
        presence=PresenceWatch(database, hub, clock),
    )  # fmt: skip
    news.listen(watch.committed)
    news.listen(lambda done: parts.effects.wake() if done.effects else None)
    if isinstance(clock, DrivenClock):
        clock.on_move = parts.effects.wake
    files = partial(file_obstacle, database, blobs, gate.worst)
    handlers["deliver"] = Deliverer(uow, parts.senders, partial(obstacle, database, clock, files))
    parts.streams |= {STREAM_PATH: SyncStream(parts, watch), WAIT_PATH: SyncWait(parts, watch)}
    parts.streams |= {PULL_PATH: SyncPull(parts), CONVERSATIONS_PATH: QueueListing(parts)}
    _connect(parts)
    return parts


def _connect(parts: Parts) -> None:
    """Let every domain add its endpoints, handlers and jobs."""
    parts.routers.append(lambda: presence_routes(parts))
    connect_channels(parts)
    inboxes.connect(parts)
    erasure.connect(parts)
    parts.handlers[later.KIND] = later.LaterSender(parts.uow)
    connect_notices(parts)
    follow_ups(parts)
    merging.connect()
    conversations.connect()
    texts.connect()
    connect_search(parts)
    parts.routers.append(lambda: device_routes(parts))
    trial.connect(parts)


def start_worker(parts: Parts) -> None:
    """Begin to carry out effects, to drop what is old and to look at what has grown."""
    retention = Retention(parts.database, parts.uow, parts.clock, parts.uploads)
    jobs: list[Job] = [retention, Statistics(parts.database)]
    jobs += [Leftovers(parts.database, parts.blobs, parts.clock)]
    jobs += [SilentDesks(parts.database, parts.uow, parts.clock), *(make(parts) for make in parts.jobs)]
    if parts.gate.is_on:
        jobs.append(ScanRounds(parts.gate))
    owner = f"{socket.gethostname()}:{os.getpid()}"
    lease = LeaseKeeper(
        parts.uow, WORKER, owner, lambda: parts.effects.is_alive() and all(job.is_alive() for job in jobs)
    )
    parts.effects.start(only_worker=parts.database.is_sqlite)
    for job in jobs:
        job.start()
    lease.start()
    parts.stops += [lease.stop, *(job.stop for job in jobs), parts.effects.stop, *parts.halts]


def start_watch(parts: Parts) -> None:
    """Begin to look at what other processes write: heads of feeds, and who is where."""
    for watch in (parts.watch, parts.presence):
        watch.start()
        parts.stops.append(watch.stop)


def stop_parts(parts: Parts) -> None:
    """End everything, last started first, and close the database."""
    stops: Sequence[object] = list(reversed(parts.stops))
    parts.stops.clear()
    for stop in stops:
        assert callable(stop)
        stop()
    parts.database.close()


def _scanner(config: Config) -> Clamd | None:
    """The virus scanner of the configuration. Raises ``Trouble``: its address is none."""
    try:
        address = clamd_address(config.clamd)
    except ValueError as error:
        raise Trouble(str(error)) from error
    return None if address is None else Clamd(address)


def _identity(tx: ServerTx) -> tuple[UUID, UUID]:
    """Id and epoch of this server, made at its first start."""
    meta = tx.session.get(ServerMeta, 1)
    if meta is None:
        meta = ServerMeta(id=1, server_id=new_id(), epoch=new_id())
        tx.session.add(meta)
    return meta.server_id, meta.epoch
