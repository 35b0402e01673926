"""Leases: which process owns a task right now, as a row that it renews."""

import logging
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import delete

from app.commands.base import SYSTEM
from app.model.sync import Lease
from app.server.db import insert_into
from app.server.jobs.effect import NO_WORKSPACE
from app.server.rounds import Rounds
from app.server.unit_of_work import ServerTx, UnitOfWork

RENEW_S = 2.0
LASTS = timedelta(seconds=5)
WORKER = "worker"

_log = logging.getLogger("deskhand.lease")


class LeaseKeeper(Rounds):
    """Takes a lease when it is free and renews it on a thread of its own; several workers may share the work."""

    def __init__(self, uow: UnitOfWork, name: str, owner: str, alive: Callable[[], bool] = lambda: True) -> None:
        """``alive``: whether the work is still being done here; a lease without work is given up."""
        super().__init__(f"lease {name}", RENEW_S, _log, "lease_not_renewed")
        self._uow = uow
        self._alive = alive
        self._name = name
        self._owner = owner

    def start(self) -> None:
        """Take it now if possible, then keep it."""
        self.renew()
        super().start()

    def stop(self) -> None:
        """Give it back."""
        super().stop()
        mine = (Lease.name == self._name) & (Lease.owner == self._owner)
        self._uow.run(NO_WORKSPACE, SYSTEM, lambda tx: tx.session.execute(delete(Lease).where(mine)))

    def renew(self) -> bool:
        """Take or renew it; tells whether it is ours."""
        return self._uow.run(NO_WORKSPACE, SYSTEM, self._take)

    def go_round(self) -> None:
        """Renew it unless the work has ended."""
        if self._alive():
            self.renew()

    def _take(self, tx: ServerTx) -> bool:
        table = Lease.__table__.c
        statement = insert_into(tx.session, Lease).values(name=self._name, owner=self._owner, until=tx.now + LASTS)
        statement = statement.on_conflict_do_update(
            index_elements=["name"],
            set_={"owner": self._owner, "until": tx.now + LASTS},
            where=(table.owner == self._owner) | (table.until < tx.now),
        )
        return tx.session.execute(statement.returning(Lease.owner)).scalar() is not None
