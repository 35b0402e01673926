"""Windows about a customer."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from tests.fakes.desk import FakeDesk
from tests.fakes.people import MARINA
from tests.visual.shot import Occasion, screen
from ui.bridge.desk_bridge import DeskBridge
from ui.customer.data_dialog import DataDialog
from ui.customer.relation_dialog import RelationDialog


def _data(occasion: Occasion, desk: FakeDesk, **known: object) -> DataDialog:
    desk.allowed = {"export_customer", "set_hold", "redact"}
    bridge = DeskBridge(desk)
    customer = desk.queries.customer(MARINA.id)
    assert customer is not None
    dialog = DataDialog(bridge, replace(customer, **known))
    bridge.setParent(dialog)
    return dialog


@screen("person-data", sizes=[(560, 440)])
def data(occasion: Occasion) -> QWidget:
    """What may be done with all data of Marina, erasing being asked for."""
    dialog = _data(occasion, FakeDesk(locale=occasion.language))
    dialog.erase.begin.click()
    return dialog


@screen("relation", sizes=[(640, 560)])
def relation(occasion: Occasion) -> QWidget:
    """All that happened with Marina."""
    desk = FakeDesk(locale=occasion.language)
    bridge = DeskBridge(desk)
    customer = desk.queries.customer(MARINA.id)
    assert customer is not None
    dialog = RelationDialog(bridge, customer)
    bridge.setParent(dialog)
    return dialog


@screen("person-data-held", sizes=[(560, 480)])
def held(occasion: Occasion) -> QWidget:
    """A hold with its reason, offline."""
    desk = FakeDesk(online=False, locale=occasion.language)
    return _data(occasion, desk, legal_hold=True, hold_reason="А40-17482/2026")
