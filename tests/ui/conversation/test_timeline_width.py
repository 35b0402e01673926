"""The rows of the timeline stand one under the other, whatever the width."""

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.talk import MARINA


@pytest.mark.parametrize("width", [430, 900])
def test_another_width_alone_lays_the_rows_out_anew(opened, width):
    view = opened(MARINA).timeline
    QApplication.processEvents()
    view.resize(width, view.height())
    rows = view.model()
    stand = [view.visualRect(rows.index(row)) for row in range(rows.rowCount())]
    assert [below.top() for below in stand[1:]] == [above.bottom() + 1 for above in stand[:-1]]
