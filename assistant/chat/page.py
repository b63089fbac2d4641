"""The chat page: what stands on it and what happens when it is used.

The script in ``assets/page.js`` asks the API and shows the answer as it comes; what came of it the
server renders, and the browser keeps (``gr.BrowserState``). No event needs to reach the server that
another one reached.
"""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.api.desk import Desk
from assistant.chat import conversation as talk
from assistant.chat.choices import choices
from assistant.chat.conversation import Exchange
from assistant.chat.language import Language, language_of, speaker
from assistant.chat.prose import answer_html
from assistant.chat.rendering import render
from assistant.chat.source import source_of
from assistant.chat.wording import source_line
from assistant.feedback import record_of
from assistant.model import Answer, Citation

REFUSALS = {
    "not_about_documents": "Ngoài phạm vi văn bản",
    "ambiguous": "Cần hỏi rõ hơn",
    "other_place": "Chưa có văn bản của nơi này",
    "other_year": "Chưa có văn bản của năm này",
}
_NOT_SAID = "Văn bản không nêu"


def build(desk: Desk) -> gr.Blocks:
    """The page over ``desk``."""
    pages = _Page(desk)
    with gr.Blocks(
        title="Trích Dẫn — hỏi đáp văn bản hành chính", analytics_enabled=False, fill_width=True
    ) as blocks:
        # A fixed key: the conversation must outlive a restart. It keeps nothing from the browser's owner.
        kept = gr.BrowserState([], storage_key="trichdan-conversation", secret="trichdan")
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                shown = _html("conversation")
                with gr.Row(elem_id="composer"):
                    box = _question_box()
                    send = gr.Button("Hỏi", elem_id="send", variant="primary")
            panel = _html("source")
        # Not queued: rendering takes milliseconds, and no session waits for another's.
        quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
        gr.on(
            [send.click, box.submit, shown.submit], pages.add, [box, kept], [kept, box, shown, panel],
            js="(...inputs) => trichdan.asking(...inputs)", **quiet,
        )  # fmt: skip
        shown.select(pages.show, [kept], [panel], **quiet)
        shown.clear(pages.clear, None, [kept, box, shown, panel], **quiet)
        blocks.load(pages.load, [kept], [shown, panel, box, send], **quiet)
    return blocks  # type: ignore[no-any-return]


def _html(name: str) -> gr.HTML:
    """A place for HTML of ours, tended by the function of this name in ``page.js``."""
    tended = f"trichdan.{name}(element, trigger, watch)"
    return gr.HTML(elem_id=name, apply_default_css=False, js_on_load=tended)


def _question_box() -> gr.Textbox:
    attributes = gr.InputHTMLAttributes(enterkeyhint="send", autocapitalize="sentences", spellcheck=False)
    return gr.Textbox(
        label="Câu hỏi về văn bản", placeholder="Nhập câu hỏi về văn bản…", lines=1, max_lines=6,
        elem_id="question", container=False, html_attributes=attributes,
    )  # fmt: skip


class _Page:
    """The page's events; holds nothing of any one session."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def load(self, kept: Any, request: gr.Request) -> tuple[str, str, Any, Any]:
        """Show what the browser kept, in its language."""
        language = _language(request)
        say = speaker(language)
        exchanges = talk.restored(kept)
        box = gr.update(label=say("Câu hỏi về văn bản"), placeholder=say("Nhập câu hỏi về văn bản…"))
        shown = self._conversation(exchanges, language)
        return shown, self._latest_source(exchanges, language), box, gr.update(value=say("Hỏi"))

    def add(self, question: str | None, kept: Any, request: gr.Request) -> tuple[Any, Any, Any, Any]:
        """Show the conversation, to which the script added what came of ``question``; nothing for none."""
        if not question:
            return gr.skip(), gr.skip(), gr.skip(), gr.skip()
        language = _language(request)
        exchanges = talk.restored(kept)
        shown = self._conversation(exchanges, language)
        return talk.stored(exchanges), "", shown, self._latest_source(exchanges, language)

    def show(self, kept: Any, request: gr.Request, event: gr.EventData) -> str:
        """Show the source behind a marker."""
        language = _language(request)
        exchanges = talk.restored(kept)
        picked = event._data if isinstance(event._data, dict) else {}
        turn, marker = picked.get("turn"), picked.get("marker")
        if not isinstance(turn, int) or not 0 <= turn < len(exchanges):
            return render("no_source.html", language)
        return self._source(exchanges[turn].answer, turn, marker, language)

    def clear(self, request: gr.Request) -> tuple[list[Any], str, str, str]:
        """Begin a new conversation."""
        language = _language(request)
        return [], "", self._conversation([], language), render("no_source.html", language)

    def _conversation(self, exchanges: list[Exchange], language: Language) -> str:
        if not exchanges:
            return render("welcome.html", language, empty=not self.desk.count, examples=self.desk.examples)
        turns = [self._turn(number, each) for number, each in enumerate(exchanges)]
        return render("conversation.html", language, turns=turns)

    def _turn(self, number: int, exchange: Exchange) -> dict[str, Any]:
        answer = exchange.answer
        if answer is None:
            return {"number": number, "exchange": exchange, "answer": None}
        lines = [(each, self._source_line(each)) for each in answer.citations]
        markers = {each.marker for each in answer.citations}
        sources = "\n".join(f"[{each.marker}] {line}" for each, line in lines)
        return {
            "number": number,
            "exchange": exchange,
            "answer": answer,
            "html": answer_html(answer.answer, markers, number),
            "refusal": REFUSALS.get(answer.reason or "", _NOT_SAID),
            "choices": [] if answer.answerable else choices(answer, self.desk.collection),
            "sources": lines,
            "clipboard": f"{answer.answer}\n\n{sources}" if sources else answer.answer,
            "record": record_of(answer).model_dump_json(),
        }

    def _source_line(self, citation: Citation) -> str:
        return source_line(citation, self.desk.collection)

    def _latest_source(self, exchanges: list[Exchange], language: Language) -> str:
        if not exchanges or exchanges[-1].answer is None or not exchanges[-1].answer.citations:
            return render("no_source.html", language)
        latest = exchanges[-1].answer
        return self._source(latest, len(exchanges) - 1, latest.citations[0].marker, language)

    def _source(self, answer: Answer | None, turn: int, marker: object, language: Language) -> str:
        citations = {each.marker: each for each in answer.citations} if answer else {}
        citation = citations.get(marker) if isinstance(marker, int) else None
        if citation is None:
            return render("no_source.html", language)
        source = source_of(citation, self.desk.collection)
        return render("source.html", language, source=source, turn=turn, markers=list(citations))


def _language(request: gr.Request) -> Language:
    return language_of(request.cookies)
