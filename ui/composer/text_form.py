"""The form of a text to reuse: its name, words, gaps and files, and for what and whom it is."""

from uuid import UUID

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from app.client.handout import Handout
from app.client.row import TemplateRow
from app.commands.template import SaveTemplate
from app.domain.channel import Channel
from app.domain.role import SHARE_TEXTS
from app.language.template import TemplateProblem, check
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.gap_row import GapRow
from ui.composer.text_files import TextEdit, TextFiles
from ui.translation import _
from ui.widgets.choice import Choice
from ui.widgets.form import space_out
from ui.wording import channel_name

_CHANNELS = (Channel.EMAIL, Channel.CHAT)


class TextForm(QWidget):
    """Shows one text, and what stands in it now; what of it is kept is not its business."""

    def __init__(self, bridge: DeskBridge, handout: Handout | None = None) -> None:
        """``handout``: where copies of files lie for other programs."""
        super().__init__()
        self._bridge = bridge
        self.title, self.body = QLineEdit(), TextEdit()
        self.language, self.channel, self.scope = Choice(), Choice(), Choice()
        self.gaps, self.files = GapRow(self.body), TextFiles(bridge, self.body, handout)
        self._scopes = _fill_choices(bridge, self.language, self.channel, self.scope)
        self._lay_out()

    def _lay_out(self) -> None:
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        space_out(self._form)
        self.body.setProperty("field", True)
        for words, field in (
            (_("Name"), self.title), (_("Text"), self.body), ("", self.gaps), (_("Files"), self.files),
            (_("Language"), self.language), (_("Channel"), self.channel), (_("For whom"), self.scope),
        ):  # fmt: skip
            self._form.addRow(words, field)
            field.setAccessibleName(words)

    def show_text(self, row: TemplateRow) -> bool:
        """Show it; tells whether this person may change it."""
        self.title.setText(row.title)
        self.body.setPlainText(row.body)
        mine = self._choose_scope(row)
        _choose(self.language, row.locale)
        _choose(self.channel, row.channel)
        self.files.show_files(row.id, row.files, may_change=mine)
        self._form.setRowVisible(self.files, mine or bool(row.files))
        for text in (self.title, self.body):
            text.setReadOnly(not mine)
        for part in (self.language, self.channel, self.scope, self.gaps.insert):
            part.setEnabled(mine)
        return mine

    def write(self, title: str, body: str) -> bool:
        """Put words into it that were written before; False: this person may not change the text."""
        if self.title.isReadOnly():
            return False
        self.title.setText(title)
        self.body.setPlainText(body)
        return True

    def written(self) -> tuple[object, ...]:
        """All that stands in it."""
        chosen = (it.currentData() for it in (self.language, self.channel, self.scope))
        files = tuple(it.id for it in self.files.named())
        return (self.title.text(), self.body.toPlainText(), files, *chosen)

    @property
    def is_shared(self) -> bool:
        """Whether others have the text, too."""
        return bool(self.scope.currentData()[0] != "own")

    def mistake(self) -> str:
        """Why what stands there cannot be kept, in words; empty when it can."""
        title, body = self._words()
        if not title or not body:
            return _("A text needs a name and words.")
        try:
            check(body)
        except TemplateProblem:
            return _("A gap in it is not closed, or is none: look at the curly brackets.")
        return self.files.obstacle

    def saving(self, text_id: UUID) -> SaveTemplate:
        """The command that keeps it as it stands."""
        locale, channel, team_id = self.language.currentData(), self.channel.currentData(), self.scope.currentData()[1]
        title, body = self._words()
        return SaveTemplate(text_id, title, body, locale, channel, self.is_shared, team_id, self.files.named())

    def _words(self) -> tuple[str, str]:
        return self.title.text().strip(), self.body.toPlainText().strip()

    def _choose_scope(self, row: TemplateRow) -> bool:
        """Show for whom a text is; tell whether this person may change it."""
        scope = ("own", None) if row.owner_id else ("team", row.team_id) if row.team_id else ("all", None)
        while self.scope.count() > self._scopes:
            self.scope.removeItem(self._scopes)
        at = next((it for it in range(self._scopes) if self.scope.itemData(it) == scope), self._scopes)
        if at == self._scopes:
            team = dict(self._bridge.queries.teams()).get(row.team_id, "…") if row.team_id else ""
            self.scope.addItem(_("Team {name}").format(name=team) if team else _("Everybody"), scope)
        self.scope.setCurrentIndex(at)
        return at < self._scopes


def _fill_choices(bridge: DeskBridge, language: Choice, channel: Choice, scope: Choice) -> int:
    """Offer what a text may be for; for how many people this person may choose."""
    for words, value in ((_("Any language"), ""), ("Русский", "ru"), ("English", "en")):
        language.addItem(words, value)
    for words, value in ((_("Any channel"), ""), *((channel_name(it), it.value) for it in _CHANNELS)):
        channel.addItem(words, value)
    scope.addItem(_("Only me"), ("own", None))
    if bridge.queries.may(SHARE_TEXTS):
        for team_id, name in bridge.queries.teams():
            scope.addItem(_("Team {name}").format(name=name), ("team", team_id))
        scope.addItem(_("Everybody"), ("all", None))
    return scope.count()


def _choose(field: Choice, value: object) -> None:
    field.setCurrentIndex(next((it for it in range(field.count()) if field.itemData(it) == value), -1))
