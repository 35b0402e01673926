"""What the server tells to be erased, in its pages and logs."""

from uuid import UUID

from app.client.store.erased import Erased
from app.client.store.replica import LOG, row_id
from app.domain.erasure import REDACTED
from app.protocol.pull import LogSlice, PullAnswer


def erased_in(page: PullAnswer) -> Erased:
    """What a page tells. Raises ``RowError``: it names no row."""
    found = erased_in_logs(page.logs)
    for op in page.ops:
        if op[0] == "put" and op[2] in ("conversation", "customer") and op[3].get("erased"):
            of_kind = found.conversations if op[2] == "conversation" else found.customers
            of_kind.add(UUID(bytes=row_id(op[2], op[3].get("id"))))
    return found


def erased_in_logs(logs: dict[UUID, LogSlice]) -> Erased:
    """What entries of logs tell. Raises ``RowError``: one has no id."""
    entries = (it for log in logs.values() for it in log.entries if it.get("payload", {}).get(REDACTED))
    return Erased(entries={UUID(bytes=row_id(LOG, it.get("entry_id"))) for it in entries})
