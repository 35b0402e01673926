"""Which customer a visitor is: their own, or the one the embedding site has vouched for."""

from uuid import UUID

from sqlalchemy import select

from app.domain.channel import Channel
from app.language.catalogue import Catalogue
from app.model.customer import Customer, Identity, Preference
from app.model.identifier import derived_id, new_id
from app.model.workspace import Workspace
from app.protocol.chat import WriteMessage
from app.server.channels.webchat.settings import ChatSettings
from app.server.channels.webchat.token import Visitor
from app.server.customers.service import customer_for
from app.server.transaction import ServerTx

MAX_NAME = 80
LOCALES = ("ru", "en")
MAX_OFFSET_MINUTES = 18 * 60  # as far as ISO 8601 zones and java.time go; real ones end at 14 h
CONSENT = "consent"
"""Key of the preference that stores which policy a visitor agreed to, and when."""


def customer_of_visitor(
    tx: ServerTx, visitor: Visitor, wish: WriteMessage, catalogues: dict[str, Catalogue]
) -> Customer:
    """The customer who writes, locked; made at the first message.

    Whom the site has vouched for is the known customer with that mail address. A name typed into the page joins nobody.
    """
    if visitor.verified and visitor.email:
        _join(tx, visitor)
    name = visitor.name or " ".join(wish.name.replace("\x00", "").split())[:MAX_NAME]
    label = _label(tx, visitor, catalogues)
    offset = wish.utc_offset_minutes
    if offset is not None and abs(offset) > MAX_OFFSET_MINUTES:
        offset = None
    customer = customer_for(
        tx,
        Channel.CHAT,
        str(visitor.id),
        display=name or label,
        header_name=name,
        utc_offset_minutes=offset,
        locale=wish.locale if wish.locale in LOCALES else "",
    )
    if name and customer.name == label:
        customer.name = name
    if visitor.email:
        keep_address(tx, customer, visitor.email, name)
    return customer


def keep_address(tx: ServerTx, customer: Customer, email: str, name: str) -> None:
    """Note a customer's mail address unless it is somebody's already."""
    if _owner(tx, Channel.EMAIL, email) is None:
        tx.put(
            Identity(id=new_id(), customer_id=customer.id, channel=Channel.EMAIL, value=email[:320], display=name[:320])
        )


def note_consent(tx: ServerTx, customer: Customer, visitor: Visitor, settings: ChatSettings) -> None:
    """Store that this customer agreed to the present version of the policy, when and where; once for each version."""
    agreed = consent_id(customer.id, visitor, settings.consent)
    if tx.find(Preference, agreed) is None:
        tx.put(
            Preference(
                id=agreed,
                customer_id=customer.id,
                key=CONSENT,
                value=f"{settings.consent} {settings.policy_url}"[:400],
                source="web chat",
                at=tx.now,
            )
        )


def consent_id(customer_id: UUID, visitor: Visitor, version: str) -> UUID:
    """The id of the row that stores a consent."""
    return derived_id(CONSENT, customer_id, visitor.inbox_id, version)


def _join(tx: ServerTx, visitor: Visitor) -> None:
    """Give a vouched-for visitor to the customer who has their mail address."""
    if _owner(tx, Channel.CHAT, str(visitor.id)) is not None:
        return
    known = _owner(tx, Channel.EMAIL, visitor.email)
    if known is not None:
        tx.lock_customers([known])
        tx.put(
            Identity(
                id=new_id(), customer_id=known, channel=Channel.CHAT, value=str(visitor.id), display=visitor.name[:320]
            )
        )
        tx.session.flush()


def _owner(tx: ServerTx, channel: Channel, value: str) -> UUID | None:
    mine = (Identity.ws == tx.ws) & (Identity.channel == channel) & (Identity.value == value[:320])
    return tx.session.scalar(select(Identity.customer_id).where(mine))


def _label(tx: ServerTx, visitor: Visitor, catalogues: dict[str, Catalogue]) -> str:
    """What a visitor without a name is called at the desk."""
    workspace = tx.get(Workspace, tx.ws)
    catalogue = catalogues.get(workspace.locale[:2]) or Catalogue("en")
    return catalogue.gettext("Chat visitor {code}").format(code=visitor.id.hex[-4:].upper())
