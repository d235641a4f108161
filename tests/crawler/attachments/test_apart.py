"""The process apart: bounds on time and memory, and a process that dies takes nobody with it."""

from __future__ import annotations

import os
import signal

from support.documents import docx, paragraph, pdf

from crawler.attachments.apart import Apart
from crawler.attachments.document import MAX_BYTES


def test_one_process_reads_many_documents() -> None:
    with Apart() as reader:
        first = reader.read(docx(paragraph("Một")))
        process = reader._process
        second = reader.read(pdf(["Hai ba bốn năm sáu"]))
        assert reader._process is process
    assert (first.text, second.text) == ("Một", "Hai ba bốn năm sáu")
    assert process is not None
    assert process.poll() is not None


def test_what_takes_too_long_is_ended_and_the_next_is_read() -> None:
    with Apart() as reader:
        reader.read(docx(paragraph("Một")))
        assert reader._process is not None
        os.kill(reader._process.pid, signal.SIGSTOP)  # a document that takes for ever
        reader._seconds = 0.05
        assert reader.read(docx(paragraph("Hai"))).status == "timeout"
        reader._seconds = 20.0
        assert reader.read(docx(paragraph("Ba"))).text == "Ba"


def test_a_process_that_dies_is_told_and_replaced() -> None:
    with Apart() as reader:
        reader.read(docx(paragraph("Một")))
        assert reader._process is not None
        reader._process.kill()
        reader._process.wait()
        died = reader.read(docx(paragraph("Hai")))
        assert (died.status, died.note) == ("broken", "the reader died of it (SIGKILL)")
        assert reader.read(docx(paragraph("Ba"))).text == "Ba"


def test_memory_is_bounded() -> None:
    """An XML tree of very many small elements needs far more memory than its file."""
    with Apart(memory=320 << 20) as reader:
        found = reader.read(docx("<w:p/>" * 2_500_000))
        assert found.status == "broken"
        assert "memory" in (found.note or "")
        assert reader.read(docx(paragraph("Ba"))).text == "Ba"


def test_a_file_that_is_too_large_does_not_even_start_a_process() -> None:
    with Apart() as reader:
        assert reader.read(b"x" * (MAX_BYTES + 1)).status == "too large"
        assert reader._process is None
