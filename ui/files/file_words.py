"""Files of messages in words and as chips: what they are, how far they came, and what is wrong with them."""

from collections.abc import Iterable

from app.client.danger import dangers_of_name
from app.client.row import FileRow
from app.domain.danger import Danger
from app.language.plain_text import one_line
from ui.translation import _
from ui.widgets.pill import Pill, PillKind
from ui.wording import file_icon, size_text


def file_pill(file: FileRow) -> Pill:
    """A file as a chip: red with a virus, amber when its name is a warning."""
    name, state = one_line(file.name, 120), file_state(file)
    if file.scan == "infected":
        return Pill(name, PillKind.DANGER, "shield-alert", tail=state)
    tail = " · ".join(it for it in (size_text(file.size), state) if it)
    here = file.local or file.transfer is not None
    if dangers_of_name(file.name):
        return Pill(name, PillKind.WARNING, "triangle-alert", "" if here else "download", tail)
    return Pill(name, PillKind.OUTLINE, file_icon(file.content_type, file.name), "" if here else "download", tail)


def file_state(file: FileRow) -> str:
    """How far it came, or why it goes no further; empty when there is nothing to say."""
    if file.scan == "infected":
        return _("virus found, not handed out")
    moved = file.transfer
    if moved is not None and moved.failed:
        return _FAILED().get(moved.failed, _("cannot be had"))
    if moved is not None and moved.size:
        percent = int(100 * moved.done / moved.size)
        return _("sent: {percent} %").format(percent=percent) if moved.up else _("{percent} %").format(percent=percent)
    if moved is not None:
        return _("still to be fetched")
    return _("not checked for viruses yet") if file.scan == "unknown" else ""


def _FAILED() -> dict[str, str]:
    return {
        "not_here": _("no longer on the server"),
        "infected": _("virus found, not handed out"),
        "not_checked": _("not checked for viruses yet"),
        "file_lost": _("lost on this computer"),
        "file_too_large": _("too large for the server"),
        "file_infected": _("virus found, not sent"),
        "file_refused": _("not taken by the server"),
    }


def file_sentence(file: FileRow) -> str:
    """The file for a screen reader."""
    parts = [one_line(file.name, 120), size_text(file.size), file_state(file)]
    parts += [danger_word(it) for it in dangers_of_name(file.name)]
    return ", ".join(it for it in parts if it)


def danger_word(danger: Danger) -> str:
    """One reason for care."""
    words = {
        Danger.PROGRAM: _("it is a program"),
        Danger.SCRIPT: _("it is a script that can run commands"),
        Danger.SHORTCUT: _("it is a shortcut that can start anything"),
        Danger.DISK_IMAGE: _("it is a disk image; what is in it is not checked by the system"),
        Danger.WEB_PAGE: _("it is a web page that may pretend to be another one and ask for passwords"),
        Danger.MACROS: _("it may hold macros, little programs that start with the document"),
        Danger.DOUBLE_ENDING: _("its name pretends to be another kind of file"),
        Danger.TURNED_NAME: _("its name holds hidden characters that turn it around"),
        Danger.OTHER_CONTENT: _("its content is of another kind than its name says"),
    }
    return words[danger]


def danger_sentence(name: str, dangers: Iterable[Danger]) -> str:
    """Why to be careful, before it is opened."""
    reasons = "; ".join(danger_word(it) for it in dangers)
    words = _("“{name}” can be dangerous: {reasons}. Open it only if you expected it.")
    return words.format(name=one_line(name, 120), reasons=reasons)


def file_hint(name: str) -> str:
    """What can be done with a kind of file that not every computer opens; empty for all others."""
    hints = {
        "heic": _("Photo of an iPhone: if nothing here shows it, save it, or ask for a JPEG"),
        "heif": _("Photo of an iPhone: if nothing here shows it, save it, or ask for a JPEG"),
        "rar": _("Archive: opens with WinRAR, 7-Zip or the system's archive program"),
        "7z": _("Archive: opens with 7-Zip or the system's archive program"),
        "eml": _("A whole letter: opens in the mail program"),
        "msg": _("A letter of Outlook: opens in Outlook"),
    }
    return hints.get(name.lower().rpartition(".")[2], "")
