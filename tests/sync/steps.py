"""The named steps at which a process is killed: edges of functions of the desk and of the server, all in one table.

``plant`` makes a process die there, as by ``kill -9``. The product knows nothing of it. A step whose function is gone
fails, and so does one that the scenario does not reach (``test_kill.py``). Steps of the mail channel are called by its
own fault port; ``tests/server/email`` dies at each.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Step:
    """``place`` is ``module:name`` or ``module:Class.name``; the process dies before it, or when it has returned.

    ``early``: it is on the way before anybody has given anything.
    """

    name: str
    place: str
    after: bool = True
    early: bool = False


DESK = (
    Step("given, nothing is on the disk", "app.client.store.outbox:Outbox.add", after=False),
    Step("on the disk, not shown", "app.client.store.outbox:Outbox.add"),
    Step("shown, not sent", "app.client.store.apply:CacheWriter.show"),
    Step("a draft is on the disk", "app.client.store.outbox:Outbox.save_draft"),
    Step("a file is on the disk, nothing names it", "app.client.draft_file:DraftFiles.keep"),
    Step("a draft names its file", "app.client.store.outbox:Outbox.save_draft_files"),
    Step("its undo time is over, it has no number", "app.client.store.outbox:Outbox.release", after=False),
    Step("it has its number, nobody was told", "app.client.leaving:Leaving.release_due"),
    Step("about to be pushed", "app.client.sync.engine:SyncEngine._batch"),
    Step("pushed, the answer is not written", "app.client.sync.engine:SyncEngine._settle", after=False),
    Step("the outcome is written, its rows are not here", "app.client.store.outbox:Outbox.settle"),
    Step("a page is here, not written", "app.client.store.apply:CacheWriter.apply_page", after=False),
    Step("pending effects are off, the page is not on", "app.client.store.replay:Replay.bare"),
    Step("the rows of a page are written, not committed", "app.client.store.replay:Replay.written"),
    Step("a page is committed, nobody was told", "app.client.store.apply:CacheWriter.apply_page"),
    Step("logs are here, not written", "app.client.store.apply:CacheWriter.apply_logs", after=False, early=True),
    Step("what is durable is forgotten", "app.client.store.outbox:Outbox.purge"),
    Step("a file is begun at the server", "app.client.sync.upload:Uploader._begin"),
    Step("a piece is at the server, nobody knows here", "app.client.sync.upload:Uploader._answered", after=False),
    Step("a file is whole at the server, nobody knows here", "app.client.store.file_book:FileBook.done", after=False),
    Step("new tokens are here, not kept", "app.client.sync.transport:Transport._take", after=False, early=True),
    Step("numbered anew, shown as before", "app.client.store.apply:CacheWriter.renumbered", after=False, early=True),
)
"""Of the desk, in about the order they are met."""

SERVER = (
    Step("a push is here, nothing is done", "app.server.sync.push:Pusher.answer", after=False),
    Step("applied, not versioned", "app.server.unit_of_work:take_versions", after=False),
    Step("versioned, not committed", "app.server.unit_of_work:write_rows"),
    Step("committed, nobody was told", "app.server.unit_of_work:UnitOfWork._commit"),
    Step("answered, the answer is not out", "app.server.sync.push:Pusher.answer"),
    Step("a page is read, not sent", "app.server.sync.pull:Puller.answers"),
    Step("a hello is made, not sent", "app.server.api.stream:SyncStream._hello"),
    Step("an effect is leased, not begun", "app.server.jobs.effect:EffectRunner._take"),
    Step("an effect is done, not noted", "app.server.jobs.effect:EffectRunner._finish", after=False),
    Step("an effect is noted", "app.server.jobs.effect:EffectRunner._finish"),
    Step("an upload is begun", "app.server.blobs.upload:UploadStore.begin"),
    Step("a piece is on the disk, its desk does not know", "app.server.blobs.upload:UploadStore.append"),
    Step("a file is on the disk, no row says so", "app.server.blobs.store:BlobStore.put_chunks"),
    Step("a file is kept, its pieces are still here", "app.server.blobs.upload:UploadStore.drop", after=False),
    Step("new tokens are made, nobody has them", "app.server.auth.service:AuthService.refresh"),
)
"""Of the server."""


def plant(step: Step, is_due: Callable[[], bool]) -> None:
    """From now on this process dies at that step, once it ``is_due``."""
    module, _, path = step.place.partition(":")
    owner: Any = import_module(module)
    *classes, name = path.split(".")
    for it in classes:
        owner = getattr(owner, it)
    work = getattr(owner, name)

    @wraps(work)
    def dying(*args: Any, **more: Any) -> Any:
        if not step.after and is_due():
            os.kill(os.getpid(), signal.SIGKILL)
        found = work(*args, **more)
        if step.after and is_due():
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    setattr(owner, name, dying)
