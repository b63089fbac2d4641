"""HTML pages."""

from __future__ import annotations

from pathlib import Path

from reader_samples import block_texts, cell_texts, reading


def test_surroundings_are_dropped(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "trang.html",
        "<html><head><title>x</title><script>var a</script></head><body><header>Cổng tin</header>"
        "<nav>Trang chủ</nav><form><main><h2>KẾ HOẠCH</h2><p>Nội dung <b>chính</b><br>dòng hai</p></main>"
        "<ul><li><a href=a>Tin một</a><li><a href=b>Tin hai</a><li><a href=c>Tin ba</a></ul></form>"
        "<div style='display:none'>ẩn</div><footer>Liên hệ</footer></body></html>",
    )
    assert block_texts(read) == ["KẾ HOẠCH", "Nội dung chính", "dòng hai"]
    assert read.blocks[0].level == 2


def test_list_numbers_are_written(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "ds.htm",
        "<ol start=3><li>Ba<li>Bốn</ol><ol type=a><li>A<li>B</ol><ul><li>Gạch<li>+ Cộng</ul>",
    )
    assert block_texts(read) == ["3. Ba", "4. Bốn", "a) A", "b) B", "- Gạch", "+ Cộng"]


def test_merged_cells_stand_once(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "bang.html",
        "<table><tr><th>TT<th>Việc<th>Hạn</tr><tr><td rowspan=2>1<td colspan=2>Chung</tr>"
        "<tr><td>Riêng<br>lẻ<td>2031</tr></table>",
    )
    assert cell_texts(read) == [["TT", "Việc", "Hạn"], ["1", "Chung", ""], ["", "Riêng lẻ", "2031"]]
    assert read.blocks[0].bold and not read.blocks[1].bold


def test_layout_table_is_text(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        "khung.html",
        "<table><tr><td><p>Đầu</p><table><tr><td>1<td>2</tr></table><p>Cuối</p></td></tr></table>",
    )
    assert block_texts(read) == ["Đầu", "1 | 2 |", "Cuối"]


def test_note_calls_and_powers(tmp_path: Path) -> None:
    assert (
        reading(tmp_path, "mu.html", "<p>Theo đề án<sup>2</sup> xây 300 m<sup>2</sup></p>").text
        == "Theo đề án[2] xây 300 m2"
    )


def test_declared_charset(tmp_path: Path) -> None:
    page = "<meta charset='windows-1258'><p>đà và sông</p>"
    assert reading(tmp_path, "cp.html", page.encode("cp1258")).text == "đà và sông"
