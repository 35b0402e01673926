"""What helps one write in the composer; each part works on its face and knows nothing of the others."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage, QTextCursor

from app.client.customer_row import CustomerCard
from app.client.drafting import LaterText
from app.client.row import ConversationCard, TemplateRow
from app.domain.channel import Channel
from ui.bridge.desk_bridge import DeskBridge
from ui.composer.channel import ChannelSwitch
from ui.composer.editor import MessageEditor
from ui.composer.face import ComposerFace
from ui.composer.files import ComposerFiles
from ui.composer.guards import Guards
from ui.composer.later import LaterLine
from ui.composer.mark_menu import MarkMenu, only_in_letters
from ui.composer.marks import BOLD, ITALIC
from ui.composer.offer import Offers
from ui.composer.past import PastTexts
from ui.composer.pasted import Pasted
from ui.composer.quick import QuickReplies
from ui.composer.refused_line import RefusedLine
from ui.composer.screenshot import Screenshot
from ui.composer.sharing import DraftSharing
from ui.composer.spelling import Spelling
from ui.translation import _
from ui.widgets.button import IconButton
from ui.widgets.key_badge import told_key

_PRESSED = ("attach", "screenshot", "marks", "past")
"""What is asked for as if its button were pressed."""


class Aids(QObject):
    """Kept fresh by the composer."""

    def __init__(self, bridge: DeskBridge, face: ComposerFace, files: ComposerFiles) -> None:
        super().__init__(face)
        self._face, self._files = face, files
        self._card: ConversationCard | None = None
        self._customer: CustomerCard | None = None
        self.sharing = DraftSharing(bridge, self)
        self.offers = Offers(bridge, face.offer, face.editors)
        self.spelling = Spelling(bridge, (face.editors.reply, face.editors.note))
        self.spelling.none_left.connect(lambda: face.hint.set_text(_("No misspelled words.")))
        self.guards = Guards(bridge, face.guard, face.envelope, face.recipients)
        self.later, self._refused = LaterLine(bridge, face), RefusedLine(bridge, face)
        self.guards.note_wanted.connect(self._make_note)
        self.later.taken_back.connect(self._take_back)
        self.channels = ChannelSwitch(face.guard, face.envelope, face.top)
        self.channels.impossible.connect(face.hint.set_text)
        face.top.channel_pressed.connect(partial(self.channels.switch, by_key=False))
        self._bridge = bridge
        self._quick = QuickReplies(bridge, face, files)
        self.marks, self.past = MarkMenu(face), PastTexts(bridge, face)
        self.screenshot = Screenshot(face)
        self.screenshot.taken.connect(self._add_picture)
        self.screenshot.impossible.connect(self._say_no_screenshot)
        face.shot.clicked.connect(self.screenshot.take)
        face.emoji_button.clicked.connect(face.emoji.offer)
        face.emoji.chosen.connect(self._insert)
        face.emoji.closed.connect(face.editors.focus_text)
        face.templates.edit_wanted.connect(self._edit_texts)
        self.slots = self._make_slots()
        """What keys and menus ask for, by their ids."""
        face.editors.reply.slash_pressed.connect(self._on_slash)
        face.quick.clicked.connect(lambda _checked=False: self.quick_reply())

    def _make_slots(self) -> dict[str, Callable[[], object]]:
        face = self._face
        slots: dict[str, Callable[[], object]] = {
            "spelling": self.check_spelling,
            "reply-other": self.channels.switch,
            "emoji": face.emoji.offer,
            "bold": partial(self.marks.put, BOLD),
            "italic": partial(self.marks.put, ITALIC),
            "paste-picture": self._paste_picture,
            "copies": self._add_copies,
            "texts": self._edit_texts,
        }
        for name, button in zip(_PRESSED, (face.attach, face.shot, face.marks, face.past), strict=True):
            slots[name] = partial(self._press, button)
        return slots

    def open(self, card: ConversationCard | None, customer: CustomerCard | None) -> None:
        """Another conversation is open."""
        self._card, self._customer = card, customer
        self.spelling.show_for(card, customer)

    def refresh(self, card: ConversationCard | None, customer: CustomerCard | None) -> None:
        """It was touched, or another text of it is shown."""
        if customer != self._customer:
            self.spelling.show_for(card, customer)
        self._card, self._customer = card, customer
        self.offers.show_for(card)
        self.past.show_for(card)
        self.channels.show_for(card, customer)
        self.later.show_for(card)
        self._refused.show_for(card)
        by = (self._face.envelope.channel or card.row.channel) if card is not None else None
        is_letter = by is Channel.EMAIL and not self._face.editors.is_note
        self._face.recipients.show_for(card, customer, self._bridge, is_letter=is_letter)

    def check_spelling(self) -> None:
        """Go to the next misspelled word."""
        self.spelling.next_mistake(self._face.editors.shown)

    def _insert(self, sign: str) -> None:
        self._face.editors.shown.insert(sign)
        self._face.editors.focus_text()

    def _add_picture(self, picture: QImage) -> None:
        self._files.take(Pasted(picture=picture))

    def _say_no_screenshot(self) -> None:
        words = _("This system lets no program look at the screen. Press its own key for that, then {key} here.")
        self._face.hint.set_text(words.format(key=told_key("Ctrl+V")))

    def _press(self, button: IconButton) -> None:
        """As the button does; where there is none now, say why."""
        if not button.isHidden():
            button.click()
            return
        face = self._face
        why = {
            face.marks: only_in_letters(),
            face.past: _("No other text stood here before."),
        }
        face.hint.set_text(why.get(button, _no_files()))

    def _paste_picture(self) -> None:
        """What is in the clipboard, as a picture."""
        if self._face.editors.is_note:
            self._face.hint.set_text(_no_files())
        else:
            self._files.paste_picture()

    def _add_copies(self) -> None:
        if self._face.recipients.isHidden():
            self._face.hint.set_text(_("Only a letter can have copies."))
            return
        self._face.recipients.ask()

    def _edit_texts(self) -> None:
        from ui.composer.template_dialog import open_templates

        chosen = self._face.templates.current
        self._face.templates.close_list()
        handout = self._files.opening.look.files.handout
        open_templates(self._bridge, self._face.window(), handout, chosen=chosen)

    def _make_note(self) -> None:
        """What was written to the customer was meant for colleagues: it goes under what the note has already."""
        editors = self._face.editors
        text = editors.reply.text
        editors.reply.clear()
        self._face.top.switched.emit()
        _write_under(editors.note, text)

    def _take_back(self, text: LaterText) -> None:
        """An answer for a later time is written on."""
        editors = self._face.editors
        if editors.is_note:
            self._face.top.switched.emit()
        editors.reply.prepend(f"{text.text}\n\n" if editors.reply.text.strip() else text.text)
        self._files.keep(text.files)
        editors.focus_text()

    def _on_slash(self) -> None:
        if self._card is not None:
            self._quick.offer_for_slash(self._card, self._customer)

    def quick_reply(self, template: TemplateRow | None = None) -> None:
        """Offer texts to reuse, or put in one that was chosen elsewhere."""
        if self._card is not None and not self._face.editors.is_note:
            self._quick.offer(self._card, self._customer, template)


def _no_files() -> str:
    return _("Files and pictures go with an answer, not with a note.")


def _write_under(editor: MessageEditor, text: str) -> None:
    """Put a text under all that is written, an empty line between them."""
    editor.moveCursor(QTextCursor.MoveOperation.End)
    before = editor.text
    gap = max(0, 2 - len(before) + len(before.rstrip("\n"))) if before.strip() else 0
    editor.insert("\n" * gap + text)
