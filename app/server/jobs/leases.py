"""Many leases of one process, taken and renewed in one transaction."""

from collections.abc import Iterable

from sqlalchemy import delete

from app.commands.base import SYSTEM
from app.model.sync import Lease
from app.server.db import insert_into
from app.server.jobs.effect import NO_WORKSPACE
from app.server.jobs.lease import LASTS
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork


class Leases:
    """Leases by name under one owner; whoever renews them owns the work they stand for."""

    def __init__(self, uow: UnitOfWork, owner: str) -> None:
        self._uow = uow
        self._owner = owner
        self._held: frozenset[str] = frozenset()

    def keep(self, names: Iterable[str]) -> frozenset[str]:
        """Take or renew these, give back all others; returns those that are ours now."""
        wanted = sorted(names)
        if not wanted and not self._held:
            return self._held
        self._held = self._uow.run(NO_WORKSPACE, SYSTEM, lambda tx: self._keep(tx, wanted))
        return self._held

    def give_back(self) -> None:
        """Let others have all of them."""
        self.keep(())

    def _keep(self, tx: ServerTx, wanted: list[str]) -> frozenset[str]:
        given_up = (Lease.owner == self._owner) & Lease.name.in_(sorted(self._held - set(wanted)))
        tx.session.execute(delete(Lease).where(given_up))
        return frozenset(name for name in wanted if self._take(tx, name))

    def _take(self, tx: ServerTx, name: str) -> bool:
        table, until = Lease.__table__.c, tx.now + LASTS
        statement = insert_into(tx.session, Lease).values(name=name, owner=self._owner, until=until)
        statement = statement.on_conflict_do_update(
            index_elements=["name"],
            set_={"owner": self._owner, "until": until},
            where=(table.owner == self._owner) | (table.until < tx.now),
        )
        return tx.session.execute(statement.returning(Lease.owner)).scalar() is not None
