"""Why an action of the menus cannot be done now."""

from ui.translation import _

_OF_REQUEST = frozenset(
    {
        "reply", "reply-other", "note", "mention", "send", "send-status", "greet", "macro", "solve", "assign", "junk",
        "junk-choose", "print", "find", "followup", "promise", "tags",
        "fields", "merge", "link", "rethread", "why", "copy-link",
        "attach", "screenshot", "paste-picture", "marks", "bold", "italic", "copies", "past",
    }
)  # fmt: skip


def reason(action_id: str, *, has_desk: bool) -> str:
    """One sentence with what to do about it."""
    if not has_desk:
        return _("Sign in first.")
    if action_id in _OF_REQUEST:
        return _("Open a request first; some can be done only by those who may.")
    if action_id.startswith("promise-"):
        return _("Open a request in which something is promised first.")
    reasons = {
        "undo-send": _("Nothing is leaving that could be taken back."),
        "answer": _("No call comes in."),
        "decline": _("No call comes in."),
        "hangup": _("You are in no call."),
        "discard-letter": _("No new letter is open that nobody has got yet."),
        "back": _("No request was open before this one."),
        "forward": _("You have not gone back from anywhere."),
        "customer-after-all": _("This request is neither among the junk nor taken for a program's."),
    }
    return reasons.get(action_id, _("Not possible now."))
