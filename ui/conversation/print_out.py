"""A request on paper: what is shown of it as plain text, page by page, over the print dialog of the system."""

from collections.abc import Sequence
from html import escape
from uuid import UUID

import shiboken6
from PySide6.QtCore import QMarginsF, QObject, Signal
from PySide6.QtGui import QPageLayout, QTextDocument, QTextOption
from PySide6.QtWidgets import QDialog, QWidget

from app.client.query import Queries
from app.client.row import ConversationCard, EntryRow
from app.language.plain_text import full_body, one_line
from ui.conversation.block_words import missing_text, number_text
from ui.conversation.entry_text import TimelineWords
from ui.conversation.item import Item, Shape, text_of
from ui.theme.font import printed_font
from ui.translation import _
from ui.wording import locale, status_name, whole_day

MOST_ENTRIES = 2_000
_POINTS = 10
_MARGIN_MM = 18
_STYLE = """
p { margin-top: 0; margin-bottom: 0 }
p.head { margin-top: 9px }
p.text { white-space: pre-wrap }
p.event { margin-top: 9px; font-style: italic }
"""
_MOST_CHARACTERS = 200_000
"""Of one entry: a longer one is a file that somebody pasted."""


def page_of(
    card: ConversationCard, entries: Sequence[EntryRow], words: TimelineWords, left_out: Sequence[str] = ()
) -> QTextDocument:
    """These entries of the open request; no picture, and of a customer's page only its words.

    ``left_out``: what earlier ones are not among them, in sentences, which stand above the first.
    """
    row = card.row
    title = one_line(row.subject) or _("Without a subject")
    head = " · ".join((number_text(row.number), one_line(row.customer_name), status_name(row.status)))
    parts = [f"<h2>{escape(title)}</h2><p>{escape(head)}</p><hr>"]
    parts += [f"<p class='event'>{escape(told)}</p>" for told in left_out]
    parts += [_entry(entry, words) for entry in entries]
    document = QTextDocument()
    document.setDefaultFont(printed_font(_POINTS))
    document.setDefaultStyleSheet(_STYLE)
    document.setHtml("".join(parts))  # our own few tags around escaped words
    document.setDefaultTextOption(_breaking())
    return document


def _entry(entry: EntryRow, words: TimelineWords) -> str:
    item = Item(entry.at.astimezone(words.zone).date(), entry)
    day = whole_day(item.day)  # paper is kept for years
    when = f"{day}, {words.time(entry)}"
    if item.shape is Shape.LINE:
        return f"<p class='event'>{escape(when)} · {escape(words.event(entry))}</p>"
    bold, quiet = words.headline(entry)
    told = " · ".join(part for part in (when, quiet, words.delivery(entry)) if part)
    text = escape(full_body(text_of(entry), _MOST_CHARACTERS)).replace("\n", "<br>")
    files = "".join(f"<p>{escape(_attached(file.name))}</p>" for file in entry.files)
    return f"<p class='head'><b>{escape(bold)}</b> · {escape(told)}</p><p class='text'>{text}</p>{files}"


def _attached(name: str) -> str:
    return _("Attached: {name}").format(name=one_line(name, 120))


def _breaking() -> QTextOption:
    """An address without a blank goes on in the next line instead of over the edge of the paper."""
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option


class PrintOut(QObject):
    """Prints the open request. Notes are on the paper too: whoever prints it is asked nothing by it."""

    failed = Signal(str)
    """Nothing was printed. Carries the sentence."""

    def __init__(self, queries: Queries, words: TimelineWords, window: QWidget) -> None:
        super().__init__(window)
        self._queries, self._words, self._window = queries, words, window

    def print_request(self, card: ConversationCard) -> None:
        """Ask the system where to, then print; nothing happens when one does not want to after all."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageMargins(QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM), QPageLayout.Unit.Millimeter)
        printer.setDocName(f"{number_text(card.row.number)} {one_line(card.row.subject, 80)}")
        dialog = QPrintDialog(printer, self._window)
        dialog.setWindowTitle(_("Print the request"))
        is_wanted = dialog.exec() == QDialog.DialogCode.Accepted
        shiboken6.delete(dialog)  # it holds the printer, which goes at the end of this
        if is_wanted:
            self.print_on(card, printer)

    def print_on(self, card: ConversationCard, printer: object) -> None:
        """Print on that printer; the paper says when it could not."""
        from PySide6.QtPrintSupport import QPrinter

        from ui.conversation.paper import print_pages

        assert isinstance(printer, QPrinter)
        foot = " · ".join((number_text(card.row.number), one_line(card.row.subject, 80)))
        entries, left_out = self._entries(card.row.id)
        if not print_pages(page_of(card, entries, self._words, left_out), foot, printer):
            self.failed.emit(_("The printer took nothing. Look whether it is on, then print again; nothing was lost."))

    def _entries(self, conversation_id: UUID) -> tuple[list[EntryRow], list[str]]:
        """The newest of the request itself, with all that was merged into it; and what earlier ones there are."""
        whole = self._queries.blocks(conversation_id)[-1:]
        mine = {conversation_id, *(it for block in whole for it in block.members)}
        read = self._queries.timeline(conversation_id, MOST_ENTRIES + 1)  # the request's come last
        entries = [it for it in read if it.conversation_id in mine]
        left_out = [missing_text(block.missing) for block in whole if block.missing]
        if len(entries) > MOST_ENTRIES:
            told = _("Only the newest {count} entries are on this paper; the request has earlier ones.")
            left_out.append(told.format(count=locale().toString(MOST_ENTRIES)))
        return entries[-MOST_ENTRIES:], left_out
