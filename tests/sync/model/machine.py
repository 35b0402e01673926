"""The schedules: what may happen next, chosen by hypothesis, and what is checked after it."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from app.client.customer_row import PromiseRow
from app.client.row import ConversationCard
from app.client.store.outbox import Change, Forked
from app.client.sync.world import Revoked
from app.commands.conversation import AssignConversation, MarkRead, ResolveConversation, SetStatus
from app.commands.message import Reply, WriteNote
from app.commands.promise import MakePromise, MovePromise, SettlePromise
from app.domain.channel import Channel
from app.domain.erasure import Target
from app.domain.status import Status
from app.model.identifier import new_id
from app.protocol.cursor import Cursor
from tests.sync.model import check
from tests.sync.model.desk import SteppedDesk
from tests.sync.model.wire import Fault
from tests.sync.model.world import PEOPLE, World

ROUNDS = 12
"""More than any schedule needs until everything is sent and seen."""

DESKS = st.integers(0, 3)
TALKS = st.integers(0, 2)
FAULTS = st.lists(st.sampled_from([*Fault, Fault.ANSWER_LOST]), max_size=4)
PROMISING = ("promise", "kept", "withdrawn", "move a promise")
WHAT = ("reply", "reply", "reply and wait", "letter", "note", "take", "give back", "hold", "solve", "read", *PROMISING)
HOW = ("at once", "at once", "can be undone", "the process dies")
HOUSE = (
    "move", "move", "close", "watch", "team of anna", "team of boris", "restore", "restore", "erase customer",
    "erase message",
)  # fmt: skip
PERSON = ("lets it leave", "confirms", "discards", "restarts", "crashes", "looks", "clones the disk")


class SyncMachine(RuleBasedStateMachine):
    """One schedule. ``make`` gives the world it plays in."""

    make: Callable[[], World]

    def __init__(self) -> None:
        super().__init__()
        self.world = type(self).make()
        self.world.customer_writes(0)
        self.world.take_backup()
        self.given: dict[UUID, check.Given] = {}
        self.given_up: set[UUID] = set()
        self.stood: dict[int, Cursor | None] = {}

    def teardown(self) -> None:
        try:
            self.everything_comes_to_rest()
        finally:
            self.world.close()

    # ------------------------------------------------------------------ the world

    @rule(number=TALKS)
    def customer_writes(self, number: int) -> None:
        self.world.customer_writes(number)

    @rule(number=TALKS, what=st.sampled_from(HOUSE), some=st.booleans())
    def house_changes(self, number: int, what: str, some: bool) -> None:
        world, shop = self.world, self.world.shop
        match what:
            case "team of anna" | "team of boris":
                user_id = shop.anna if what == "team of anna" else shop.boris
                world.regrant(user_id, shop.sales_team if some else shop.support_team)
            case "restore" if world.backup is not None:
                world.restore()
            case "restore":
                world.take_backup()
            case "erase customer" | "erase message" if number < len(world.talks):
                target = Target.CUSTOMER if what == "erase customer" else Target.ENTRY
                world.erase(world.talks[number], target)
            case _ if number < len(world.talks):
                world.change(world.talks[number], what)

    @rule(hours=st.sampled_from([0.01, 0.01, 13.0, 30.0, 24.0 * 8, 24.0 * 50]))
    def time_passes(self, hours: float) -> None:
        self.world.pass_time(hours)

    # ------------------------------------------------------------------ people at desks

    @rule(at=DESKS, number=TALKS, what=st.sampled_from(WHAT), how=st.sampled_from(HOW))
    def gives(self, at: int, number: int, what: str, how: str) -> None:
        desk = self._desk(at)
        if not desk.conversations():  # nobody works at an empty desk
            self._sync(desk)
        talks = desk.conversations()
        if talks:
            talk = talks[number % len(talks)]
            command, entry_id = _command(desk, talk, what)
            undo_ms = 8_000 if how == "can be undone" and what == "reply" else 0
            leaving = _leaving(desk)
            change_id = desk.give(command, undo_ms=undo_ms, dies=how == "the process dies")
            self._forget_drafts(desk, leaving)
            change = desk.outbox.change(change_id)
            if change is not None:  # one that stood on an answer that is a draft again is given up with it
                self.given[change_id] = check.Given(change.command_id, entry_id, talk, _seen(change))

    @rule(at=DESKS, what=st.sampled_from(PERSON))
    def person_does(self, at: int, what: str) -> None:
        desk = self._desk(at)
        match what:
            case "lets it leave":
                desk.release()
            case "confirms" | "discards":
                self._looks_at_what_was_refused(desk, confirms=what == "confirms")
            case "restarts" | "crashes":
                self._restarts(desk, crash=what == "crashes")
            case "looks":
                check.base_and_replay(desk)
            case "clones the disk" if len(self.world.desks) == len(PEOPLE):
                desk.release()
                self.world.clone(desk)

    # ------------------------------------------------------------------ the exchange

    @rule(at=DESKS, faults=FAULTS)
    def syncs(self, at: int, faults: list[Fault]) -> None:
        desk = self._desk(at)
        desk.wire.faults.extend(faults)
        whole = self._sync(desk)
        desk.wire.faults.clear()
        if whole:
            check.granted_only(self.world, desk)

    @rule(at=DESKS)
    def late_page_arrives(self, at: int) -> None:
        desk = self._desk(at)
        if desk.wire.late:
            desk.apply_late()
            self._look(desk)

    @rule(really=st.integers(0, 5))
    def rests(self, really: int) -> None:
        if really == 0:
            self.everything_comes_to_rest()

    def everything_comes_to_rest(self) -> None:
        """The network heals, everybody syncs until nothing is new: then all invariants hold."""
        for desk in self.world.desks:
            desk.release()
        for _ in range(ROUNDS):
            whole = [self._sync(desk) for desk in self.world.desks]
            if all(whole) and not any(it.outbox.waiting() for it in self.world.desks):
                break
        for desk in self.world.desks:
            assert self._sync(desk), f"{desk.device.name} cannot sync"
        check.one_effect_or_refusal(self.world, self.given, self.given_up)
        check.promises_as_told(self.world)
        check.letters_pass_over_nothing(self.world, self.given)
        check.nothing_erased(self.world, self.world.desks)
        for desk in self.world.desks:
            check.granted_only(self.world, desk)
            check.same_as_server(self.world, desk)
            check.base_and_replay(desk)

    # ------------------------------------------------------------------ inside

    def _desk(self, at: int) -> SteppedDesk:
        return self.world.desks[at % len(self.world.desks)]

    def _looks_at_what_was_refused(self, desk: SteppedDesk, *, confirms: bool) -> None:
        for change in desk.refused()[:1]:
            if not confirms:
                desk.desk.discard(change.change_id)
                continue
            before = {it.change_id for it in desk.outbox.changes()}
            desk.desk.confirm(change.change_id)
            for it in desk.outbox.changes():
                if it.change_id not in before:
                    self.given[it.change_id] = self.given[change.change_id]._replace(
                        command_id=it.command_id, seen=_seen(it)
                    )
        self.given_up |= desk.given_up()

    def _restarts(self, desk: SteppedDesk, *, crash: bool) -> None:
        leaving = _leaving(desk)
        desk.restart(crash=crash)
        self._forget_drafts(desk, leaving)

    def _forget_drafts(self, desk: SteppedDesk, leaving: Iterable[UUID]) -> None:
        """What was leaving when a desk crashed is a draft again."""
        for change_id in leaving:
            if desk.outbox.change(change_id) is None:
                self.given.pop(change_id, None)

    def _sync(self, desk: SteppedDesk) -> bool:
        try:
            whole = desk.sync()
        except Forked:
            leaving = _leaving(desk)
            self.world.register_anew(desk)
            self._forget_drafts(desk, leaving)
            self.stood.pop(id(desk), None)
            whole = False
        except Revoked:
            raise AssertionError(f"{desk.device.name} was revoked by nobody") from None
        self._look(desk)
        return whole

    def _look(self, desk: SteppedDesk) -> None:
        self.given_up |= desk.given_up()
        self.stood[id(desk)] = check.never_back(self.stood.get(id(desk)), desk)


def _leaving(desk: SteppedDesk) -> set[UUID]:
    return {it.change_id for it in desk.outbox.changes() if it.mid is None}


def _seen(change: Change) -> int | None:
    """Up to where the author of a letter had seen the talk, or was shown it when they confirmed."""
    if change.args.get("channel") != Channel.EMAIL:
        return None
    confirmed = change.args["confirmed_seq"]
    return int(change.args["seen_seq"] if confirmed is None else confirmed)


def _command(desk: SteppedDesk, talk: UUID, what: str) -> tuple[object, UUID | None]:
    """A command as the window would make it from what this desk shows, and the entry it must leave, if any."""
    card = desk.desk.queries.card(talk)
    assert card is not None
    entry = new_id()
    if what in PROMISING:
        return _about_a_promise(desk, card, entry, what)
    match what:
        case "reply" | "reply and wait" | "letter":
            channel = Channel.EMAIL if what == "letter" else Channel.CHAT
            status = Status.WAITING_CUSTOMER if what == "reply and wait" else None
            reply = Reply(talk, entry, f"Ответ {new_id().hex}", channel, card.seen_seq, status, card.status_rev)
            return reply, entry
        case "note":
            return WriteNote(talk, entry, f"Заметка {new_id().hex}"), entry
        case "take":
            return AssignConversation(talk, entry, desk.device.user_id, card.row.assignee_id), None
        case "give back":
            return AssignConversation(talk, entry, None, card.row.assignee_id), None
        case "hold":
            return SetStatus(talk, entry, Status.ON_HOLD, card.status_rev), None
        case "solve":
            return ResolveConversation(talk, entry, card.status_rev), None
    return MarkRead(talk, card.seen_seq), None


def _about_a_promise(
    desk: SteppedDesk, card: ConversationCard, entry: UUID, what: str
) -> tuple[object, UUID | None]:  # fmt: skip
    """The same about what is owed there, the first due first, or about what is settled when nothing is."""
    talk = card.row.id
    if what == "promise":
        due_at = desk.desk.now() + timedelta(hours=1)
        return MakePromise(talk, entry, new_id(), f"Позвонить {new_id().hex}", due_at), entry
    customer = desk.desk.queries.customer(card.row.customer_id)
    known = [] if customer is None else [it for it in customer.promises if it.conversation_id == talk]
    if not known:
        return MarkRead(talk, card.seen_seq), None
    return decision(known[0], [it.id for it in known[1:]], entry, what), None


def decision(promise: PromiseRow, others: list[UUID], entry: UUID, what: str) -> SettlePromise | MovePromise:
    """What a person decides about a promise as they see it."""
    if what == "move a promise":
        later = promise.due_at + timedelta(hours=2)
        return MovePromise(promise.conversation_id, entry, promise.id, later, promise.due_at, others)
    reason = "не нужно" if what == "withdrawn" else ""
    return SettlePromise(promise.conversation_id, entry, promise.id, what, reason, others)
