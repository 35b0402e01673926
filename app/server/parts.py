"""The long-lived objects of a server process, made once in ``app.server.main``."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from fastapi import APIRouter

from app.domain.channel import Channel
from app.language.catalogue import Catalogue
from app.server.antivirus.gate import VirusGate
from app.server.auth.service import AuthService
from app.server.auth.token import TokenSigner
from app.server.blobs.intake import FileKeeper
from app.server.blobs.store import BlobStore
from app.server.blobs.upload import UploadStore
from app.server.clock import Clock
from app.server.config import Config
from app.server.db import Database
from app.server.delivery import Sender
from app.server.jobs.effect import EffectHandler, EffectRunner
from app.server.key import MasterKey
from app.server.presence.watch import PresenceWatch
from app.server.sync.hub import ASGI, Hub
from app.server.sync.watch import HeadWatch
from app.server.unit_of_work import UnitOfWork


class Job(Protocol):
    """Work of a worker that goes on until it is stopped."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End, with what is being done."""

    def is_alive(self) -> bool:
        """Whether it still goes on."""


@dataclass(slots=True)
class Parts:
    """What channels, endpoints and jobs are given.

    Channels add to handlers, senders, routers, streams, jobs and stops before the server starts.
    """

    config: Config
    clock: Clock
    key: MasterKey
    database: Database
    uow: UnitOfWork
    hub: Hub
    signer: TokenSigner
    auth: AuthService
    blobs: BlobStore
    uploads: UploadStore
    keeper: FileKeeper
    gate: VirusGate
    effects: EffectRunner
    catalogues: dict[str, Catalogue]
    server_id: UUID
    epoch: UUID
    watch: HeadWatch
    presence: PresenceWatch
    handlers: dict[str, EffectHandler] = field(default_factory=dict)  # by kind of effect
    doors: dict[str, int] = field(default_factory=dict)  # open ports of this process: api, mail, sink
    senders: dict[Channel, Sender] = field(default_factory=dict)  # read by the deliverer at each delivery
    routers: list[Callable[[], APIRouter]] = field(default_factory=list)  # JSON and pages; made by who serves them
    streams: dict[str, ASGI] = field(default_factory=dict)  # path -> raw ASGI: stays open, or never rests
    jobs: list[Callable[["Parts"], Job]] = field(default_factory=list)  # made and started with the worker
    halts: list[Callable[[], None]] = field(default_factory=list)  # called first at the end: wait for nobody any more
    stops: list[Callable[[], None]] = field(default_factory=list)  # called at the end, last added first
