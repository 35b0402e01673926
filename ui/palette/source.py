"""What the palette finds at once in the data of this computer: texts to reuse."""

from collections.abc import Callable, Iterable

from app.client.row import TemplateRow
from app.language.plain_text import one_line
from ui.bridge.desk_bridge import DeskBridge
from ui.palette.entry import Entry, Group, Question
from ui.translation import _


class Texts:
    """Quick replies: chosen, they are put into the answer."""

    def __init__(self, bridge: DeskBridge, insert: Callable[[TemplateRow], object]) -> None:
        self._bridge = bridge
        self._insert = insert

    def entries(self, question: Question) -> Iterable[Entry]:
        """By title and by what they say."""
        if Group.TEXT not in question.groups or not (question.text or question.alone):
            return []
        return [self._entry(it) for it in self._bridge.queries.templates()]

    def _entry(self, template: TemplateRow) -> Entry:
        files = [one_line(it.file.name, 80) for it in template.files]
        return Entry(
            Group.TEXT, one_line(template.title), lambda: self._insert(template), more=one_line(template.body),
            icon="paperclip" if files else "zap", tail=_("insert"), also=" ".join((one_line(template.body), *files)),
        )  # fmt: skip
