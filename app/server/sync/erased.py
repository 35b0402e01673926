"""What is erased of that which a desk holds words about, whether it may still see it or not (decisions/0078)."""

from sqlalchemy import bindparam, select

from app.model.sync import Erasure
from app.protocol.pull import MAX_SUBJECTS, ErasedAnswer, ErasedRequest
from app.server.auth.token import Bearer
from app.server.db import Database
from app.server.errors import Denied
from app.server.late_command import erasure_id
from app.server.ready import Ask, Ready
from app.server.snapshot import snapshot
from app.server.sync.client import standing_of

_KNOWN = Ready(
    select(Erasure.subject).where(Erasure.ws == bindparam("ws"), Erasure.id.in_(bindparam("ids", expanding=True)))
)


class ErasedReader:
    """Answers which subjects are erased. It says no more than a late command about one is told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def answer(self, who: Bearer, request: ErasedRequest) -> ErasedAnswer:
        """Those of the subjects that are. Raises ``Denied``: 400 ``too_many``, 401, 403."""
        if len(request.subjects) > MAX_SUBJECTS:
            raise Denied(400, "too_many")
        with snapshot(self._database) as view:
            standing_of(view, who, request.client)
            ids = [erasure_id(it) for it in dict.fromkeys(request.subjects)]
            rows = view.ask([Ask(_KNOWN, {"ws": who.ws, "ids": ids})], last=True)[0] if ids else []
        return ErasedAnswer(subjects=[subject for (subject,) in rows])
