"""PDF files with a text layer, drawn for tests."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import matplotlib
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate

FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"


def fonts() -> None:
    pdfmetrics.registerFont(TTFont("Body", FONTS / "DejaVuSerif.ttf"))
    pdfmetrics.registerFont(TTFont("BodyBold", FONTS / "DejaVuSerif-Bold.ttf"))


def built(story: list[object], on_page: Callable[[Canvas, object], None] | None = None) -> bytes:
    fonts()
    buffer = BytesIO()
    hook = on_page or (lambda canvas, template: None)
    SimpleDocTemplate(buffer, pagesize=A4).build(story, onFirstPage=hook, onLaterPages=hook)
    return buffer.getvalue()


def drawn(*pages: list[tuple[float, float, str, float]]) -> bytes:
    """Pages of ``(x, y from the top, text, size)``."""
    fonts()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for page in pages:
        for x, y, text, size in page:
            canvas.setFont("Body", size)
            canvas.drawString(x, A4[1] - y, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
