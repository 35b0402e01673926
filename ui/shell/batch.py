"""What is done to the picked conversations: a command for each, one undo for all, and what was left out is said."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import accumulate, chain
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from app.client.row import ConversationCard, QueueRow
from app.domain.status import ACTIVE, Status, may_follow
from ui.bridge.desk_bridge import DeskBridge
from ui.bridge.unfinished import Field, keep_fields
from ui.conversation.owing import Owing
from ui.conversation_list.pane import ConversationListPane
from ui.promises import told_together
from ui.shell.frame import Frame
from ui.shell.navigator import Navigator
from ui.shell.refusals import Refusals
from ui.shell.undo import UndoSend
from ui.translation import _, ngettext
from ui.widgets.owed_line import OwedLine
from ui.widgets.toast import UNDO_MS, Toast

if TYPE_CHECKING:
    from ui.shell.assign import AssignDialog

Make = Callable[[ConversationCard], object | None]
"""The command for one conversation, or several that are one act; None: it cannot be done, or is done already."""


class BatchActs(QObject):
    """Acts on what is picked in the list; while nothing is, on the open conversation."""

    changes_requested = Signal()
    """The operator wants to see what the server refused."""

    def __init__(
        self, bridge: DeskBridge, navigator: Navigator, pane: ConversationListPane, undo: UndoSend, window: Frame
    ) -> None:
        super().__init__(window)
        self._bridge, self._navigator, self._pane, self._undo, self._window = bridge, navigator, pane, undo, window
        self._toast = Toast(pane)
        self._toast.action_pressed.connect(self.changes_requested)
        self.refusals = Refusals(bridge, self._toast)
        self.owed_line = OwedLine("owed_line_of_many")
        self._owing = Owing(bridge, self.owed_line, window, pane.view.setFocus)
        pane.batch.put(self.owed_line)
        pane.view.picked.connect(self._owing.withdraw)

    def slots(self) -> Mapping[str, Callable[[], object]]:
        """By the ids of actions, what is the same for many and for one."""
        return {
            "assign": self.assign, "tags": self.tags, "followup": self.follow_up, "mark-read": self.mark_read,
        }  # fmt: skip

    @property
    def is_on(self) -> bool:
        """Whether several conversations are picked."""
        return bool(self._pane.view.picked_ids())

    def or_one(self, several: Callable[[], None], one: Callable[[], object]) -> Callable[[], None]:
        """While several are picked a key is about all of them, else about the open one."""

        def act() -> None:
            if self.is_on:
                several()
            else:
                one()

        return act

    def cards(self) -> list[ConversationCard]:
        """What an act is about."""
        picked = self._pane.view.picked_ids()
        if not picked:
            card = self._navigator.card()
            return [] if card is None else [card]
        return self.cards_of(picked)

    def cards_of(self, ids: Sequence[UUID]) -> list[ConversationCard]:
        """Those of these conversations that are here."""
        return [card for card in map(self._bridge.queries.card, ids) if card is not None]

    @property
    def me(self) -> UUID:
        """Who is signed in."""
        return self._bridge.desk.person.user_id

    def queues(self) -> Sequence[QueueRow]:
        """Where to something can be moved."""
        return self._bridge.queries.queues()

    # ------------------------------------------------------------------ the acts

    def assign(self) -> None:
        """Ask to whom, or to which queue."""
        from ui.shell.assign import AssignDialog
        from ui.shell.handover import summary_of

        cards = self._asked_about()
        if not cards:
            return
        summary = summary_of(self._bridge, cards[0]) if len(cards) == 1 else ""
        dialog = AssignDialog(
            self._bridge, lambda target: self.give_to(cards, target, dialog.note), self._window, summary=summary
        )
        _kept(self._bridge, dialog, cards).exec()
        dialog.deleteLater()

    def give_to(self, cards: Sequence[ConversationCard], target: object, note: str = "") -> None:
        """To a colleague, back to the queue (None), or into another queue (a ``QueueRow``); with that note for them."""
        from ui.shell.handover import handing

        self._give(cards, self._known(cards, lambda card: handing(self._bridge, card, target, note)), _assigned)

    def tags(self) -> None:
        """Ask which tags they are to have."""
        from ui.shell.tag_dialog import TagDialog

        cards = self.cards()
        if not cards:
            return
        dialog = TagDialog(self._bridge.queries.tags(), [card.tags for card in cards], self._window)
        if dialog.exec():
            from app.commands.conversation import TagConversation

            add, remove = dialog.added(), dialog.removed()
            if add or remove:
                self._give(cards, lambda card: TagConversation(card.row.id, list(add), list(remove)), _tagged)
        dialog.deleteLater()

    def solve(self) -> None:
        """The picked ones, after a question about what is promised; what has an unsent answer is left alone."""
        from app.commands.conversation import ResolveConversation

        def command(card: ConversationCard) -> object | None:
            return ResolveConversation(card.row.id, self._bridge.new_id(), card.status_rev) if _ends(card) else None

        cards = self.cards()
        known = self._known(cards, command)
        ids = [card.row.id for card in cards if known(card) is not None]
        if not self._owing.stops(ids, self.solve):
            self._give(cards, known, _solved, along=self._owing.along(ids))

    def follow_up(self) -> None:
        """Ask until when."""
        from ui.shell.follow_up import FollowUpDialog

        cards = self._asked_about()
        if not cards:
            return
        dialog = FollowUpDialog(self._bridge.now(), [card.row.follow_up_at for card in cards], self._window)
        if dialog.exec():
            self.put_aside(cards, dialog.until)
        dialog.deleteLater()

    def put_aside(self, cards: Sequence[ConversationCard], until: datetime | None) -> None:
        """Until that time; None: they are not aside any more."""
        from app.commands.follow_up import FollowUp

        def command(card: ConversationCard) -> object | None:
            if card.row.status not in ACTIVE or card.row.follow_up_at == until:
                return None
            return FollowUp(card.row.id, self._bridge.new_id(), until)

        self._give(cards, self._known(cards, command), _put_aside if until is not None else _taken_back)

    def mark_read(self) -> None:
        """All that is there has been seen."""
        from app.commands.conversation import MarkRead

        self._give(
            self.cards(), lambda card: MarkRead(card.row.id, card.log_head) if card.row.unread else None, _marked,
            undo_ms=0,
        )  # fmt: skip

    def junk(self) -> None:
        """The picked ones are no customers'; nothing is said of their senders."""
        self.set_aside(self.cards())

    def set_aside(self, cards: Sequence[ConversationCard]) -> None:
        """These are no customers'."""
        from app.commands.junk import MarkJunk

        def command(card: ConversationCard) -> object | None:
            if card.row.status is Status.SPAM or not may_follow(card.row.status, Status.SPAM):
                return None
            return MarkJunk(card.row.id, self._bridge.new_id(), card.status_rev)

        self._give(cards, self._known(cards, command), _junked)

    def _known(self, cards: Sequence[ConversationCard], make: Make) -> Make:
        """``make``, but of several not for a begun letter: what others see would make it known to them (0072)."""
        return make if not self._are_several(cards) else lambda card: None if card.begun else make(card)

    def _asked_about(self) -> list[ConversationCard]:
        """What is to be asked about; when only begun letters are picked it is said that they are left out."""
        cards = self.cards()
        if cards and self._are_several(cards) and all(card.begun is not None for card in cards):
            self._toast.show_text(_begun_left_out(len(cards)))
            return []
        return cards

    def _are_several(self, cards: Sequence[ConversationCard]) -> bool:
        return len(cards) > 1 or self.is_on

    # ------------------------------------------------------------------ giving

    def _give(
        self, cards: Sequence[ConversationCard], make: Make, words: Callable[[int], str], *, undo_ms: int = UNDO_MS,
        along: Sequence[object] = (),
    ) -> None:  # fmt: skip
        made = [(card, make(card)) for card in cards]
        acts = [act if isinstance(act, tuple) else (act,) for _card, act in made if act is not None]
        begun = sum(1 for card, act in made if act is None and card.begun is not None)
        ends = list(accumulate(len(act) for act in acts))
        given = self._bridge.submit_many([*chain.from_iterable(acts), *along], undo_ms=undo_ms)
        done = [given[end - 1] for end in ends if end <= len(given)]
        beside = given[ends[-1] :] if ends else given
        self.refusals.watch([*done, *beside])
        left = len(cards) - len(done) - begun
        said = partial(_said, words if given else None, len(done), along[: len(beside)], left, begun)
        self._pane.view.drop_picks()
        self._pane.model.catch_up()
        if given and undo_ms:
            self._undo.offer(given, said)
        else:
            self._toast.show_text(said())


def _ends(card: ConversationCard) -> bool:
    """Whether it can be solved: it is not yet, and nothing is written and unsent."""
    row = card.row
    return not row.draft and row.status is not Status.RESOLVED and may_follow(row.status, Status.RESOLVED)


def _said(words: Callable[[int], str] | None, done: int, along: Sequence[object], left: int, begun: int) -> str:
    """What becomes of several, in the language of now."""
    parts = [_("Nothing to change there") if words is None else words(done), told_together(along)]
    parts += [_left_out(left) if left else "", _begun_left_out(begun) if begun else ""]
    return " · ".join(part for part in parts if part)


def _assigned(count: int) -> str:
    return ngettext("{count} request handed over", "{count} requests handed over", count).format(count=count)


def _tagged(count: int) -> str:
    return ngettext("Tags of {count} request changed", "Tags of {count} requests changed", count).format(count=count)


def _solved(count: int) -> str:
    return ngettext("{count} request solved", "{count} requests solved", count).format(count=count)


def _put_aside(count: int) -> str:
    return ngettext("{count} request put aside", "{count} requests put aside", count).format(count=count)


def _taken_back(count: int) -> str:
    return ngettext("{count} request is not aside any more", "{count} requests are not aside any more", count).format(
        count=count
    )


def _marked(count: int) -> str:
    return ngettext("{count} request marked as read", "{count} requests marked as read", count).format(count=count)


def _junked(count: int) -> str:
    return ngettext(
        "{count} request set aside: not a customer", "{count} requests set aside: not customers", count
    ).format(count=count)


def _left_out(count: int) -> str:
    return ngettext("{count} left as it was", "{count} left as they were", count).format(count=count)


def _begun_left_out(count: int) -> str:
    return ngettext("{count} begun letter left out", "{count} begun letters left out", count).format(count=count)


def _kept(bridge: DeskBridge, dialog: "AssignDialog", cards: Sequence[ConversationCard]) -> "AssignDialog":
    """What is written for the receiver of one request outlives the program."""
    if len(cards) == 1:
        place = cards[0].row.id
        fields: dict[str, Field] = {"words": dialog.words.field, "summary": dialog.words.summary}
        keep_fields(bridge, f"assign:{place}", dialog, fields, place)
    return dialog
