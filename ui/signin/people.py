"""Who else works at this computer, and how much of theirs has not gone out."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.client.port import Problem, Profile
from app.language.plain_text import one_line
from ui.theme.tokens import theme
from ui.translation import _, language, ngettext
from ui.widgets.base import follow
from ui.widgets.button import Button
from ui.widgets.foreign import tooltip
from ui.wording import button_text


def person_words(profile: Profile) -> str:
    """``Anna: 2 unsent``, and why it cannot go out."""
    name = profile.person.user_name
    if Problem.KEYS_LOST in profile.problems:
        return _("{name}: the key to the unsent work is lost").format(name=name)
    if not profile.unsent:
        return name
    words = ngettext("{name}: {count} unsent", "{name}: {count} unsent", profile.unsent)
    return words.format(name=name, count=profile.unsent)


class PeopleList(QWidget):
    """A button a person. Unsent changes go out under that person's sign-in or not at all."""

    chosen = Signal(object)
    """Somebody goes on with work of before. Carries the ``Profile``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people: Sequence[Profile] = ()
        self.title = QLabel()
        self.title.setProperty("role", "secondary")
        self.buttons: list[Button] = []
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
            button = Button(icon_name="user-round")
            button.clicked.connect(self._on_clicked)
            self._column.addWidget(button)
            self.buttons.append(button)
        self.setVisible(bool(people))
        self.retranslate()
        self.restyle()

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
            words, company = person_words(profile), profile.person.company(language())
            button.setText(button_text(words))
            button.setToolTip(tooltip(f"{company} · {profile.server_url}"))
            button.setAccessibleName(one_line(f"{words}, {company}"))

    def restyle(self) -> None:
        """Sizes of now."""
        self._column.setSpacing(theme().space(3))
        self._column.setContentsMargins(0, 0, 0, theme().space(7))  # what follows is another way in
