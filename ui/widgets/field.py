"""Fields: a choice, the search and command field of the menu bar, a labelled text field, a password."""

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.theme.icon import icon, paint_icon
from ui.theme.tokens import theme
from ui.translation import _
from ui.widgets.base import follow
from ui.widgets.key_badge import badge_width, paint_badge

_LEAD, _CLEAR = "lead", "_q_qlineeditclearaction"


def lead(field: QLineEdit, picture: QIcon) -> None:
    """Put a picture at the beginning of a field; ``name_field`` names it, too."""
    field.addAction(picture, QLineEdit.ActionPosition.LeadingPosition).setObjectName(_LEAD)


def name_field(field: QLineEdit, name: str) -> None:
    """What a field is called, in the window's language, with the parts that Qt makes buttons of."""
    field.setAccessibleName(name)
    for action in field.actions():
        if action.objectName() in (_LEAD, _CLEAR):
            action.setText(name if action.objectName() == _LEAD else _("Empty the field"))


class FilterField(QLineEdit):
    """Narrows what is shown beside it. Its window's keys come first: Ctrl+E solves, also here."""

    def event(self, event: QEvent) -> bool:
        """On Linux Qt would take Ctrl+E for the end of the line."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.ShortcutOverride:
            is_held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if is_held and event.matches(QKeySequence.StandardKey.MoveToEndOfLine):
                return False
        return super().event(event)


class SearchField(FilterField):
    """Looks like a field, opens the palette: a press or a first letter is passed on."""

    asked = Signal(str)
    """The person wants to search. Carries what was typed so far."""

    def __init__(self, placeholder: str = "", key: str = "Ctrl+K", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self.setObjectName("search_field")
        self.textEdited.connect(self.asked)
        self.returnPressed.connect(self._on_returned)
        self.set_placeholder(placeholder)
        self.restyle()

    def set_placeholder(self, text: str) -> None:
        """What can be found, in the window's language."""
        self.setPlaceholderText(text)
        self.setAccessibleName(text)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Sizes and margins of now."""
        look = theme()
        self.setFont(look.font("meta"))
        self.setFixedSize(look.size("search.width"), look.size("menu.item"))
        left = look.size("icon.sm") + look.space(4)
        self.setTextMargins(left - look.space(2), 0, badge_width(self._key), 0)

    def retranslate(self) -> None:
        """Its words come from outside."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field, a glass and the key."""
        super().paintEvent(event)
        look = theme()
        painter = QPainter(self)
        side = look.size("icon.sm")
        paint_icon(painter, QRectF(look.space(4), 0, side, self.height()), "search", "text.tertiary")
        width = badge_width(self._key)
        paint_badge(painter, QRectF(self.width() - width - look.space(2), 0, width, self.height()), self._key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The palette has a field of its own."""
        self.asked.emit(self.text())

    def _on_returned(self) -> None:
        self.asked.emit(self.text())


class ChoiceField(QComboBox):
    """One of several; the sheet takes Qt's arrow away, ours follows the theme."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field and its arrow."""
        super().paintEvent(event)
        look = theme()
        side = look.size("icon.sm")
        place = QRectF(self.width() - side - look.space(4), 0, side, self.height())
        paint_icon(QPainter(self), place, "chevron-down")


class PasswordField(QLineEdit):
    """A password that can be looked at; it is hidden again when the field loses the focus."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setProperty("large", True)
        self._eye = self.addAction(icon("eye"), QLineEdit.ActionPosition.TrailingPosition)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._on_toggled)
        self.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow theme and language."""
        if hasattr(self, "_eye"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Nothing of its own."""

    def retranslate(self) -> None:
        """The words of the eye."""
        shown = self._eye.isChecked()
        self._eye.setText(_("Hide the password") if shown else _("Show the password"))
        self._eye.setToolTip(self._eye.text())

    def hide_password(self) -> None:
        """Back to dots."""
        self._eye.setChecked(False)

    def _on_toggled(self, shown: bool) -> None:
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.setIcon(icon("eye-off" if shown else "eye"))
        self.retranslate()

    def focusOutEvent(self, event: object) -> None:
        """Nobody leaves a password in sight; the eye itself takes no focus."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.hide_password()


class LabelledField(QWidget):
    """A label, a field, and below them a hint or what is wrong with it."""

    def __init__(self, label: str, field: QLineEdit | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel(label)
        self.field = field or QLineEdit()
        self.field.setProperty("large", True)
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.hide()
        self.label.setBuddy(self.field)
        self.label.setProperty("role", "secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme().space(2))
        for part in (self.label, self.field, self.hint):
            column.addWidget(part)
        self.set_label(label)
        self.restyle()

    def set_label(self, label: str) -> None:
        """Name the field, in the window's language."""
        self.label.setText(label)
        name_field(self.field, label.replace("&", ""))

    def set_hint(self, text: str, role: str = "tertiary") -> None:
        """Say something below; role ``danger`` also marks the field. An empty text hides the line."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text))
        self.field.setAccessibleDescription(text)
        self.field.setProperty("invalid", role == "danger" and bool(text))
        self.hint.setProperty("role", role)
        for part in (self.hint, self.field):
            part.style().unpolish(part)
            part.style().polish(part)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        if hasattr(self, "hint"):
            follow(self, event)
        super().changeEvent(event)

    def restyle(self) -> None:
        """Fonts of now."""
        self.label.setFont(theme().font("meta", weight=500))
        self.hint.setFont(theme().font("meta"))

    def retranslate(self) -> None:
        """Its words come from outside."""
