"""Which conversation a mail goes on with: by the ids it names, by our signed token, never by its subject.

Ids of a customer's mails join only that customer: anybody in Cc knows them, or guesses them. A stranger joins by a mail
of ours or by our token alone, and is shown as a stranger.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.domain.why import Why
from app.server.channels.email.arrival import Arrival
from app.server.channels.email.known import Known

MAX_MISSING = 30
_TOKEN = Why("it carries our signed token", "thread.token")
_EARLY = Why("a mail of this conversation answers it and came before it", "thread.early")


@dataclass(frozen=True, slots=True)
class Thread:
    """Where a mail belongs. ``follows``: a conversation of a machine that a person's mail goes on from, apart."""

    conversation_id: UUID | None
    reasons: tuple[str, ...]
    follows: UUID | None = None
    sent_entry_id: UUID | None = None  # the letter of ours it is about
    missing: tuple[str, ...] = ()
    stranger: bool = False  # its sender is not that conversation's customer


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A conversation a mail might belong to."""

    conversation_id: UUID
    customer_id: UUID
    machine: str
    why: Why
    entry_id: UUID | None = None
    ours: bool = False  # known by a mail of ours or by our token, not by what anybody may write


def find_thread(arrival: Arrival, known: Known) -> Thread:
    """Where the mail belongs; no conversation when it begins a new one."""
    named = arrival.named
    missing = tuple(each for each in named if not known.mails(each))[:MAX_MISSING]
    found = [*_named(named, known), *_signed(arrival, known)] or _waiting(arrival, named, known)
    sent = next((each.entry_id for each in found if each.entry_id is not None), None)
    own = known.sender(arrival) if found else None
    return _chosen(arrival, [it for it in found if it.ours or it.customer_id == own], sent, missing, own)


def _chosen(
    arrival: Arrival, found: list[_Candidate], sent: UUID | None, missing: tuple[str, ...], own: UUID | None
) -> Thread:
    """The nearest; a person's mail never goes into a conversation that no mail may answer."""
    follows: UUID | None = None
    for each in found:
        if arrival.machine is not None or not each.machine:
            stranger = each.customer_id != own
            apart = Why("its sender is not the customer", "thread.stranger", sender=arrival.sender.address)
            reasons = (each.why, apart) if stranger else (each.why,)
            return Thread(each.conversation_id, reasons, sent_entry_id=sent, missing=missing, stranger=stranger)
        follows = follows or each.conversation_id
    machine = Why("new: it answers a machine's mail", "thread.machine")
    why = machine if follows else Why("new: it names no mail we know", "thread.new")
    return Thread(None, (why,), follows=follows, missing=missing)


def _named(named: Sequence[str], known: Known) -> Iterator[_Candidate]:
    """Conversations of the mails with those ids; of several mails with one id the first."""
    for name, mail in ((each, mail) for each in named for mail in known.mails(each)):
        why = Why("it names a mail of this conversation", "thread.named", mail=name)
        yield from _candidate(known, mail.conversation_id, why, mail.entry_id if mail.outgoing else None, mail.outgoing)


def _signed(arrival: Arrival, known: Known) -> Iterator[_Candidate]:
    for token in known.signed(arrival):
        yield from _candidate(known, token.conversation_id, _TOKEN, token.entry_id, ours=True)


def _waiting(arrival: Arrival, named: Sequence[str], known: Known) -> list[_Candidate]:
    """Conversations whose mails name this one, or name the same mail we have not seen.

    Two strangers may name the same mail, a newsletter of ours for one: then only the sender's own conversation counts.
    """
    own, parents = known.sender(arrival), known.waiting(arrival.message_id)
    why = {
        talk: Why("it answers the same mail as this conversation", "thread.sibling", mail=each)
        for each in named
        for talk in _of(own, known, each)
    }
    why |= dict.fromkeys(_of(own, known, arrival.message_id), _EARLY)
    if not why and len(parents) == 1 and arrival.machine is None:
        why = dict.fromkeys(parents, _EARLY)
    return [found for talk in sorted(why) for found in _candidate(known, talk, why[talk])]


def _of(customer_id: UUID | None, known: Known, missing: str) -> list[UUID]:
    return [talk for talk, owner in known.waiting(missing).items() if owner == customer_id]


def _candidate(
    known: Known, conversation_id: UUID, why: Why, entry_id: UUID | None = None, ours: bool = False
) -> Iterator[_Candidate]:
    """None when the conversation is gone."""
    talk = known.talk(conversation_id)
    if talk is not None:
        yield _Candidate(talk.id, talk.customer_id, talk.machine, why, entry_id, ours)
