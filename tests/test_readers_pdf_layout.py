"""PDF text layers: title blocks, signatures, headings and notes as offices lay them out."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from pdf_samples import built, drawn, fonts
from reader_samples import block_texts, cell_texts, reading
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, Table, TableStyle

SENTENCE = "Các xã thực hiện đúng nội dung kế hoạch đã được phê duyệt trong năm."
MIDDLE = A4[0] / 2

Drawn = tuple[float, float, str, float]


def _prose(top: float, lines: int = 4) -> list[Drawn]:
    return [(72, top + 16 * i, f"{SENTENCE} Lần {i + 1}.", 12) for i in range(lines)]


def _width(text: str, size: float, font: str = "Body") -> float:
    fonts()
    return float(pdfmetrics.stringWidth(text, font, size))


def test_a_long_name_close_to_the_nations_leaves_two_cells(tmp_path: Path) -> None:
    issuer, nation = "ỦY BAN NHÂN DÂN TỈNH HÀ LĨNH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    at = 40 + _width(issuer, 10) + 8
    lines = [(40, 70, issuer, 10), (at, 70, nation, 10), (at + 30, 84, "Độc lập - Tự do - Hạnh phúc", 10)]
    lines += [(90, 98, "Số: 12/QĐ-UBND", 10), (at + 30, 98, "Hà Lĩnh, ngày 02 tháng 3 năm 2031", 10)]
    read = reading(tmp_path, "qd.pdf", drawn([*lines, (MIDDLE - 30, 130, "QUYẾT ĐỊNH", 12), *_prose(170)]))
    cells = cell_texts(read)
    assert " ".join(row[0] for row in cells) == f"{issuer} Số: 12/QĐ-UBND"
    assert " ".join(row[1] for row in cells).startswith(nation)
    assert "QUYẾT ĐỊNH" in block_texts(read)


def test_numbers_raised_over_two_columns_hang_on_their_words(tmp_path: Path) -> None:
    lines = [(72, 94, "- Lưu: VT, phòng soạn thảo", 12), (330, 97, "QUYỀN HẠN CỦA NGƯỜI KÝ", 12)]
    calls = [(72 + _width(lines[0][2], 12) + 1, 88, "7", 7), (330 + _width(lines[1][2], 12) + 1, 91, "8", 7)]
    ((left, right),) = cell_texts(reading(tmp_path, "ky.pdf", drawn([*lines, *calls, *_prose(140)])))
    assert (left, right) == ("- Lưu: VT, phòng soạn thảo[7]", "QUYỀN HẠN CỦA NGƯỜI KÝ[8]")


def test_notes_under_a_heading_of_their_own_stay_below_their_form(tmp_path: Path) -> None:
    notes = [(72, 300, "Ghi chú:", 12), (72, 314, "1", 6), (78, 318, "Tên cơ quan ban hành.", 10)]
    notes += [(72, 330, "2", 6), (78, 334, "Nơi lưu văn bản của xã.", 10)]
    read = reading(tmp_path, "mau.pdf", drawn([*_prose(100), *notes], [*_prose(100)]))
    texts = block_texts(read)
    at = texts.index("Ghi chú:")
    assert texts[at + 1 : at + 3] == ["[1] Tên cơ quan ban hành.", "[2] Nơi lưu văn bản của xã."]
    assert texts[at + 3].startswith(SENTENCE)


def test_recipients_that_a_page_breaks_off_stay_in_their_cell(tmp_path: Path) -> None:
    left = [(72, 740, "Nơi nhận:", 11), (72, 754, "- Như trên;", 11), (72, 768, "- Các xã trong toàn", 11)]
    right = [(380, 740, "TM. ỦY BAN NHÂN DÂN", 11), (410, 754, "CHỦ TỊCH", 11), (404, 768, "Lê Văn A", 11)]
    rest = [(72, 70, "huyện Hà Lĩnh;", 11), (72, 84, "- Lưu: VT.", 11)]
    after = [(MIDDLE - 60, 130, "PHỤ LỤC DANH MỤC", 12), *_prose(160)]
    read = reading(tmp_path, "ky.pdf", drawn([*_prose(100), *left, *right], [*rest, *after]))
    ((recipients, signature),) = cell_texts(read)
    assert recipients == "Nơi nhận: - Như trên; - Các xã trong toàn huyện Hà Lĩnh; - Lưu: VT."
    assert signature == "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Lê Văn A"
    assert "PHỤ LỤC DANH MỤC" in block_texts(read)


def test_a_line_of_a_centred_heading_may_fill_the_page(tmp_path: Path) -> None:
    fonts()
    heading = [
        "DANH MỤC THỦ TỤC HÀNH CHÍNH CỦA CÁC XÃ, THỊ TRẤN",
        "TRONG LĨNH VỰC THƯ VIỆN VÀ NHÀ VĂN HÓA CỘNG ĐỒNG",
        "CỦA TỈNH",
    ]
    body = [f"Các xã lập danh mục sách cần bổ sung trong năm và báo cáo lần thứ {i};" for i in range(6)]
    wide = max(_width(line, 12) for line in body)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    size = 12 * (wide - 3) / _width(heading[1], 12, "BodyBold")
    canvas.setFont("BodyBold", size)
    for i, line in enumerate(heading):
        canvas.drawCentredString(72 + wide / 2, A4[1] - 90 - 18 * i, line)
    canvas.setFont("Body", 12)
    for i, line in enumerate(body):
        canvas.drawString(72, A4[1] - 170 - 18 * i, line)
    canvas.save()
    assert " ".join(heading) in block_texts(reading(tmp_path, "muc.pdf", buffer.getvalue()))


def _ruled(rows: list[list[str]], *style: tuple[object, ...], widths: tuple[int, ...]) -> Table:
    cell = ParagraphStyle("cell", fontName="Body", fontSize=10, leading=13)
    table = Table([[Paragraph(text, cell) for text in row] for row in rows], colWidths=widths)
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black"), *style]))
    return table


def test_a_page_of_merged_cells_belongs_to_the_table_before(tmp_path: Path) -> None:
    fonts()
    first = [["TT", "Việc", "Chủ trì", "Mẫu", "Cỡ"], ["1", "Lập danh mục", "Văn phòng", "Mẫu 01", "12"]]
    second = [["2", "Rà soát sách", "Thư viện", "Mẫu 02", ""], ["3", "Mua sách", "Thư viện", "Mẫu 03", ""]]
    widths = (30, 150, 100, 80, 60)
    story = [
        _ruled(first, widths=widths),
        PageBreak(),
        _ruled(second, ("SPAN", (3, 0), (4, 0)), ("SPAN", (3, 1), (4, 1)), widths=widths),
    ]
    read = reading(tmp_path, "bang.pdf", built(story))
    assert cell_texts(read) == [*first, *second]
    assert {block.table for block in read.blocks} == {0}


def test_a_row_without_number_that_the_page_cuts_in_a_sentence_is_one(tmp_path: Path) -> None:
    fonts()
    widths = (200, 200)
    story = [
        _ruled([["Tên việc", "Cách làm"], ["Mua sách", "Thư viện lập danh mục và gửi"]], widths=widths),
        PageBreak(),
        _ruled([["", "các xã góp ý."], ["Kiểm kê", "Mỗi năm một lần."]], widths=widths),
    ]
    assert cell_texts(reading(tmp_path, "bang.pdf", built(story))) == [
        ["Tên việc", "Cách làm"],
        ["Mua sách", "Thư viện lập danh mục và gửi các xã góp ý."],
        ["Kiểm kê", "Mỗi năm một lần."],
    ]


def test_rows_of_lettered_numbers_are_rows_and_the_next_item_is_none(tmp_path: Path) -> None:
    names = {"1": "Quốc hiệu", "5a": "Tên loại", "5b": "Trích yếu", "7a, 7b": "Chữ ký"}
    rows = [("Ô số", "Thành phần"), *names.items()]
    lines = [
        (x, 100 + 15.0 * i, text, 11)
        for i, (number, name) in enumerate(rows)
        for x, text in ((80, number), (150, ":"), (170, name))
    ]
    read = reading(tmp_path, "o.pdf", drawn([*lines, (80, 178, "b) Sơ đồ", 11), *_prose(210)]))
    assert cell_texts(read) == [[number, ":", name] for number, name in rows]
    assert "b) Sơ đồ" in block_texts(read)


def test_a_code_of_letters_broken_at_its_hyphen_keeps_it(tmp_path: Path) -> None:
    lines = [(72, 90, "Thực hiện đầy đủ và đúng hướng dẫn đã nêu tại Công văn số 5155/SGDHL-", 12)]
    lines += [(72, 106, "GDTX của Sở và kế hoạch của tỉnh trong các năm học tiếp theo.", 12)]
    read = reading(tmp_path, "cv.pdf", drawn([*lines, *_prose(160)]))
    assert "5155/SGDHL-GDTX của Sở" in read.text
