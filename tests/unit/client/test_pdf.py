"""Pages of PDF files are drawn apart: broken, locked and endless ones cost nothing but their place."""

import io
import struct
import sys

import pytest

from app.client import pdf
from app.client.pdf import MAX_BYTES, draw_page, main, render


def a_pdf(*pages: str, size: str = "200 100") -> bytes:
    """A PDF of our own making: each page a filled rectangle in that colour (``r g b``)."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for colour in pages:
        stream = f"{colour} rg 0 0 4000 4000 re f"
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size}] /Contents {len(objects) + 2} 0 R /Resources << >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >> stream\n{stream}\nendstream")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    out, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj {text} endobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return out + f"{head}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF".encode()


def test_a_page_is_drawn_as_wide_as_wished():
    drawn = draw_page(a_pdf("1 0 0", "0 0 1"), 1, 300)
    assert drawn is not None
    assert (drawn.pages, drawn.width, drawn.height) == (2, 300, 150)
    middle = drawn.pixels[(75 * 300 + 150) * 4 :][:3]
    assert middle == b"\xff\x00\x00"  # blue, as blue comes first


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4 and then nothing", b"\x00" * 5_000, a_pdf("1 0 0")[:300], b"MZ" + a_pdf("1 0 0")[5:]]
)
def test_what_is_no_pdf_is_not_drawn(content):
    assert draw_page(content, 0, 300) is None


def test_a_page_that_is_not_there_is_not_drawn():
    assert draw_page(a_pdf("1 0 0"), 7, 300) is None
    assert draw_page(a_pdf("1 0 0"), -1, 300) is None


def test_an_enormous_page_is_drawn_small(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_PIXELS", 250_000)
    drawn = render(a_pdf("0 1 0", size="14400 14400"), 0, 900)
    assert drawn.width * drawn.height <= 250_000


def test_a_file_that_is_too_large_starts_no_child(monkeypatch):
    monkeypatch.setattr(pdf, "child_command", lambda: pytest.fail("started"))
    assert draw_page(b"%" * (MAX_BYTES + 1), 0, 300) is None


def test_a_child_that_does_not_end_is_ended(monkeypatch):
    monkeypatch.setattr(pdf, "child_command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])
    assert draw_page(a_pdf("1 0 0"), 0, 300, within_s=0.3) is None


@pytest.mark.parametrize(
    "answer",
    [
        "import os; os.abort()",
        "print('x' * 100)",
        "import sys, struct; sys.stdout.buffer.write(struct.pack('<III', 1, 9, 9))",
    ],
)
def test_a_child_that_dies_or_lies_is_not_believed(monkeypatch, answer):
    monkeypatch.setattr(pdf, "child_command", lambda: [sys.executable, "-c", answer])
    assert draw_page(a_pdf("1 0 0"), 0, 300) is None


def test_the_child_reads_one_wish_and_writes_one_answer(monkeypatch):
    monkeypatch.setattr(pdf, "limit_this_process", lambda: None)
    content, answer = a_pdf("1 0 0"), io.BytesIO()
    assert main(io.BytesIO(struct.pack("<III", 0, 50, len(content)) + content), answer) == 0
    assert struct.unpack_from("<III", answer.getvalue()) == (1, 50, 25)
    assert main(io.BytesIO(struct.pack("<III", 0, 50, 3) + b"abc"), io.BytesIO()) == 1


def test_a_bundle_is_its_own_child(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert pdf.child_command() == [sys.executable, pdf.FLAG]
