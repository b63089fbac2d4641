"""Word documents: numbers, merged cells, notes, tracked changes, old fonts."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from reader_samples import block_texts, cell_texts, reading

from indexing.model import ReadText


def _saved(document: docx.document.Document) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _read(folder: Path, document: docx.document.Document) -> ReadText:
    return reading(folder, "vb.docx", _saved(document))


def _with_lists(document: docx.document.Document) -> None:
    """One list of three levels: ``1.``, ``a)``, ``-``."""
    levels = (("decimal", "%1."), ("lowerLetter", "%2)"), ("bullet", "\uf0b7"))
    xml = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{f}"/><w:lvlText w:val="{t}"/></w:lvl>'
        for i, (f, t) in enumerate(levels)
    )
    numbering = document.part.numbering_part.element
    numbering.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{xml}</w:abstractNum>')
    )
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def _numbered(paragraph: docx.text.paragraph.Paragraph, level: int) -> None:
    paragraph._p.get_or_add_pPr().append(
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')
    )


def test_generated_numbers_are_written(tmp_path: Path) -> None:
    document = docx.Document()
    _with_lists(document)
    for level, text in ((0, "Mở"), (1, "Xã"), (1, "Huyện"), (2, "Sách"), (0, "Kết"), (1, "Lại")):
        _numbered(document.add_paragraph(text), level)
    assert block_texts(_read(tmp_path, document)) == [
        "1. Mở",
        "a) Xã",
        "b) Huyện",
        "- Sách",
        "2. Kết",
        "a) Lại",
    ]


def test_generated_ordinals_in_cells(tmp_path: Path) -> None:
    document = docx.Document()
    _with_lists(document)
    table = document.add_table(rows=2, cols=2)
    for row, text in zip(table.rows, ("Xây cầu", "Sửa đường"), strict=True):
        _numbered(row.cells[0].paragraphs[0], 0)
        row.cells[1].text = text
    assert cell_texts(_read(tmp_path, document)) == [["1.", "Xây cầu"], ["2.", "Sửa đường"]]


def test_headings_and_bold(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Phần một", level=2)
    document.add_paragraph().add_run("ĐIỀU CHUNG").bold = True
    mixed = document.add_paragraph("Thường ")
    mixed.add_run("đậm").bold = True
    read = _read(tmp_path, document)
    assert [(b.level, b.bold) for b in read.blocks][1:] == [(0, True), (0, False)]
    assert read.blocks[0].level == 2


def test_merged_and_nested_cells(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Chung"
    table.cell(0, 2).text = "Hạn"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "1"
    table.cell(1, 1).text = "Hai\ndòng"
    inner = table.cell(2, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "trong", "bảng"
    assert cell_texts(_read(tmp_path, document)) == [
        ["Chung", "", "Hạn"],
        ["1", "Hai dòng", ""],
        ["", "trong bảng", ""],
    ]


def test_tracked_changes_are_accepted(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Giao Sở ")
    for kind, tag, text in (("del", "delText", "Tài chính"), ("ins", "t", "Nội vụ")):
        paragraph._p.append(
            parse_xml(f'<w:{kind} {nsdecls("w")} w:id="1"><w:r><w:{tag}>{text}</w:{tag}></w:r></w:{kind}>')
        )
    document.sections[0].header.paragraphs[0].text = "Đầu trang"
    assert _read(tmp_path, document).text == "Giao Sở Nội vụ"


def test_old_fonts_become_unicode(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph()
    for font, text in ((".VnTime", "n¨m häc "), (".VnTimeH", "häc "), ("VNI-Times", "keá hoaïch")):
        run = paragraph.add_run(text)
        run._r.get_or_add_rPr().append(parse_xml(f'<w:rFonts {nsdecls("w")} w:ascii="{font}"/>'))
    assert _read(tmp_path, document).text == "năm học HỌC kế hoạch"


def test_footnotes_come_last(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Theo đề án")._p.append(
        parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="2"/></w:r>')
    )
    document.add_paragraph("Tiếp theo.")
    data = _with_part(
        _saved(document),
        "footnotes",
        f'<w:footnotes {nsdecls("w")}><w:footnote w:id="2"><w:p><w:r><w:t>Đề án thư viện.</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>",
    )
    assert block_texts(reading(tmp_path, "vb.docx", data)) == [
        "Theo đề án[1]",
        "Tiếp theo.",
        "[1] Đề án thư viện.",
    ]


def _with_part(data: bytes, name: str, xml: str) -> bytes:
    """The package with one more part related to the document."""
    out = BytesIO()
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"
    content_type = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.namelist():
            body = (
                source.read(item).decode("utf-8") if item.endswith((".xml", ".rels")) else source.read(item)
            )
            if item == "word/_rels/document.xml.rels":
                body = body.replace(
                    "</Rel", f'<Relationship Id="rX" Type="{kind}" Target="{name}.xml"/></Rel'
                )
            if item == "[Content_Types].xml":
                override = f'<Override PartName="/word/{name}.xml" ContentType="{content_type}"/>'
                body = body.replace("</Types>", f"{override}</Types>")
            target.writestr(item, body)
        target.writestr(f"word/{name}.xml", xml)
    return out.getvalue()


def test_text_boxes_and_breaks(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Dòng một")
    paragraph.runs[0].add_break()
    paragraph.add_run("dòng hai")
    box = (
        f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p>"
        "</w:txbxContent></w:pict></w:r>"
    )
    paragraph._p.append(parse_xml(box))
    assert paragraph._p.findall(qn("w:r"))
    assert block_texts(_read(tmp_path, document)) == ["Dòng một", "dòng hai", "Trong khung"]
