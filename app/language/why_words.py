"""Why a machine decided something: a sentence for every code, in the language of whoever reads it."""

from collections import defaultdict
from collections.abc import Mapping

from app.language.catalogue import Catalogue, marked

SENTENCES: dict[str, str] = {
    "thread.named": marked("It is in this request because it answers a letter of it ({mail})."),
    "thread.token": marked("It is in this request because it carries our signed mark, which only our letters have."),
    "thread.sibling": marked("It is in this request because it answers the same letter, which has not come ({mail})."),
    "thread.early": marked("It is in this request because a letter that answers it came before it."),
    "thread.new": marked("It began a request of its own: it answers no letter we know. Subjects never join."),
    "thread.machine": marked("It began a request of its own: it answers a machine, whose request takes no answers."),
    "thread.stranger": marked("Its sender {sender} is not the customer of this request."),
    "thread.closed": marked("It began a new request: № {number}, which it belongs to, is closed."),
    "thread.merged": marked("It came to № {number}, which was merged into this request."),
    "inbox.addressed": marked("It is in this inbox because {address} is the first of our addresses in it."),
    "inbox.delivered": marked("It is in this inbox because it was delivered to {address}."),
    "machine": marked("A machine wrote it, so nothing answers it by itself: {sign}."),
    "suspected": marked(
        "It only sounds like a machine's letter ({sign}): it is served like a person's, yet nothing answers by itself."
    ),
    "machine.trusted": marked("It counts as a person's: an operator said that its sender is a customer."),
    "form": marked("It is a form of our site: its customer was read out of the text (sure by {sure})."),
    "no_sender": marked("The letter names no sender."),
    "junk.mark": marked("Set aside as junk: the mail server marked it ({mark}: {value})."),
    "junk.rule": marked("Set aside as junk: an operator said that {sender} is no customer."),
    "junk.trusted": marked("Not set aside, though a mail server marked it: the sender is known to us as a customer."),
    "status.reopened": marked("The request was opened again by this message; before it was: {status}."),
    "history": marked("It was written before the mailbox was connected, and came in as history."),
    "bounce.failed": marked("The letter it is about is marked as not delivered."),
    "bounce.copy": marked("The letter it is about was sent; a copy of it did not arrive: {address}."),
    "bounce.arrived": marked("The letter it is about has arrived, or was passed on, as its mail server says."),
    "bounce.late": marked("The letter it is about is late; its mail server keeps trying."),
    "assigned.reply": marked("The request had no owner: who answers first becomes it."),
    "desk.silent": marked(
        "It went back to the queue: the customer waits in the chat, and its owner's program had told nothing for more "
        "than {seconds} s (last at {seen_at} UTC)."
    ),
    "later.author_gone": marked(
        "It went back to the queue: an answer for later was not sent, since who wrote it no longer works here."
    ),
    "acknowledged": marked("The inbox acknowledges new requests, once each; nobody had answered yet."),
    "acknowledged.open": marked("The text is the one for opening hours, in the customer's language ({locale})."),
    "acknowledged.closed": marked("The text is the one for closed hours, in the customer's language ({locale})."),
    "greeting.named": marked("It greets with “{greeting}”: so read from the name “{name}” at {time} of the customer."),
    "greeting.none": marked("It greets nobody by name: no name could be read out of “{name}”."),
    "text": marked("Noted: {text}."),
}
"""By code; every input of a code may be missing in what an older server stored."""


def why_sentence(reason: Mapping[str, str], catalogue: Catalogue) -> str:
    """One reason as a sentence; a code of a newer server is shown with its inputs."""
    sentence = SENTENCES.get(reason.get("code", ""))
    if sentence is not None:
        return catalogue.gettext(sentence).format_map(defaultdict(lambda: "—", reason))
    inputs = ", ".join(f"{name}: {value}" for name, value in reason.items() if name != "code")
    return f"{reason.get('code', '')} ({inputs})" if inputs else reason.get("code", "")
