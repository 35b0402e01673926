"""Who may not write: a blocked customer, and whoever comes from where a blocked one wrote from."""

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.domain.channel import Channel
from app.model.chat import VisitorAddress
from app.model.customer import Customer, Identity
from app.server.channels.webchat.token import Visitor
from app.server.db import insert_into
from app.server.errors import Denied
from app.server.jobs.retention import ADDRESSES_FOR
from app.server.transaction import ServerTx

PURPOSE = "visitor address"
"""Name of the derived key."""

NOTED_FOR = timedelta(hours=1)
"""A visitor's address is written down anew after this time."""

MOST_VISITORS = 200
"""Visitors looked at behind one address."""


class Guard:
    """Looks whether a visitor may write. Addresses are only ever kept as hashes under a key of this server.

    An address stands for everybody behind it, so it counts against strangers only: not against whom the site vouches
    for, and not against a visitor who is a customer already.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def hash_of(self, address: str) -> str:
        """How an address is stored."""
        return hmac.new(self._key, address.encode("utf8", "replace"), hashlib.sha256).hexdigest()[:32]

    def blocked_until(self, session: Session, visitor: Visitor, address: str, now: datetime) -> datetime | None:
        """When this visitor may write again; None: now."""
        mine = _blocked(visitor.ws, now).where(Identity.value == str(visitor.id))
        own = session.scalar(mine)
        if own is not None or visitor.verified or not address or self._is_known(session, visitor):
            return own
        seen = (VisitorAddress.ws == visitor.ws) & (VisitorAddress.address_hash == self.hash_of(address))
        seen &= VisitorAddress.at > now - ADDRESSES_FOR
        found = session.scalars(
            select(VisitorAddress.visitor_id).where(seen).order_by(VisitorAddress.at.desc()).limit(MOST_VISITORS)
        )
        return session.scalar(_blocked(visitor.ws, now).where(Identity.value.in_([str(it) for it in found])))

    def require_free(self, tx: ServerTx, visitor: Visitor, address: str) -> None:
        """Raises ``Denied``: 403 ``blocked`` with ``until``."""
        until = self.blocked_until(tx.session, visitor, address, tx.now)
        if until is not None:
            raise Denied(403, "blocked", until=until.isoformat())

    def note(self, tx: ServerTx, visitor: Visitor, address: str) -> None:
        """Remember from where a visitor wrote; the daily round forgets what is old.

        Not with every message: whoever writes in a hurry would wait for their own message before, row by row.
        """
        if not address:
            return
        key = {"ws": tx.ws, "visitor_id": visitor.id, "address_hash": self.hash_of(address)}
        known = tx.session.scalar(select(VisitorAddress.at).filter_by(**key))
        if known is not None and known > tx.now - NOTED_FOR:
            return
        seen = insert_into(tx.session, VisitorAddress).values(**key, at=tx.now)
        tx.session.execute(seen.on_conflict_do_update(index_elements=list(key), set_={"at": tx.now}))

    @staticmethod
    def _is_known(session: Session, visitor: Visitor) -> bool:
        mine = (Identity.ws == visitor.ws) & (Identity.channel == Channel.CHAT)
        return session.scalar(select(Identity.id).where(mine, Identity.value == str(visitor.id))) is not None


def _blocked(ws: UUID, now: datetime) -> Select[datetime | None]:
    """The latest end of the blocks of some identities."""
    owner = (Customer.ws == Identity.ws) & (Customer.id == Identity.customer_id)
    query = select(Customer.blocked_until).join(Identity, owner)
    query = query.where(Identity.ws == ws, Identity.channel == Channel.CHAT, Customer.blocked_until > now)
    return query.order_by(Customer.blocked_until.desc()).limit(1)
