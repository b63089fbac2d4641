"""``parse_file``: a file becomes a document with its clauses and facts.

Rule: all of it runs in the worker process, within one time limit: what a hostile text does to the
rules that divide it and find its facts is no better than what it does to a reader.
"""

from __future__ import annotations

from pathlib import Path

from indexing.model import ParsedDocument
from indexing.readers.files import in_worker
from indexing.readers.formats import Content, read_content
from indexing.settings import Settings
from indexing.worker import step


def parse_file(path: Path, settings: Settings, *, document_id: str, sha256: str) -> ParsedDocument:
    """What a file says, under this id; ``ReadError`` when it cannot be had."""
    return in_worker(parse_content, path, settings, document_id, sha256, returns=ParsedDocument)


def parse_content(content: Content, document_id: str, sha256: str) -> ParsedDocument:
    """The same in this process, whatever it comes to."""
    from indexing.facts import extract
    from indexing.structure import parse

    read = read_content(content)
    step("chia điều khoản")
    document, clauses = parse(read, document_id=document_id, source=content.path, sha256=sha256)
    step("tìm dữ kiện")
    return ParsedDocument(document=document, clauses=clauses, facts=extract(document, clauses))
