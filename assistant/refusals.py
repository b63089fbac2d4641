"""Plain refusals: what was looked for, and what comes nearest without being claimed."""

from __future__ import annotations

from typing import NamedTuple

from assistant.answering.claims import document_label, shortened
from assistant.answering.context import Context
from assistant.understanding import Understanding
from indexing.model import Document
from indexing.places import merged_into


class Refusal(NamedTuple):
    """Why a question is not answered (a reason of the Answer) and what the user is told."""

    reason: str
    text: str


def not_about_documents() -> Refusal:
    return Refusal(
        "not_about_documents",
        "Tôi chỉ trả lời câu hỏi về nội dung các văn bản đã nạp. Bạn có thể hỏi, ví dụ: cơ quan nào"
        " chủ trì một nhiệm vụ, chỉ tiêu là bao nhiêu, thời hạn báo cáo, hay căn cứ văn bản nào.",
    )


def other_place(asked: Understanding, absent: list[str], present: list[str]) -> Refusal:
    """The question names a place that no document of the collection is about."""
    names = ", ".join(absent)
    text = f"Các văn bản hiện có không nói về {names}."
    for place in absent:
        joined = [p for p in present if merged_into(p) == place]
        if joined:
            names = ", ".join(joined)
            text += f" Từ 01/7/2025, {names} hợp nhất vào {place};"
            text += f" hiện chỉ có văn bản ban hành trước đó của {names}."
    if present:
        text += f" Hiện có văn bản của: {', '.join(present[:12])}."
    return Refusal("other_place", text)


def other_year(asked: Understanding, documents: list[Document]) -> Refusal:
    """The question names a school year that no document of its scope is about."""
    years = sorted({d.school_year for d in documents if d.school_year})
    place = f" của {', '.join(asked.places)}" if asked.places else ""
    return Refusal(
        "other_year",
        f"Các văn bản hiện có{place} không nói về năm học {asked.school_year};"
        f" văn bản hiện có là của năm học {', '.join(years)}.",
    )


def ambiguous(context: Context) -> Refusal:
    """The question does not say what it is about: asked back, with documents to choose from."""
    names = [document_label(d) for d in context.documents.values()]
    shown = "; ".join(names[:5]) + ("; …" if len(names) > 5 else "")
    text = f"Câu hỏi chưa nói rõ về việc gì. Hãy nêu nhiệm vụ, chỉ tiêu hay nội dung cần hỏi trong: {shown}."
    return Refusal("ambiguous", text)


def unknown_number(asked: Understanding) -> Refusal:
    """The question names a document number that stands nowhere in its scope."""
    return Refusal(
        "not_in_documents",
        f"Các văn bản hiện có không có và không nhắc tới văn bản số {', '.join(asked.numbers)}.",
    )


def not_in_documents(context: Context) -> Refusal:
    """Nothing in scope supports an answer; the nearest clause is named, not claimed."""
    asked = context.understanding
    place = f" của {', '.join(asked.places)}" if asked.places else ""
    topic = f" về “{asked.topic}”" if asked.topic else ""
    text = f"Các văn bản hiện có{place} không nêu nội dung{topic}."
    if context.hits:
        near = context.hits[0].clause
        document = context.documents.get(near.document_id)
        if document:
            name = shortened(document.title.strip() or document.file, 90)
            text += f" Gần nhất là {near.path} ({name}); chỗ này có thể liên quan,"
            text += " nhưng chưa chắc trả lời câu hỏi."
    return Refusal("not_in_documents", text)
