"""What the receiver of a request is to know: a summary made of what is here, and the note that goes with the act."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from app.client.customer_row import CustomerCard
from app.client.handover import TOLD
from app.client.row import ConversationCard, EntryRow, QueueRow
from app.commands.change_queue import ChangeQueue
from app.commands.conversation import AssignConversation
from app.commands.handover import handover_id
from app.commands.message import WriteNote
from app.domain.channel import Channel
from app.domain.entry import AuthorKind, EntryKind
from app.language.asked import questions
from app.language.mention import handles
from app.language.plain_text import one_line
from app.language.quote import split_quote
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.knowing import titles
from ui.translation import _
from ui.wording import addressed, clock_text, short_day

_SHORT = 160
"""Letters of a message in the summary: the rest is in the talk."""

_MOST_QUESTIONS, _MOST_FILES, _MOST_FACTS = 3, 4, 12

Handing = AssignConversation | ChangeQueue


def handing(
    bridge: DeskBridge, card: ConversationCard, target: object, note: str
) -> Handing | tuple[WriteNote, Handing] | None:
    """What gives a request to a colleague, back to its queue (None) or into another one, with what they should know."""
    row = card.row
    command: Handing | None = None
    if isinstance(target, QueueRow):
        if row.queue_id != target.id:
            command = ChangeQueue(row.id, bridge.new_id(), target.id, row.queue_id)
    elif row.assignee_id != target and (target is None or isinstance(target, UUID)):
        command = AssignConversation(row.id, bridge.new_id(), target, row.assignee_id)
    before = None if command is None else note_with(bridge, command, note)
    return command if command is None or before is None else (before, command)


def note_with(bridge: DeskBridge, command: Handing, text: str) -> WriteNote | None:
    """The note that goes before that command; None: there is nothing to say, or nobody else to say it to.

    It goes before it, since who gives a request away may not write there any more.
    """
    desk = bridge.desk
    receiver = command.assignee_id if isinstance(command, AssignConversation) else None
    if not text.strip() or receiver == desk.person.user_id:
        return None
    users = bridge.queries.users()
    names = {user_id: said for said, user_id in handles((it.id, it.name) for it in users).items()}
    mentioned = [it.id for it in users if it.id == receiver and it.serves]
    sign = "".join(f"@{names[it]}\n" for it in mentioned if it in names)
    return WriteNote(command.conversation_id, handover_id(command.entry_id), f"{sign}{text.strip()}", mentioned)


def summary_of(bridge: DeskBridge, card: ConversationCard) -> str:
    """The request in a few lines: what is wanted, answered, promised, and what the customer has told already."""
    queries = bridge.queries
    customer = queries.customer(card.row.customer_id)
    talk = [it for it in queries.timeline(card.row.id) if it.conversation_id == card.row.id]
    lines = [_("About: {subject}").format(subject=one_line(card.row.subject, _SHORT))]
    lines += [*_said(talk), *_owed(bridge, customer, card.row.id)]
    if told := _told(card, customer, talk):
        lines.append(_(TOLD).format(facts="; ".join(told)))
    if asked := _asked(talk):
        lines.append(_("Already asked and answered: {questions}").format(questions=" ".join(asked)))
    return "\n".join(lines)


def _said(talk: Sequence[EntryRow]) -> Iterator[str]:
    wrote, answered = _last(talk, EntryKind.MESSAGE_IN), _last(talk, EntryKind.MESSAGE_OUT)
    if wrote:
        yield _("The customer writes: “{text}”").format(text=wrote)
    if call := _last(talk, EntryKind.CALL):
        yield _("By telephone: “{text}”").format(text=call)
    yield _("We answered: “{text}”").format(text=answered) if answered else _("Nobody has answered in writing yet.")


def _last(talk: Sequence[EntryRow], kind: EntryKind) -> str:
    """The newest words of that kind, by people, in short."""
    for entry in reversed(talk):
        if entry.kind is kind and entry.author_kind is not AuthorKind.SYSTEM:
            own = one_line(split_quote(str(entry.payload.get("text", ""))[: 10 * _SHORT]).own, 2 * _SHORT)
            if own:
                return own if len(own) <= _SHORT else f"{own[: _SHORT - 1].rstrip()}…"
    return ""


def _owed(bridge: DeskBridge, customer: CustomerCard | None, conversation_id: UUID) -> Iterator[str]:
    now, zone = bridge.now(), bridge.zone
    for promise in customer.promises if customer is not None else ():
        if promise.state == "open" and promise.conversation_id == conversation_id:
            due = promise.due_at.astimezone(zone)
            day = "" if due.date() == now.date() else f"{short_day(due.date(), now.date())}, "
            promised = _("Promised: {promise}, by {time}")
            yield promised.format(promise=one_line(promise.text), time=day + clock_text(promise.due_at, zone))


def _told(card: ConversationCard, customer: CustomerCard | None, talk: Sequence[EntryRow]) -> list[str]:
    """Orders they named, files they sent, how they want to be served: facts they stated, none that we inferred."""
    theirs = [it for it in talk if it.kind is EntryKind.MESSAGE_IN]
    known: dict[str, str] = {}
    orders = [card.fields.order_number] if card.fields.order_number else []
    if customer is not None:
        known = {it.key: one_line(it.value) for it in reversed(customer.preferences) if it.stated}
        words = " ".join([card.row.subject, *(str(it.payload.get("text", ""))[: 10 * _SHORT] for it in theirs)])
        orders += [it.number for it in customer.orders if it.number in words]
    facts = [_("order {number}").format(number=one_line(it)) for it in dict.fromkeys(orders)]
    if files := [one_line(file.name, 60) for it in theirs for file in it.files if not file.inline]:
        facts.append(_("files: {names}").format(names=", ".join(files[:_MOST_FILES])))
    return [*facts, *_preferred(known, customer)][:_MOST_FACTS]


def _preferred(known: Mapping[str, str], customer: CustomerCard | None) -> Iterator[str]:
    if customer is None:
        return
    names = titles()
    for fact in ("channel", "time", "do_not"):
        if known.get(fact):
            yield f"{names[fact]}: {known[fact]}"
    if known.get("call_me") or known.get("address_form"):
        yield f"{names['call_me']}: {addressed(customer)}"
    phones = [one_line(value, 40) for channel, value in customer.addresses if channel is Channel.PHONE]
    yield from (_("telephone {number}").format(number=it) for it in phones[:1])


def _asked(talk: Sequence[EntryRow]) -> list[str]:
    """What we asked before the customer's last word, the newest last."""
    last = max((at for at, it in enumerate(talk) if it.kind is EntryKind.MESSAGE_IN), default=0)
    ours = [it for it in talk[:last] if it.kind is EntryKind.MESSAGE_OUT and it.author_kind is AuthorKind.USER]
    found = [ask for it in ours for ask in questions(str(it.payload.get("text", "")))]
    return [_("“{question}”").format(question=one_line(it, _SHORT)) for it in dict.fromkeys(found)][-_MOST_QUESTIONS:]
