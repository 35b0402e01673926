"""Who is on the telephone, or has a mail address, as far as this computer knows: values for the screens."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CallerRequest:
    """An open request of theirs."""

    id: UUID
    number: int | None
    subject: str


@dataclass(frozen=True, slots=True)
class CallerRow:
    """Whose it is. ``customer_id`` None: nobody's here, or of several people. Own requests come first."""

    customer_id: UUID | None = None
    name: str = ""
    requests: tuple[CallerRequest, ...] = ()
