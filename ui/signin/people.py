"""Who else works at this computer, and how much of theirs has not gone out."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import (
    QLabel,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
    QStylePainter,
    QVBoxLayout,
    QWidget,
)

from app.client.left_work import LeftWork
from app.client.port import Problem, Profile
from app.language.plain_text import one_line
from ui.left_words import amount_words, course_words
from ui.theme.tokens import theme
from ui.translation import _, language
from ui.widgets.base import follow
from ui.widgets.button import Button
from ui.widgets.foreign import tooltip
from ui.wording import button_text

_NAME = 28
"""Letters of a name: what is unsent, and why, stands after it."""


def person_words(profile: Profile, left: LeftWork | None = None) -> str:
    """``Anna: 2 unsent · the server does not answer``. ``left``: how it goes out meanwhile, when it is looked after."""
    name = _short(profile.person.user_name)
    if Problem.KEYS_LOST in profile.problems:
        return _("{name}: the key to the unsent work is lost").format(name=name)
    unsent, attention = profile.unsent, profile.attention
    if left is not None and left.unsent is not None:
        unsent, attention = left.unsent, left.attention
    why = course_words(left.course) if left is not None and unsent else ""
    words = amount_words(name, unsent, attention)
    return f"{words} · {why}" if why else words


def _short(name: str) -> str:
    whole = one_line(name)
    return whole if len(whole) <= _NAME else f"{one_line(name, _NAME - 1).rstrip()}…"


class PersonButton(Button):
    """Its words are cut where they do not fit: a long name or reason makes no window wider."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent, icon_name="user-round")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_words(self, words: str, company: str, server: str) -> None:
        """Who, and how much is unsent; of whose company, at which server."""
        self.setText(button_text(words))
        self.setToolTip(tooltip(f"{words} · {company} · {server}"))
        self.setAccessibleName(one_line(f"{words}, {company}"))

    @property
    def shown(self) -> str:
        """What of its words is seen."""
        room = self.width() - (self.sizeHint().width() - self.fontMetrics().horizontalAdvance(self.text()))
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, max(room, 0))

    def minimumSizeHint(self) -> QSize:
        """A few letters."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), theme().size("toast") // 2), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """As ever, with what fits."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = self.shown
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)


class PeopleList(QWidget):
    """A button a person. What is unsent goes out under that person's sign-in or not at all; how is told as it goes."""

    chosen = Signal(object)
    """Somebody goes on with work of before. Carries the ``Profile``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: Sequence[Profile] = ()
        self._left: dict[str, LeftWork] = {}
        self.title = QLabel()
        self.title.setProperty("role", "secondary")
        self.buttons: list[PersonButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.title)
        self.retranslate()
        self.hide()

    def show_people(self, people: Sequence[Profile]) -> None:
        """The one used last first."""
        self._people = people
        for button in self.buttons:
            button.deleteLater()
        self.buttons = []
        for _profile in people:
            button = PersonButton()
            button.clicked.connect(self._on_clicked)
            self._column.addWidget(button)
            self.buttons.append(button)
        self.setVisible(bool(people))
        self.retranslate()
        self.restyle()

    @Slot(object)
    def show_left(self, left: Sequence[LeftWork]) -> None:
        """What they left goes out beside, or cannot: who is named stays where they are."""
        self._left = {it.key: it for it in left}
        self.retranslate()

    def _on_clicked(self) -> None:
        at = next((at for at, button in enumerate(self.buttons) if button is self.sender()), None)
        if at is not None:
            self.chosen.emit(self._people[at])

    # Qt

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_column"):
            follow(self, event)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """All words; the buttons with them."""
        self.title.setText(_("Who works at this computer"))
        for profile, button in zip(self._people, self.buttons, strict=True):
            words, company = person_words(profile, self._left.get(profile.key)), profile.person.company(language())
            button.set_words(words, company, profile.server_url)

    def restyle(self) -> None:
        """Sizes of now."""
        self._column.setSpacing(theme().space(3))
        self._column.setContentsMargins(0, 0, 0, theme().space(7))  # what follows is another way in
