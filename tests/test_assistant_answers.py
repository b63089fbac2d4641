"""What an answer promises: it is short and right, every statement cites its clause, or it says plainly no."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import SAMPLE

from assistant.assistant import Assistant, BadQuestion
from assistant.citations import in_words
from assistant.model import Turn
from indexing.collection import Collection
from indexing.pipeline import index_paths
from indexing.settings import Settings


@pytest.fixture(scope="module")
def collection(sample_data: Path) -> Iterator[Collection]:
    with Collection.open(Settings(data_dir=sample_data)) as opened:
        yield opened


@pytest.fixture(scope="module")
def assistant(collection: Collection, sample_data: Path) -> Assistant:
    return Assistant(collection, Settings(data_dir=sample_data))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Sở nào chủ trì Đề án y tế học đường của Hà Lĩnh?", "Sở Y tế"),
        ("so nao chu tri de an y te hoc duong ha linh", "Sở Y tế"),
        ("Huyện Nà Sậy của Lam Khê được cấp bao nhiêu kinh phí sửa chữa?", "3.250"),
        ("Ai ký công văn 1234 của Sở GDĐT Thanh Sa?", "Cồ Minh Dự"),
        ("Chủ đề năm học 2024 - 2025 của Vân Trạch là gì?", "Nền nếp, thực chất, sẻ chia"),
    ],
)
def test_a_fact_is_answered_in_one_sentence_with_its_clause(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = assistant.ask(question)
    assert answer.answerable
    assert said in answer.answer
    assert len(answer.answer) <= 500
    assert "[1]" in answer.answer and answer.citations[0].marker == 1


def test_every_quote_is_the_documents_own_words(assistant: Assistant, collection: Collection) -> None:
    for question in (
        "Sở nào chủ trì đề án y tế học đường của Hà Lĩnh?",
        "Các chỉ tiêu của Hà Lĩnh gồm những gì?",
    ):
        answer = assistant.ask(question)
        assert answer.citations
        for citation in answer.citations:
            document = collection.document(citation.document.id)
            clause = collection.clause(citation.clause_id)
            assert document is not None and clause is not None
            assert citation.quote == document.text[citation.start : citation.end]
            assert clause.start <= citation.start < citation.end <= clause.end
            assert citation.path == clause.path


def test_a_table_row_is_quoted_whole(assistant: Assistant) -> None:
    citation = assistant.ask("Công an tỉnh Hà Lĩnh chủ trì diễn tập gì trong phụ lục?").citations[0]
    assert citation.path.startswith("Phụ lục > ")
    assert citation.quote.count("|") >= 4


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Chủ đề năm học 2024 - 2025 của Nghệ An là gì?", "other_place"),
        ("Sở nào ở Hà Lĩnh chủ trì xây dựng cầu vượt sông?", "not_in_documents"),
        ("Viết cho tôi một bài thơ về mùa thu", "not_about_documents"),
        ("Công văn 9999/SGDĐT-VP nói gì?", "not_in_documents"),
        ("Nghị định về kinh doanh casino có hiệu lực từ khi nào?", "not_in_documents"),
        ("Ai ký thẻ kiểm toán viên nhà nước?", "not_in_documents"),
    ],
)
def test_what_the_documents_do_not_say_is_refused_without_citations(
    assistant: Assistant, question: str, reason: str
) -> None:
    answer = assistant.ask(question)
    assert not answer.answerable
    assert answer.citations == ()
    assert answer.reason == reason
    assert answer.answer


def test_a_place_named_is_the_place_answered_about(assistant: Assistant) -> None:
    answer = assistant.ask("Tỷ lệ huy động trẻ nhà trẻ của Thanh Sa là bao nhiêu?")
    assert {c.document.file for c in answer.citations} == {"thanh-sa-2024-2025.md"}
    assert "36,8%" in answer.answer


def test_a_follow_up_is_answered_about_what_came_before(assistant: Assistant) -> None:
    before = "Sở nào chủ trì Đề án y tế học đường của Hà Lĩnh?"
    history = [Turn(role="user", content=before), Turn(role="assistant", content="Sở Y tế chủ trì [1].")]
    answer = assistant.ask("Ai phối hợp?", history)
    assert "UBND các huyện, thành phố" in answer.answer
    assert answer.understood


def test_a_question_that_finds_nothing_alone_is_asked_of_what_was_spoken_of(assistant: Assistant) -> None:
    before = [Turn(role="user", content="Thanh Sa có mấy điểm trường ở khu vực sạt lở?")]
    answer = assistant.ask("Cơ quan nào chủ trì di dời?", before)
    assert "Phòng Kế hoạch - Tài chính" in answer.answer


def test_a_follow_up_is_answered_from_the_clause_just_spoken_of(assistant: Assistant) -> None:
    before = "Sở nào chủ trì Đề án y tế học đường của Hà Lĩnh?"
    spoken_of = assistant.ask(before).citations[0].clause_id
    answer = assistant.ask("Ai phối hợp?", [Turn(role="user", content=before)])
    assert answer.citations[0].clause_id == spoken_of


def test_a_comparison_has_a_citation_in_every_row(assistant: Assistant) -> None:
    answer = assistant.ask("So sánh chủ đề năm học 2024 - 2025 của Vân Trạch và Thanh Sa.")
    rows = answer.answer.splitlines()[2:]
    assert len(rows) == 2 and all("[" in row for row in rows)


def test_two_numbers_for_one_document_are_both_said(assistant: Assistant) -> None:
    answer = assistant.ask("Chương trình hành động của Tỉnh ủy Hà Lĩnh mang số 58-CTr/TU hay 85-CTr/TU?")
    assert "58-CTr/TU" in answer.answer and "85-CTr/TU" in answer.answer
    assert len(answer.citations) == 2


def test_only_the_documents_asked_for_are_answered_from(assistant: Assistant) -> None:
    answer = assistant.ask("Sở nào chủ trì đề án y tế học đường?", documents=["thanh-sa-2024-2025"])
    assert all(c.document.id == "thanh-sa-2024-2025" for c in answer.citations)


def test_who_names_a_copy_is_answered_from_the_document_it_copies(sample_copy: Path, tmp_path: Path) -> None:
    original = next((SAMPLE / "documents").glob("thanh-sa-2024-2025.*"))
    copy = tmp_path / f"ban-chup{original.suffix}"
    shutil.copy(original, copy)
    settings = Settings(data_dir=sample_copy)
    index_paths([copy], settings)
    with Collection.open(settings) as collection:
        assert {d.id: d.same_as for d in collection.catalogue()}["ban-chup"] == "thanh-sa-2024-2025"
        question = "Chủ đề năm học là gì?"
        answer = Assistant(collection, settings).ask(question, documents=["ban-chup"])
        assert answer.citations and answer.citations[0].document.id == "thanh-sa-2024-2025"


@pytest.mark.parametrize("question", ["", "  \n ", "x" * 10_000, "a\x00b", "\ud800 là gì", "?!…"])
def test_what_is_no_question_is_said_so(assistant: Assistant, question: str) -> None:
    with pytest.raises(BadQuestion):
        assistant.ask(question)


def test_counts_are_said_in_words() -> None:
    assert [in_words(n) for n in (2, 10, 15, 21, 24, 34, 120)] == [
        "hai", "mười", "mười lăm", "hai mươi mốt", "hai mươi tư", "ba mươi tư", "120",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def plans_assistant(plans: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    chosen = Settings(data_dir=tmp_path_factory.mktemp("plans"))
    assert not index_paths([plans], chosen).failed
    with Collection.open(chosen) as collection:
        yield Assistant(collection, chosen)


@pytest.mark.plans
def test_who_leads_the_school_health_project(plans_assistant: Assistant) -> None:
    answer = plans_assistant.ask("Cơ quan nào chủ trì Đề án phát triển y tế học đường ở Bắc Kạn?")
    assert "Sở Y tế" in answer.answer
    citation = answer.citations[0]
    assert (citation.document.number, citation.path) == ("284/KH-UBND", "Phụ lục > 31")
    assert citation.quote.startswith("31 |")


@pytest.mark.plans
def test_the_theme_typed_without_diacritics(plans_assistant: Assistant) -> None:
    answer = plans_assistant.ask("chu de nam hoc 2024 2025 cua ha noi la gi")
    assert "đoàn kết kỷ cương" in answer.answer
    assert answer.citations[0].document.file == "ha-noi-2024-2025.txt"


@pytest.mark.plans
def test_a_province_that_is_not_there(plans_assistant: Assistant) -> None:
    answer = plans_assistant.ask("Chủ đề năm học 2024 - 2025 của tỉnh Nghệ An là gì?")
    assert not answer.answerable and not answer.citations


@pytest.mark.plans
def test_a_merged_province_is_named(plans_assistant: Assistant) -> None:
    answer = plans_assistant.ask("Thái Nguyên có những chỉ tiêu gì về giáo dục mầm non?")
    assert not answer.answerable
    assert "Bắc Kạn" in answer.answer


def test_who_carries_a_task_out_is_not_said_to_lead_it(tmp_path: Path) -> None:
    (tmp_path / "ke-hoach.txt").write_text(
        "ỦY BAN NHÂN DÂN TỈNH LŨNG VÀI\nSố: 77/KH-UBND\nLũng Vài, ngày 03 tháng 3 năm 2025\n\n"
        "KẾ HOẠCH\nPhát triển thư viện trường học\n\nI. NHIỆM VỤ\n"
        "1. Các nhiệm vụ được giao tại Phụ lục.\n\nPHỤ LỤC\n\n"
        "TT | Nhiệm vụ | Đơn vị thực hiện | Thời gian |\n"
        "1 | Kiểm kê sách của các thư viện trường học | Sở Tài chính | Quý II/2026 |\n"
        "2 | Đào tạo thủ thư cho các điểm trường lẻ | Sở Nội vụ | Quý III/2026 |\n",
        encoding="utf-8",
    )
    settings = Settings(data_dir=tmp_path / "data")
    index_paths([tmp_path / "ke-hoach.txt"], settings)
    with Collection.open(settings) as collection:
        assistant = Assistant(collection, settings)
        for question in (
            "Đơn vị nào chủ trì kiểm kê sách của các thư viện trường học?",
            "Đơn vị nào thực hiện kiểm kê sách của các thư viện trường học?",
            "Sở nào phụ trách kiểm kê sách thư viện trường học?",
        ):
            answer = assistant.ask(question).answer
            assert "Sở Tài chính là đơn vị thực hiện" in answer and "chủ trì" not in answer
        listed = assistant.ask("Sở Nội vụ chủ trì những nhiệm vụ nào?").answer
        assert "Đào tạo thủ thư" in listed and "đơn vị thực hiện" in listed


def test_a_statement_to_judge_is_met_with_what_the_documents_say_and_no_verdict(assistant: Assistant) -> None:
    answer = assistant.ask("Ở Vân Trạch lớp dạy thêm kết thúc trước 22 giờ, đúng hay sai?")
    assert answer.kind == "yes_no" and answer.answerable
    assert "20 giờ 30" in answer.answer
    assert answer.answer.startswith("Văn bản nêu: ")


def test_a_follow_up_is_not_answered_with_what_was_cited_before(assistant: Assistant) -> None:
    earlier = "Hà Lĩnh xóa phòng học tạm khi nào?"
    assert "2028" in assistant.ask(earlier).answer
    answer = assistant.ask("Tiền lấy từ nguồn nào?", [Turn(role="user", content=earlier)])
    assert "148 phòng học" not in answer.answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Ngành giáo dục Thanh Sa đặt chỉ tiêu bao nhiêu trường đạt chuẩn quốc gia vào cuối năm học?", "72%"),
        ("Tiền ăn bán trú tối đa ở trường tiểu học của Vân Trạch là bao nhiêu một ngày?", "35.000"),
    ],
)
def test_a_figure_that_is_no_extracted_fact_is_quoted_from_the_clause_found(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = assistant.ask(question)
    assert answer.answerable and said in answer.answer and said in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "Vân Trạch có bao nhiêu phần trăm trường có nhân viên y tế chuyên trách?",
        "Đến năm 2030 Vân Trạch phấn đấu bao nhiêu phần trăm trường đạt chuẩn quốc gia?",
        "Ngày khai giảng năm học 2024 - 2025 ở Vân Trạch là ngày nào?",
    ],
)
def test_a_figure_of_another_kind_year_or_month_is_no_answer(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).answerable
