"""The facts page: filters, time line, comparison, files; dates read from the words of deadlines."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from api_samples import HOSTILE, client_of, copied
from starlette.testclient import TestClient

from assistant.chat.comparison import compared, shared_indicators
from assistant.chat.timeline import dated, draw, last_day


@pytest.fixture(scope="module")
def client(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with client_of(copied(sample_data, tmp_path_factory.mktemp("facts"))) as client:
        client.post("/v1/documents", files={"file": ("mai-son.txt", HOSTILE.encode())})
        yield client


def rows(page: str) -> list[str]:
    return re.findall(r"<tr><td.*?</tr>", page, re.DOTALL)


def test_filters_narrow_the_table_with_or_without_diacritics(client: TestClient) -> None:
    every = client.get("/facts").text
    for query in ("q=y te hoc duong", "q=Y tế học đường", "agency=so y te&province=ha linh&q=y te hoc duong"):
        found = rows(client.get(f"/facts?{query}").text)
        assert found and len(found) < len(rows(every)) and any("Đề án y tế học đường" in row for row in found)
    assert "Không có dòng nào khớp" in client.get("/facts?q=khong-dau-ca").text
    assert all("2030" in row for row in rows(client.get("/facts?kind=target&year=2030").text))
    one = rows(client.get("/facts?kind=deadline&document=mai-son").text)
    assert len(one) < 3


def test_every_row_leads_to_its_clause(client: TestClient) -> None:
    links = re.findall(r'class="from"><a href="([^"]+)"', client.get("/facts?kind=target").text)
    assert len(links) == 50
    page = client.get(unescape(links[0]))
    assert page.status_code == 200 and "<mark>" in page.text


def test_the_files_hold_what_the_page_shows(client: TestClient) -> None:
    response = client.get("/facts/export?kind=assignment&province=Hà Lĩnh&q=bơi&format=csv")
    table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    shown = rows(client.get("/facts?kind=assignment&province=Hà Lĩnh&q=bơi").text)
    assert len(table) - 1 == len(shown) > 0
    assert client.get("/facts/export?kind=target&format=xlsx").content.startswith(b"PK")


def test_the_time_line_and_its_tables_say_the_same(client: TestClient) -> None:
    page = client.get("/facts/timeline?province=Lam Khê").text
    assert page.count('class="lane"') == 1 and "Lam Khê" in page
    anchors = set(re.findall(r'<a href="#(han-[^"]+)"', page))
    assert anchors and anchors <= set(re.findall(r'<section class="period" id="([^"]+)"', page))
    drawn = sum(int(n) for n in re.findall(r": (\d+) thời hạn\"", page))
    assert drawn == len(rows(page))


def test_one_indicator_is_compared_however_it_is_worded(client: TestClient) -> None:
    page = client.get("/facts/compare").text
    assert len(set(re.findall(r'<th scope="row"[^>]*>([^<]+)</th>', page))) >= 2
    chosen = client.get("/facts/compare?indicator=chuan quoc gia").text
    assert "đạt chuẩn quốc gia" in chosen and '<rect class="part"' in chosen
    assert "Không có chỉ tiêu nào khớp" in client.get("/facts/compare?indicator=zzz").text


def test_nothing_from_documents_or_addresses_is_markup(client: TestClient) -> None:
    for path in (
        "/facts?q=<script>x", "/facts?document=mai-son", "/facts/compare?indicator=<img src=x>",
        "/facts/timeline?province=<script>", "/facts?agency=\"><script>",
    ):  # fmt: skip
        page = client.get(path)
        assert page.status_code == 200
        assert "<script>" not in page.text and "<img src=x" not in page.text
    assert client.get("/facts?kind=other").status_code == 422


@pytest.mark.parametrize(
    ("words", "day", "period"),
    [
        ("trước ngày 31/5/2025", dt.date(2025, 5, 31), "Tháng 5/2025"),
        ("ngày 05 tháng 9 năm 2024", dt.date(2024, 9, 5), "Tháng 9/2024"),
        ("Quý III/2025", dt.date(2025, 9, 30), "Quý III/2025"),
        ("vào quý IV năm 2030", dt.date(2030, 12, 31), "Quý IV/2030"),
        ("Tháng 12/2025", dt.date(2025, 12, 31), "Tháng 12/2025"),
        ("trong tháng 2 năm 2024", dt.date(2024, 2, 29), "Tháng 2/2024"),
        ("2025 - 2028", dt.date(2028, 12, 31), "Năm 2028"),
        ("đến hết năm 2027", dt.date(2027, 12, 31), "Năm 2027"),
    ],
)
def test_the_last_day_of_what_a_deadline_names(words: str, day: dt.date, period: str) -> None:
    assert last_day(words) == (day, period)


@pytest.mark.parametrize("words", ["hằng năm", "", "trước ngày 15 hằng tháng", "31/2/2025", "tháng 13/2025"])
def test_what_names_no_day_of_the_calendar_has_none(words: str) -> None:
    assert last_day(words) is None


def test_circles_never_cover_each_other_and_count_every_deadline() -> None:
    given = [
        {"due": f"ngày {day}/{month}/2025", "province": "A"} for month in (1, 2, 9) for day in (1, 9, 28)
    ]
    dues, without = dated([*given, {"due": "hằng năm", "province": "A"}])
    (lane,) = draw(dues).lanes
    assert sum(dot.dues for dot in lane.dots) == 9 and len(without) == 1
    gaps = [
        two.x - one.x - one.radius - two.radius for one, two in zip(lane.dots, lane.dots[1:], strict=False)
    ]
    assert all(gap > 0 for gap in gaps)


def test_levels_of_school_are_different_indicators() -> None:
    def target(province: str, indicator: str, value: str) -> dict[str, str]:
        return {"province": province, "indicator": indicator, "scope": "", "value": value}

    given = [
        target("A", "Tỷ lệ tốt nghiệp THPT", "99%"),
        target("B", "tỷ lệ tốt nghiệp trung học phổ thông", "98,5%"),
        target("C", "Tỷ lệ tốt nghiệp trung học cơ sở", "97%"), target("C", "số trường", "12"),
    ]  # fmt: skip
    assert shared_indicators(given)[0].provinces == 2
    found = compared(given, "Tỷ lệ tốt nghiệp THPT")
    assert [(each.row["province"], each.share) for each in found] == [("A", 99.0), ("B", 98.5)]
    assert compared(given, "số trường")[0].share is None and compared(given, " ") == []
