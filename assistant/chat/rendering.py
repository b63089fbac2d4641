"""The templates of the pages, with autoescaping on, in the language of whoever looks."""

from __future__ import annotations

import hashlib
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from assistant.chat import wording
from assistant.chat.language import Language, english, speaker, translated
from assistant.chat.titles import in_sentence_case

ASSETS = Path(__file__).parent / "assets"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["written_date"] = wording.written_date
    environment.filters["sentence_case"] = in_sentence_case
    environment.filters["capitalised"] = wording.capitalised
    environment.globals.update(asset=asset, document_name=wording.document_name, full_name=wording.full_name)
    return environment


@cache
def asset(name: str) -> str:
    """The address of a style or script, with its digest so that browsers may keep it for long."""
    digest = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]
    return f"/ui/{name}?v={digest}"


def render(template: str, language: Language = "vi", **values: Any) -> Markup:
    """A template filled in; what the page itself says goes through ``t``."""
    page = _environment().get_template(template)
    script = english() if language == "en" else {}
    said = partial(translated, language=language)
    return Markup(
        page.render(t=speaker(language), said=said, language=language, script_words=script, **values)
    )
