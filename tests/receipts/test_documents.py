from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.receipts import pdf_pages
from app.receipts.documents import is_document, read_document
from app.receipts.limits import Allowance, BrokenDocumentError, EncryptedDocumentError, TooSlowError
from tests.support.documents import assembled_pdf, drawn_pdf, scanned_pdf, written_pdf
from tests.support.pictures import decode, is_near

if TYPE_CHECKING:
    from app.receipts.documents import Document

FILES = Path(__file__).parent / "samples"
JAVASCRIPT = "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (while \\(1\\) {}) >> >>"
LAUNCH = "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /Launch /F (/bin/touch) /NewWindow true >> >>"


def read(content: bytes) -> Document:
    return read_document(content, Allowance())


def with_catalog(catalog: str) -> bytes:
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 400] >>"
    return assembled_pdf([catalog, "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page])


def test_a_pdf_keeps_its_bytes_and_shows_its_first_page() -> None:
    content = written_pdf(["TOTAL 12,50 EUR"])
    document = read(content)
    page = decode(document.first_page.content)
    assert document.content == content
    assert (page.format, page.size) == ("JPEG", (1414, 2000))
    assert (document.first_page.width, document.first_page.height) == page.size
    assert decode(document.first_page.thumbnail).height == 320
    assert document.text == "TOTAL 12,50 EUR"


def test_the_text_of_another_program_is_read() -> None:
    assert read(drawn_pdf("UKUPNO 12,50")).text == "UKUPNO 12,50"


def test_a_scan_has_a_picture_and_no_text() -> None:
    document = read(scanned_pdf("red"))
    assert is_near(decode(document.first_page.content).convert("RGB").getpixel((100, 100)), (255, 0, 0))
    assert document.text == ""


def test_ten_pages_are_drawn_in_their_order() -> None:
    document = read(written_pdf(str(number) for number in range(1, 13)))
    assert len(document.more_pages) == pdf_pages.MAX_PAGES - 1
    assert document.text.split() == [str(number) for number in range(1, 11)]
    assert len({document.first_page.content, *document.more_pages}) == 10


def test_of_ten_thousand_pages_the_first_ten_are_drawn() -> None:
    assert len(read(written_pdf(["page"] * 10_000)).more_pages) == 9


@pytest.mark.parametrize(("size", "pixels"), [((2_834_645, 2_834_645), 2000), ((2_834_645, 1), 2000), ((1, 1), 4)])
def test_a_page_of_any_size_has_few_pixels(size: tuple[int, int], pixels: int) -> None:
    page = read(written_pdf(["x"], size)).first_page
    assert max(page.width, page.height) == pixels
    assert min(page.width, page.height) >= 1


def test_a_narrow_paper_is_not_drawn_larger_than_it_was_printed() -> None:
    assert read(written_pdf(["x"], (160, 400))).first_page.height == 1600


@pytest.mark.parametrize("catalog", [JAVASCRIPT, LAUNCH])
def test_a_pdf_that_wants_to_act_is_only_drawn(catalog: str) -> None:
    assert read(with_catalog(catalog)).first_page.height == 1600


def test_a_password_is_said() -> None:
    with pytest.raises(EncryptedDocumentError):
        read((FILES / "locked.pdf").read_bytes())


def test_what_only_must_not_be_printed_can_be_shown() -> None:
    assert read((FILES / "no-printing.pdf").read_bytes()).text == "TOTAL 12,50 EUR"


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\n" + bytes(10_000),
        written_pdf([]),
        written_pdf(["x"])[:200],
    ],
)
def test_a_broken_pdf_is_refused(content: bytes) -> None:
    assert is_document(content)
    with pytest.raises(BrokenDocumentError):
        read(content)


def test_a_pdf_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(TooSlowError):
        read_document(written_pdf(["x"]), Allowance(seconds=0.01))


def test_a_crash_of_the_drawing_process_is_a_broken_pdf(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    crashing = tmp_path / "crash.py"
    crashing.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(pdf_pages, "__file__", str(crashing))
    with pytest.raises(BrokenDocumentError):
        read(written_pdf(["x"]))


def test_the_program_that_draws_loads_nothing_of_the_application() -> None:
    source = Path(pdf_pages.__file__).read_text(encoding="utf-8")
    assert "from app" not in source
    assert "import app" not in source


@pytest.mark.parametrize(("content", "is_one"), [(b"%PDF-1.4", True), (b"\n\n%PDF-1.4", True), (b"JPEG", False)])
def test_a_pdf_is_known_by_its_mark(content: bytes, is_one: bool) -> None:  # noqa: FBT001
    assert is_document(content) is is_one
