"""By which way and to whom the reply goes, beside its text: chosen by the operator, empty for the usual."""

from dataclasses import dataclass, field

from app.client.drafting import Addressing
from app.domain.channel import Channel


@dataclass(slots=True)
class Envelope:
    """``channel`` None: the customer's own; ``switched``: why not theirs. ``seen_seq``: the newest entry on the screen,
    ``confirmed_seq``: newer ones were told of. ``approved``: new people the operator said yes to. ``begun``: whom the
    request was begun for by a letter of ours. ``asked``: where the customer's letter asks to be answered, empty when
    that is whom it is from; ``to_sender``: its sender is answered all the same.
    """

    seen_seq: int = 0
    channel: Channel | None = None
    switched: str = ""
    cc: list[str] = field(default_factory=list)
    confirmed_seq: int | None = None
    approved: set[str] = field(default_factory=set)
    begun: str = ""
    asked: tuple[str, ...] = ()
    to_sender: bool = False

    @property
    def to(self) -> str:
        """The recipients as far as they are chosen, with commas between; empty: as the server chooses."""
        return ", ".join(self.asked) if self.asked and not self.to_sender else self.begun

    @property
    def chosen(self) -> Addressing:
        """What the operator chose, as it is kept with the draft."""
        channel = "" if self.channel is None else self.channel.value
        return Addressing(channel, self.switched, tuple(self.cc), self.to_sender)

    def choose(self, addressing: Addressing, own: Channel) -> None:
        """Take up what was chosen before; ``own``: the customer's channel, which is no choice."""
        known = addressing.channel in set(Channel) and addressing.channel != own.value
        self.channel = Channel(addressing.channel) if known else None
        self.switched = addressing.switched if known else ""
        self.cc[:] = addressing.cc
        self.to_sender = addressing.to_sender

    def clear(self) -> None:
        """The reply left, or another conversation is open."""
        self.channel = self.confirmed_seq = None
        self.switched = ""
        self.to_sender = False
        self.cc.clear()
        self.approved.clear()
