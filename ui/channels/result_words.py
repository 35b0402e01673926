"""What a try found, in words."""

from app.language.plain_text import one_line
from app.protocol.inbox import FoundInbox, TestedInbox, Verdict
from ui.channels.words import of_state
from ui.translation import _, ngettext
from ui.wording import locale, whole_day

SHOWN_FOLDERS = 12
NOT_TRIED = "not_tried"


def is_good(tested: TestedInbox) -> bool:
    """Whether letters can be read and sent."""
    return not tested.imap.code and not tested.smtp.code


def verdict_words(title: str, verdict: Verdict) -> str:
    """One server: a yes, or what is the matter and what to do."""
    if not verdict.code:
        return _("{server}: it works.").format(server=title)
    if verdict.code == NOT_TRIED:
        return _("{server}: no server was named. Go back and enter it.").format(server=title)
    told = of_state(verdict.code)
    said = f" ({verdict.said})" if verdict.said else ""
    return f"{title}: {_lower(told.happened.rstrip('.'))}{said}. {told.to_do}".strip()


def found_words(tested: TestedInbox) -> str:
    """What is in the mailbox."""
    if tested.imap.code:
        return ""
    count = locale().toString(tested.count)
    words = [ngettext("{count} letter in the mailbox", "{count} letters in the mailbox", tested.count)]
    words[0] = words[0].format(count=count)
    if tested.oldest is not None and tested.newest is not None:
        span = _("the oldest from {oldest}, the newest from {newest}")
        words.append(span.format(oldest=whole_day(tested.oldest), newest=whole_day(tested.newest)))
    names = ", ".join(one_line(it, 60) for it in tested.folders[:SHOWN_FOLDERS])
    more = ", …" if len(tested.folders) > SHOWN_FOLDERS else ""
    folders = ngettext("{count} folder", "{count} folders", len(tested.folders)).format(count=len(tested.folders))
    sent = _("sent letters are kept in “{folder}”").format(folder=tested.sent_folder)
    none = _("there is no folder of sent letters")
    listed = f": {names}{more}" if names else ""
    return f"{', '.join(words)}.\n{folders}{listed}; {sent if tested.sent_folder else none}."


def access_words(found: FoundInbox, *, mending: bool) -> str:
    """What the provider wants, before anything is asked for."""
    if mending:
        return _("Enter what has changed. It is tried before it is kept; until then everything stays as it is.")
    if not found.provider:
        known = _("The mail servers answered under their common names. Check them below.")
        unknown = _("No mail server was found under a common name. Enter the servers of your provider below.")
        return known if found.settings.get("imap_host") else unknown
    parts = [_("The mailbox is at {provider}.").format(provider=found.title)]
    if found.sign_in:
        parts.append(_("The safest way is to sign in there in the browser; no password is kept."))
    elif found.sign_in_known and found.password == "none":
        parts.append(
            _("It lets programs in only by signing in, and this server is not registered there yet. "
              "An administrator does it once: deskhand-server provider {code}.").format(code=found.provider)
        )  # fmt: skip
    if found.password == "app":
        parts.append(_("It wants an app password: one that is made for this program and can be taken back."))
    if found.access_url:
        parts.append(_("Mail programs must be allowed in its settings: {url}").format(url=found.access_url))
    return " ".join(parts)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
