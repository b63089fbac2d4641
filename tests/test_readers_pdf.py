"""PDF text layers: paragraphs, tables over pages, columns, page heads, footnotes."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pdf_samples import FONTS, built, drawn, fonts
from reader_samples import block_texts, cell_texts, reading
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle

SENTENCE = (
    "Các xã, thị trấn phối hợp với Phòng Văn hóa rà soát sách, báo của thư viện, lập danh mục cần bổ "
    "sung, báo cáo Ủy ban nhân dân huyện trước ngày 20 tháng 5 hằng năm để tổng hợp vào dự toán; việc "
    "mua sắm thực hiện theo quy định về đấu thầu, bảo đảm công khai và tiết kiệm"
)
BODY = ParagraphStyle("body", fontName="Body", fontSize=12, leading=16, firstLineIndent=28, alignment=4)


def test_paragraphs_over_pages_without_heads(tmp_path: Path) -> None:
    def head(canvas: Canvas, template: object) -> None:
        canvas.setFont("Body", 9)
        canvas.drawString(72, A4[1] - 40, "Kế hoạch thư viện huyện")
        canvas.drawCentredString(A4[0] / 2, 30, str(canvas.getPageNumber()))

    fonts()
    texts = [f"{i}. {SENTENCE} lần thứ {i}." for i in range(1, 40)]
    read = reading(tmp_path, "kh.pdf", built([Paragraph(text, BODY) for text in texts], head))
    assert block_texts(read) == texts
    assert len(read.page_starts) > 3
    assert read.blocks[0].page == 1 and read.blocks[-1].page == len(read.page_starts)
    assert all(read.text[start - 1 : start] in ("", " ", "\n") for start in read.page_starts)


def test_table_over_pages(tmp_path: Path) -> None:
    fonts()
    cell = ParagraphStyle("cell", fontName="Body", fontSize=10, leading=13)
    rows = [["TT", "Nhiệm vụ", "Hạn"]] + [
        [str(i), f"{SENTENCE} ({i})", "" if i % 3 else "2031"] for i in range(1, 25)
    ]
    table = Table(
        [[Paragraph(text, cell) for text in row] for row in rows], colWidths=[40, 330, 80], repeatRows=1
    )
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")]))
    read = reading(tmp_path, "bang.pdf", built([table]))
    assert cell_texts(read) == rows
    assert {block.table for block in read.blocks} == {0}
    assert len(read.page_starts) > 1


TASKS = [["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Hạn"]] + [
    [
        str(i),
        f"Kiểm kê sách của thư viện xã và lập danh mục cần sửa chữa, bổ sung đợt {i}",
        "Phòng Văn hóa và Thông tin",
        "" if i % 3 else "Ủy ban nhân dân các xã vùng cao",
        f"Quý {i % 4 + 1}",
    ]
    for i in range(1, 31)
]
WIDTHS = (30, 170, 100, 100, 60)


def _unruled(rows: list[list[str]], *style: tuple[object, ...], repeat: int = 0, cut: int = 0) -> Table:
    """A table without upright lines."""
    cell = ParagraphStyle("cell", fontName="Body", fontSize=10, leading=13)
    cells = [[Paragraph(text, cell) for text in row] for row in rows]
    table = Table(cells, colWidths=WIDTHS, repeatRows=repeat, splitInRow=cut)
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *style]))
    return table


@pytest.mark.parametrize(
    ("repeat", "cut", "style"),
    [
        (0, 0, ()),
        (1, 0, ()),
        (0, 1, ()),
        (1, 0, (("LINEBELOW", (0, 0), (-1, -1), 0.5, "black"),)),
        (1, 0, (("VALIGN", (0, 0), (-1, -1), "MIDDLE"),)),
        (0, 0, (("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0))),
    ],
    ids=["no head again", "head again", "rows cut by the page", "level rules", "centred", "no space"],
)
def test_a_table_that_only_white_space_makes_goes_on_over_pages(
    tmp_path: Path, repeat: int, cut: int, style: tuple[tuple[object, ...], ...]
) -> None:
    fonts()
    before, after = ([Paragraph(f"{i}. {SENTENCE} ({i}).", BODY) for i in part] for part in ((1, 2), (3, 4)))
    table = _unruled(TASKS, *style, repeat=repeat, cut=cut)
    read = reading(tmp_path, "bang.pdf", built([*before, table, *after]))
    assert cell_texts(read) == TASKS
    assert {block.table for block in read.blocks if block.kind == "row"} == {0}
    assert len(read.page_starts) > 2
    prose = [block.of(read.text) for block in read.blocks if block.kind == "paragraph"]
    assert prose == [f"{i}. {SENTENCE} ({i})." for i in (1, 2, 3, 4)]


def test_a_row_that_names_a_group_and_a_head_of_two_lines_stay_in_their_table(tmp_path: Path) -> None:
    fonts()
    head = [["TT", "Nhiệm vụ", "Đơn vị thực hiện", "", "Hạn"], ["", "", "Chủ trì", "Phối hợp", ""]]
    group = ["II", "CÔNG TÁC TUYÊN TRUYỀN VÀ TẬP HUẤN TRONG TOÀN HUYỆN", "", "", ""]
    rows = [*head, *TASKS[1:5], group, *TASKS[5:9]]
    table = _unruled(rows, ("SPAN", (2, 0), (3, 0)), ("SPAN", (1, 6), (-1, 6)))
    found = cell_texts(reading(tmp_path, "nhom.pdf", built([table])))
    assert found == [["TT", "Nhiệm vụ", "Đơn vị thực hiện Chủ trì", "Phối hợp", "Hạn"], *rows[2:]]


def test_three_signatures_side_by_side_are_no_table(tmp_path: Path) -> None:
    data = drawn(
        [(x, 700, text, 11) for x, text in ((72, "NGƯỜI LẬP"), (230, "KẾ TOÁN"), (400, "GIÁM ĐỐC"))]
        + [(x, 760, text, 11) for x, text in ((72, "Lê Văn A"), (230, "Vũ Thị B"), (400, "Hồ Văn C"))]
    )
    assert cell_texts(reading(tmp_path, "ky.pdf", data)) == []


def test_columns_footnotes_and_raised_numbers(tmp_path: Path) -> None:
    long = "Theo đề án của huyện về phát triển thư viện ở các xã vùng cao và biên giới"
    data = drawn(
        [
            (80, 80, "ỦY BAN NHÂN DÂN", 12),
            (320, 80, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA", 12),
            (90, 96, "HUYỆN A", 12),
            (340, 96, "VIỆT NAM", 12),
            (80, 130, "Số: 12/KH-UBND", 12),
            (330, 130, "A, ngày 2 tháng 3 năm 2031", 12),
            (250, 170, "KẾ HOẠCH", 12),
            (72, 210, long, 12),
            (72 + pdfmetrics_width(long, 12), 205, "1", 7),
            (72, 226, "và các quy định khác.", 12),
            (72, 740, "1", 6),
            (78, 744, "Đề án số 5 của huyện.", 9),
        ]
    )
    read = reading(tmp_path, "td.pdf", data)
    assert cell_texts(read) == [
        ["ỦY BAN NHÂN DÂN HUYỆN A", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["Số: 12/KH-UBND", "A, ngày 2 tháng 3 năm 2031"],
    ]
    assert block_texts(read)[2:] == [
        "KẾ HOẠCH",
        f"{long}[1] và các quy định khác.",
        "[1] Đề án số 5 của huyện.",
    ]


def pdfmetrics_width(text: str, size: float) -> float:
    """The width of a text set in the body font."""
    fonts()
    return float(pdfmetrics.stringWidth(text, "Body", size))


def test_words_whose_last_letter_comes_from_another_font_stay_apart(tmp_path: Path) -> None:
    fonts()
    pdfmetrics.registerFont(TTFont("Other", FONTS / "DejaVuSerif-Italic.ttf"))
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for top in range(100, 200, 20):
        x = 72.0
        # Blanks are not drawn where the font changes, and the horn hangs over what is left of them.
        for text, gap in (("C", 0), ("ơ", 2.2), ("quan v", 0), ("ă", 0), ("n th", 0), ("ư", 2.2), ("c", 0)):
            font = "Body" if text.isascii() else "Other"
            canvas.setFont(font, 14)
            canvas.drawString(x, A4[1] - top, text)
            x += pdfmetrics.stringWidth(text, font, 14) + gap
    canvas.save()
    read = reading(tmp_path, "phong.pdf", buffer.getvalue())
    assert set(block_texts(read)[0].split()) == {"Cơ", "quan", "văn", "thư", "c"}


def test_recipients_and_signature_on_baselines_of_their_own_are_read_side_by_side(tmp_path: Path) -> None:
    sentence = "Các xã thực hiện đúng nội dung kế hoạch đã được phê duyệt trong năm."
    body = [(72, 80 + 16 * i, sentence, 12) for i in range(4)]
    left = [(72, 200, "Nơi nhận:", 11), (72, 214, "- Như trên;", 11), (72, 228, "- Lưu: VT.", 11)]
    right = [(380, 203, "TM. ỦY BAN NHÂN DÂN", 12), (400, 219, "CHỦ TỊCH", 12), (395, 290, "Lê Văn A", 12)]
    read = reading(tmp_path, "ky.pdf", drawn([*body, *left, *right]))
    ((recipients, signature),) = cell_texts(read)
    assert recipients == "Nơi nhận: - Như trên; - Lưu: VT."
    assert signature.startswith("TM. ỦY BAN NHÂN DÂN CHỦ TỊCH")


def test_a_line_stretched_over_the_page_is_no_pair_of_columns(tmp_path: Path) -> None:
    lines = [(72.0, 90.0, "Cập nhật những thông tin ban đầu về hồ sơ theo Danh mục hồ sơ", 12.0)]
    lines += [(72, 106, "đã", 12), (430, 106, "ban hành.", 12)]
    assert cell_texts(reading(tmp_path, "gian.pdf", drawn(lines))) == []


def test_code_broken_at_its_hyphen(tmp_path: Path) -> None:
    first = "Thực hiện đầy đủ các nhiệm vụ được giao tại Nghị quyết số 29-"
    second = "NQ/TW của Trung ương và chương trình hành động của huyện ủy A."
    read = reading(tmp_path, "so.pdf", drawn([(72, 90, first, 12), (72, 106, second, 12)]))
    assert read.text == first + second


def test_turned_page_reads_like_any_other(tmp_path: Path) -> None:
    fonts()
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setPageRotation(90)
    canvas.setFont("Body", 12)
    canvas.translate(60, 60)
    canvas.rotate(90)
    for i, text in enumerate(("Dòng thứ nhất.", "Dòng thứ hai.", "Dòng thứ ba.")):
        canvas.drawString(0, -30.0 * i, text)
    canvas.showPage()
    canvas.save()
    read = reading(tmp_path, "ngang.pdf", buffer.getvalue())
    assert block_texts(read) == ["Dòng thứ nhất.", "Dòng thứ hai.", "Dòng thứ ba."]
