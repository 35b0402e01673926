"""What the server alone adds to a text to reuse that has files."""

from uuid import UUID

from app.commands.template import WAITS_FOR, SaveTemplate, is_held
from app.model.conversation import Template
from app.server.after import after
from app.server.blobs.access import has_sent, may_pass_on
from app.server.blobs.text_file import hold
from app.server.feed.grants import granted
from app.server.transaction import ServerTx


@after("save_template", 2)
def save_template_after(cmd: SaveTemplate, tx: ServerTx) -> None:
    """What its author has sent before, or may read already, the text has at once; for the rest it waits."""
    row = tx.get(Template, cmd.template_id)
    waiting = {str(it["blob"]): UUID(str(it[WAITS_FOR])) for it in row.files if not is_held(it)}
    if waiting and tx.actor.id is not None:
        feeds = granted(tx.session, tx.ws, tx.actor.id)
        hold(row, {it for it, who in waiting.items() if has_sent(tx, it, who) or may_pass_on(tx, it, feeds)})


def connect() -> object:
    """Importing it has registered what follows a saved text."""
    return save_template_after
