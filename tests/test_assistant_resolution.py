"""Questions about a resolution nobody prepared for: what it repeals, refers to, and is paid from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.assistant import Assistant
from indexing.collection import Collection
from indexing.pipeline import index_paths
from indexing.settings import Settings

RESOLUTION = """HỘI ĐỒNG NHÂN DÂN TỈNH MỘC LẠNG
Số: 41/2025/NQ-HĐND
Mộc Lạng, ngày 12 tháng 9 năm 2025

NGHỊ QUYẾT
Về chính sách học bổng vùng hồ của tỉnh Mộc Lạng

Điều 1. Phạm vi
1. Nghị quyết này cụ thể hóa chính sách học bổng quy định tại Điều 85 Luật Giáo dục cho học sinh vùng hồ.
2. Khuyến khích doanh nghiệp lập quỹ đò miễn phí cho học sinh vùng hồ.

Điều 2. Kinh phí
Nguồn kinh phí thực hiện từ ngân sách tỉnh và tiền bán tín chỉ rừng.

Điều 3. Trách nhiệm
1. Ủy ban nhân dân các xã ven hồ rà soát danh sách học sinh được học bổng; xử lý nghiêm việc lập danh sách \
khống, kê khai sai hộ khẩu, chia nhỏ suất học bổng, bỏ sót học sinh mồ côi, học sinh khuyết tật, học sinh có \
cha mẹ đi làm ăn xa, học sinh vừa chuyển trường trong năm học và học sinh đang ở nhờ nhà người quen \
bên kia hồ theo thẩm quyền trên địa bàn; đặc biệt việc thu lại tiền học bổng, bắt ký nhận hai lần; \
bảo đảm mọi khoản được niêm yết ở nhà văn hóa thôn chậm nhất năm ngày \
sau khi phê duyệt và lưu hồ sơ đúng quy định về lưu trữ.

Điều 4. Điều khoản thi hành
1. Nghị quyết có hiệu lực từ ngày 01 tháng 10 năm 2025.
2. Nghị quyết này bãi bỏ các văn bản sau:
a) Bãi bỏ toàn bộ Nghị quyết số 07/2019/NQ-HĐND ngày 11 tháng 7 năm 2019 của Hội đồng nhân dân tỉnh Mộc Lạng;
b) Bãi bỏ toàn bộ Nghị quyết số 15/2022/NQ-HĐND ngày 09 tháng 12 năm 2022 của Hội đồng nhân dân tỉnh Mộc Lạng.

CHỦ TỊCH
Mã Thế Quỳnh
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("resolution")
    (folder / "hoc-bong.txt").write_text(RESOLUTION, encoding="utf-8")
    settings = Settings(data_dir=folder / "data")
    index_paths([folder / "hoc-bong.txt"], settings)
    with Collection.open(settings) as collection:
        yield Assistant(collection, settings)


def test_every_repealed_document_is_listed_with_its_own_citation(assistant: Assistant) -> None:
    answer = assistant.ask("Nghị quyết của Mộc Lạng bãi bỏ những nghị quyết nào?")
    assert "07/2019/NQ-HĐND" in answer.answer and "15/2022/NQ-HĐND" in answer.answer
    assert len(answer.citations) == 2


def test_an_article_of_a_law_that_is_only_referred_to_is_told_by_its_number(assistant: Assistant) -> None:
    answer = assistant.ask("Chính sách học bổng nằm ở điều mấy Luật Giáo dục?")
    assert "Điều 85" in answer.answer


def test_money_is_asked_for_in_everyday_words(assistant: Assistant) -> None:
    answer = assistant.ask("Tiền thực hiện học bổng vùng hồ lấy từ đâu?")
    assert "tín chỉ rừng" in answer.answer


def test_what_is_encouraged_is_not_compulsory(assistant: Assistant) -> None:
    answer = assistant.ask("Mộc Lạng có bắt buộc doanh nghiệp lập quỹ đò miễn phí cho học sinh không?")
    assert answer.answer.startswith("Không") and "huyến khích" in answer.answer


def test_a_long_sentence_is_cut_behind_what_it_singles_out(assistant: Assistant) -> None:
    answer = assistant.ask("Các xã ven hồ phải đặc biệt xử lý nghiêm việc gì trong lập danh sách học bổng?")
    assert "bắt ký nhận hai lần" in answer.answer
    assert "niêm yết" not in answer.answer
