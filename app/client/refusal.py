"""Every code the server can give for a refused command or a message that did not arrive, as a sentence."""

from app.domain.reason import data_of
from app.language.catalogue import Catalogue, marked
from app.language.delivery_words import told

REFUSALS = {
    "newer_messages": marked("Not sent: newer messages came while you were writing. Read them, then send or discard."),
    "too_old": marked("Not sent: it waited too long. Read the conversation, then send or discard."),
    "assignee_changed": marked("Somebody else took this conversation first. Your change is kept here."),
    "promise_settled": marked("Somebody else settled this promise first. Nothing was changed."),
    "promise_moved": marked("Somebody else gave this promise another time first. Your change is kept here."),
    "queue_changed": marked("Somebody else moved this conversation first. Your change is kept here."),
    "status_changed": marked(
        "The status was changed by somebody else, or the customer wrote. Your change is kept here."
    ),
    "status_not_allowed": marked("The conversation cannot go to this status from the one it has."),
    "merged": marked(
        "Not done: one of the requests was merged, or parted again, in the meantime. Nothing was changed."
    ),
    "other_customer": marked("Not merged: they are requests of different customers. Link them instead."),
    "moved": marked("Not moved: somebody else has moved one of the messages already. Nothing was changed."),
    "leaving": marked("Not moved: a message of ours among them is still being sent. Try again when it has left."),
    "letter_left": marked(
        "That letter has left meanwhile, or is leaving. Look at the request before you send another."
    ),
    "already_sent": marked("It has been sent already, or was taken back. Nothing was changed."),
    "machine_mail": marked("Not sent: this letter came from a machine, which must not be answered."),
    "address_taken": marked("Not added: another customer has this address. If it is the same person, merge the two."),
    "merged_already": marked("Not merged: one of the two was merged by somebody else. Look at the customer again."),
    "merged_away": marked(
        "Not erased: this customer was merged with another one. Erase that one, or part the two first."
    ),
    "merge_on_hold": marked("Not merged: a legal hold is on one of the two. Nothing was changed."),
    "closed": marked("Not sent: the request is closed. Copy the text; if the customer writes again, a new one opens."),
    "empty": marked("Not sent: there was nothing in it."),
    "too_long": marked("Not sent: the text is too long. Copy it and send it as a file."),
    "gone": marked("Not done: what it is about does not exist any more. Copy the text if you need it."),
    "forbidden": marked("Not sent: you may not do this. Copy the text if you need it."),
    "invalid": marked("Not done: the server could not read the change. Copy the text if you need it."),
    "dependency": marked("Not done: an earlier change it builds on was refused. Settle that one first."),
    "entry_id_taken": marked("Not sent: the server has another message in its place. Copy the text and send it again."),
    "file_id_taken": marked("Not sent: a file of it belongs to another message. Copy the text and send it again."),
    "command_id_taken": marked("Not done: the server has another change in its place. Copy the text and do it again."),
    "result_expired": marked(
        "The server no longer knows what became of this change. Look into the conversation before you repeat it."
    ),
    "unknown_command": marked("Not done: the server is older than this program. Ask the administrator to update it."),
    "legal_hold": marked("Not erased: a legal hold is on it. Lift the hold first; nothing was changed."),
    "erased": marked("Not done: this was erased for good, and your text about it with it."),
    "internal": marked("Not done: something went wrong on the server. Your text is kept here; tell the administrator."),
}
"""Codes of ``command_result``."""

DELIVERIES = {
    "channel_not_connected": marked("This channel is not connected. Answer in another one."),
    "awaiting_blobs": marked("Its files have not reached the server yet."),
    "chat_takes_no_files": marked("The web chat takes no files. Send them by mail."),
    "files_never_came": marked("Its files never reached the server. Take it back into the editor and send it again."),
    "taken_back": marked("It was taken back into the editor."),
    "newer_messages": marked(
        "The customer wrote before it could leave. Read that; take it back into the editor if it is still right."
    ),
    "file_lost": marked("A file of it is no longer on this computer. Take it back, add the file again, and send it."),
    "file_too_large": marked("The server takes no file as large. Take it back and send it without that file."),
    "file_infected": marked("A file of it holds a virus. Take it back and send it without that file."),
    "file_refused": marked("The server did not take a file of it. Take it back and send it without that file."),
    "awaiting_check": marked("Its files are not checked for viruses yet."),
    "webhook_unreachable": marked("The program that joins this messenger does not answer. It is tried again."),
    "no_webhook": marked("This messenger has no address to send to. Tell the administrator."),
    "webhook_inside": marked(
        "The address of this messenger lies in the company's own network, where the server may not go by itself. "
        "Tell whoever runs the server."
    ),
    "no_thread": marked("This customer has never written through this messenger. Answer in another channel."),
    "refused_there": marked("The messenger refused the message."),
    "no_chat_page": marked("This customer has never written in the web chat. Answer in another channel."),
    "internal": marked("Something went wrong on the server. Tell the administrator, then send it again."),
}
"""Codes of ``Delivery.reason`` beside those of mail; whatever else stands there is a sentence already."""

OVER = {
    "webhook_unreachable": marked(
        "The program that joins this messenger did not answer for days. Take it back into the editor to send it again."
    ),
}
"""What is said in their place when the message has failed."""


def refusal(code: str, catalogue: Catalogue) -> str:
    """What happened to a refused change, and what to do; a code of a newer server stands in a sentence itself."""
    if code in REFUSALS:
        return catalogue.gettext(REFUSALS[code])
    told = catalogue.gettext("The server refused it ({code}). Your text is kept here.")
    return told.format(code=code)


def delivery_reason(reason: str, catalogue: Catalogue, *, over: bool = False) -> str:
    """Why a message of ours did not arrive, a ``Reason`` with its data; empty when there is none.

    ``over``: it has failed; else it may still wait.
    """
    known = (OVER if over else {}).get(reason) or DELIVERIES.get(reason)
    return told(str(reason), data_of(reason), catalogue, over=over) if known is None else catalogue.gettext(known)
