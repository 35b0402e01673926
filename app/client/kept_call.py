"""A call whose notes are not in the log yet, as it outlives the program."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from app.domain.call import CallResult, Direction

PLACE = "call"
"""Under which name it is kept."""


@dataclass(frozen=True, slots=True)
class KeptCall:
    """``seconds``: how long they had talked when it was kept; ``request_id`` None: a new request."""

    number: str
    direction: Direction
    started_at: datetime
    seconds: int
    request_id: UUID | None
    notes: str
    result: CallResult | None = None

    def as_text(self) -> str:
        """What ``kept_call`` reads."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)


def kept_call(text: str) -> KeptCall | None:
    """The call that was kept; None: there is none, or another version of the program kept it another way."""
    try:
        values = json.loads(text)
        request_id, result = values["request_id"], values["result"]
        return KeptCall(
            str(values["number"]),
            Direction(values["direction"]),
            datetime.fromisoformat(values["started_at"]),
            int(values["seconds"]),
            None if request_id is None else UUID(request_id),
            str(values["notes"]),
            None if result is None else CallResult(result),
        )
    except (ValueError, KeyError, TypeError):
        return None
