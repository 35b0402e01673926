"""What each command is called where changes are listed, by its wire name without the version."""

from app.language.catalogue import marked
from ui.translation import _

NAMES = {
    "reply": marked("Reply"),
    "note": marked("Internal note"),
    "resolve": marked("Solve"),
    "set_status": marked("New status"),
    "assign": marked("Assignment"),
    "tag": marked("Tags"),
    "set_field": marked("Field of the request"),
    "link": marked("Linking"),
    "merge": marked("Merging"),
    "unmerge": marked("Merge taken back"),
    "move_entries": marked("Messages moved"),
    "unmove_entries": marked("Messages moved back"),
    "mark_junk": marked("Not a customer"),
    "mark_customer": marked("A customer after all"),
    "answer_receipt": marked("Read receipt"),
    "take_back": marked("Letter taken back"),
    "send_again": marked("Letter sent again"),
    "serve_author": marked("Another customer"),
    "mark_read": marked("Read mark"),
    "save_template": marked("Text to reuse"),
    "remove_template": marked("Text to reuse deleted"),
    "send_later": marked("Answer for a later time"),
    "change_later": marked("Another time for an answer"),
    "cancel_later": marked("Answer for a later time taken back"),
    "see_notices": marked("Seen notices"),
    "log_call": marked("Call"),
    "open_by_phone": marked("New request"),
    "open_by_mail": marked("New request"),
    "log_handling": marked("Handling time"),
    "make_promise": marked("Promise"),
    "settle_promise": marked("Promise settled"),
    "move_promise": marked("Another time for a promise"),
    "state_preference": marked("Preference"),
    "block": marked("Block of a visitor"),
    "unblock": marked("End of a block"),
    "redact": marked("Erasure"),
    "set_hold": marked("Legal hold"),
    "give_up_file": marked("File left out"),
    "give_up_text_file": marked("File left out"),
    "save_view": marked("Kept search"),
    "remove_view": marked("Kept search given up"),
    "follow_up": marked("Follow-up"),
    "watch": marked("Watching"),
    "merge_customers": marked("Two customers made one"),
    "part_customers": marked("Customers parted again"),
    "add_identity": marked("New address of a customer"),
    "remove_identity": marked("Address of a customer removed"),
    "verify_identity": marked("Address of a customer confirmed"),
    "edit_customer": marked("Facts about a customer"),
    "set_organisation": marked("Company of a customer"),
    "change_queue": marked("Another queue"),
    "save_draft": marked("Draft"),
    "settle_draft": marked("Draft settled"),
}

OTHER = marked("Another change")
"""One this version of the program does not know."""


def name_of(wire_name: str) -> str:
    """What the operator did, by the command's name without its version."""
    return _(NAMES.get(wire_name, OTHER))
