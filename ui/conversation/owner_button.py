"""Whose a request is, and what they do: pressing it asks whose it shall be."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QMenu

from app.client.row import ConversationCard, UserRow
from app.language.plain_text import one_line
from ui.standing import standing_sign, standing_words
from ui.standing_item import beside
from ui.theme.icon import icon
from ui.translation import _
from ui.widgets.foreign import tooltip
from ui.widgets.pill import Pill, PillButton, PillKind, pill_width
from ui.wording import button_text

_MOST_COLLEAGUES = 25

_Choosing = Callable[[object], Callable[[], object]]
"""Makes what is done when that owner is chosen."""


class OwnerButton(PillButton):
    """The last part of the header's second line."""

    state_of: Callable[[UUID | None], str | None] = staticmethod(lambda user_id: None)
    """What a colleague does: a state, or None when it is not known."""

    def show_owner(self, card: ConversationCard) -> None:
        """Show whose it is; what they do is said behind the name when it is not the usual."""
        owner = one_line(card.assignee_name)
        state = self.state_of(card.row.assignee_id)
        word = standing_words(state) if owner else ""
        sign = standing_sign(state) if word else "user-round-check" if owner else "user-round"
        said = beside(owner or _("Nobody"), word)
        self.set_pill(Pill(owner or _("Nobody"), PillKind.NEUTRAL, sign, tail=word))
        self.setAccessibleName(_("Owner: {name}. Change").format(name=said))
        self.setToolTip(tooltip(said) if word else "")

    @property
    def painted(self) -> Pill:
        """The name alone where there is no room for both: the sign and the tooltip say what they do."""
        return self._pill if self.width() >= self.sizeHint().width() else replace(self._pill, tail="")

    def minimumSizeHint(self) -> QSize:
        """The name is never cut. A colleague who goes to lunch makes no window wider."""
        whole = self.sizeHint()
        return QSize(pill_width(replace(self._pill, tail="")), whole.height())

    def offer(self, menu: QMenu, owner: UUID | None, me: object, users: Sequence[UserRow], choosing: _Choosing) -> None:
        """Put into a menu whose it may be: mine, nobody's, or colleagues' with what they do."""
        if owner != me:
            menu.addAction(_("Assign to me"), choosing(me))
        if owner is not None:
            menu.addAction(_("Back to the queue"), choosing(None))
        menu.addSeparator()
        for user in [it for it in users if it.id not in (owner, me)][:_MOST_COLLEAGUES]:
            state = self.state_of(user.id)
            act = menu.addAction(button_text(beside(user.name, standing_words(state))), choosing(user.id))
            if sign := standing_sign(state):
                act.setIcon(icon(sign))
