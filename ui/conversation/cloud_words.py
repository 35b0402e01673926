"""Large files that a letter left in a cloud: how they are named, and what is said before one is opened."""

from urllib.parse import urlsplit

from app.language.cloud_link import CloudLink
from app.language.plain_text import one_line
from ui.translation import _
from ui.widgets.pill import Pill, PillKind


def cloud_name(link: CloudLink) -> str:
    """Its name, as far as the letter told it."""
    return one_line(link.name, 80) or _("a file")


def host_of(address: str) -> str:
    """The host that an address leads to, as a browser reads it; empty for what is no address."""
    try:
        return one_line(urlsplit(address).hostname or "", 80)
    except ValueError:
        return ""


def cloud_pill(link: CloudLink) -> Pill:
    """As a chip: what and where."""
    return Pill(cloud_sentence(link), PillKind.OUTLINE, "cloud", "external-link")


def cloud_sentence(link: CloudLink) -> str:
    """``In the cloud: video.mp4, disk.yandex.ru``."""
    return _("In the cloud: {name}, {host}").format(name=cloud_name(link), host=host_of(link.url))


def cloud_question(link: CloudLink) -> str:
    """What is said before it is opened."""
    words = _("The file lies at {host}. Nobody has checked it. Open it only if you expected it from this customer.")
    return words.format(host=host_of(link.url))
