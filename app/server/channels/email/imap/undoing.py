"""Takes an import of older mail back: conversations that are nothing but history go, from every desk too."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, exists, func, select

from app.commands.base import SYSTEM
from app.domain.erasure import SWEEP
from app.domain.status import Status
from app.model.account import Blob, BlobUpload, MailMessage, MailReference
from app.model.conversation import Attachment, Conversation, Delivery, LogEntry, Promise, ReadMark
from app.model.customer import Customer, Identity, Order, Preference
from app.model.draft import Draft
from app.model.later_message import LaterMessage
from app.model.mailbox import ImportedMail
from app.server.transaction import ServerTx
from app.server.unit_of_work import UnitOfWork

AT_ONCE = 25
"""Conversations of one commit."""

_BEHIND: tuple[Any, ...] = (LogEntry, MailMessage, MailReference, Blob, ImportedMail)
"""What only the server has of a conversation, or what leaves desks together with it."""

_BESIDE: tuple[Any, ...] = (Attachment, Delivery, ReadMark, Promise, Draft, LaterMessage)
"""What desks know of it by itself."""

_OF_PERSON: tuple[Any, ...] = (Conversation, Preference, Order, Promise)
"""What keeps a customer here."""


def undo_some(uow: UnitOfWork, ws: UUID, inbox_id: UUID) -> bool:
    """Take back some of an inbox's import in one commit; tells whether anything was left to take back.

    What a person or a live mail has gone on with stays, with its history.
    """
    return uow.run(ws, SYSTEM, lambda tx: _undo(tx, inbox_id))


def _undo(tx: ServerTx, inbox_id: UUID) -> bool:
    imported = (ImportedMail.ws == tx.ws) & (ImportedMail.inbox_id == inbox_id)
    query = select(ImportedMail.conversation_id).where(imported).group_by(ImportedMail.conversation_id)
    ids = list(tx.session.scalars(query.order_by(ImportedMail.conversation_id).limit(AT_ONCE)))
    tx.lock_conversations(ids)
    for conversation_id in ids:
        conversation = tx.find(Conversation, conversation_id)
        if conversation is not None and _is_only_history(tx, conversation, inbox_id):
            _remove(tx, conversation)
    tx.session.execute(delete(ImportedMail).where(imported, ImportedMail.conversation_id.in_(ids)))
    return bool(ids)


def _is_only_history(tx: ServerTx, conversation: Conversation, inbox_id: UUID) -> bool:
    """Whether nobody has touched it since: it is closed, all it holds is imported, nothing goes on from it.

    What a legal hold is on stays, whoever wants it gone.
    """
    customer = tx.find(Customer, conversation.customer_id)
    if conversation.legal_hold or (customer is not None and customer.legal_hold):
        return False
    if conversation.status is not Status.CLOSED or conversation.assignee_id is not None:
        return False
    of_it = (ImportedMail.ws == tx.ws) & (ImportedMail.conversation_id == conversation.id)
    imported = tx.session.scalar(select(func.count()).where(of_it, ImportedMail.inbox_id == inbox_id))
    entries = (LogEntry.ws == tx.ws) & (LogEntry.conversation_id == conversation.id)
    if imported != tx.session.scalar(select(func.count()).where(entries)):
        return False
    past = exists().where(ImportedMail.ws == tx.ws, ImportedMail.conversation_id == Conversation.id)
    goes_on = select(Conversation.id).where(
        Conversation.ws == tx.ws, Conversation.customer_id == conversation.customer_id,
        Conversation.linked_id == conversation.id, ~past,
    )  # fmt: skip
    return tx.session.scalar(goes_on.limit(1)) is None


def _remove(tx: ServerTx, conversation: Conversation) -> None:
    for model in _BESIDE:
        of_it = (model.ws == tx.ws) & (model.conversation_id == conversation.id)
        for row in tx.session.scalars(select(model).where(of_it)).all():
            tx.remove(row)
    of_it = (Blob.ws == tx.ws) & (Blob.conversation_id == conversation.id)
    sent = exists().where(BlobUpload.ws == Blob.ws, BlobUpload.sha256 == Blob.sha256)
    files = sorted(set(tx.session.scalars(select(Blob.sha256).where(of_it, ~sent))))
    if files:  # off the disk too, unless something else names them
        tx.effect(SWEEP, key=f"{SWEEP}:{tx.mint()}", payload={"blobs": files})
    for model in _BEHIND:
        tx.session.execute(delete(model).where(model.ws == tx.ws, model.conversation_id == conversation.id))
    customer = tx.find(Customer, conversation.customer_id)
    tx.remove(conversation)
    tx.session.flush()
    if customer is not None:
        _let_go(tx, customer)


def _let_go(tx: ServerTx, customer: Customer) -> None:
    """A person we know from nothing else is forgotten; anybody else is shown where they still belong."""
    for model in _OF_PERSON:
        of_them = (model.ws == tx.ws) & (model.customer_id == customer.id)
        if tx.session.scalar(select(model.id).where(of_them).limit(1)) is not None:
            tx.touch(customer)
            return
    for identity in tx.session.scalars(
        select(Identity).where(Identity.ws == tx.ws, Identity.customer_id == customer.id)
    ).all():
        tx.remove(identity)
    tx.remove(customer)
