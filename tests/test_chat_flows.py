"""A real browser on the facts, the library, feedback and preferences, at a desk and on a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_samples import HOSTILE, LEAD, THEME, UNKNOWN, copied, live
from test_chat_browser import DESK, PHONE, Visit, browser  # noqa: F401

from assistant.api import create_app
from assistant.feedback import FeedbackStore
from indexing.collection import Collection
from indexing.settings import Settings

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytestmark = [pytest.mark.browser, pytest.mark.slow]
both_sizes = pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
PDF = "lam-khe-chi-thi-an-toan"


@pytest.fixture(scope="module")
def settings(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=copied(sample_data, tmp_path_factory.mktemp("flows")))


@pytest.fixture(scope="module")
def served(settings: Settings) -> Iterator[tuple[str, Collection]]:
    app = create_app(settings)
    with live(app) as url:
        yield url, app.state.desk.collection


@pytest.fixture(scope="module")
def url(served: tuple[str, Collection]) -> str:
    return served[0]


def faults(page: Any) -> list[str]:
    violations = axe.Axe().run(page).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in violations]


@both_sizes
def test_facts_are_filtered_and_lead_to_their_clause(browser: Any, url: str, size: tuple[int, int]) -> None:  # noqa: F811
    visit = Visit(browser, url, size)
    page = visit.page
    page.click(".masthead-nav a[href='/facts']")
    page.fill("input[name=q]", "y te hoc duong")
    page.press("input[name=q]", "Enter")
    page.locator("tbody tr", has_text="Đề án y tế học đường").first.wait_for()
    assert faults(page) == []
    page.locator("tbody .from a").first.click()
    page.locator("mark").first.wait_for()
    page.goto(f"{url}/facts/timeline")
    assert faults(page) == []
    page.locator(".timeline a").first.click()
    page.locator(".period:target").wait_for()
    page.goto(f"{url}/facts/compare?indicator=chuan quoc gia")
    assert page.locator(".bar").count() >= 2 and faults(page) == []
    visit.close()


@both_sizes
def test_feedback_is_sent_with_the_button_only(
    browser: Any,  # noqa: F811
    served: tuple[str, Collection],
    size: tuple[int, int],
) -> None:
    url, collection = served
    store = FeedbackStore(collection.shared.engine)
    before = len(list(store.all()))
    visit = Visit(browser, url, size)
    answer = visit.ask(LEAD)
    answer.locator(".verdict", has_text="Sai nguồn").click()
    assert "được lưu trên máy chủ này" in answer.locator(".feedback-form").inner_text()
    assert faults(visit.page) == [] and len(list(store.all())) == before
    answer.locator("textarea").fill("Phải là dòng khác")
    answer.locator(".feedback-form .button").click()
    answer.locator(".feedback-said", has_text="Đã lưu góp ý").wait_for()
    said = list(store.all())[-1]
    assert (said.verdict, said.note, said.question) == ("wrong_source", "Phải là dòng khác", LEAD)
    visit.close()


@both_sizes
def test_files_are_taken_in_and_removed_with_a_question_first(
    browser: Any,  # noqa: F811
    url: str,
    size: tuple[int, int],
    tmp_path: Path,
) -> None:
    name = f"mai-son-{size[0]}"
    good, bad = tmp_path / f"{name}.txt", tmp_path / "rong.txt"
    # Its own place, so that it is no copy of another test's document.
    good.write_text(
        HOSTILE.replace("MAI SƠN", f"MAI SƠN {size[0]}").replace("7/KH", f"{size[0]}/KH"), "utf-8"
    )
    bad.write_bytes(b"")
    visit = Visit(browser, url, size)
    page = visit.page
    page.goto(f"{url}/documents")
    assert faults(page) == []
    page.set_input_files("#files", [str(good), str(bad)])
    page.locator(".uploads .done", has_text=good.name).wait_for()
    page.locator(".uploads .failed", has_text=bad.name).wait_for()
    assert faults(page) == []
    page.reload()
    page.fill("#find", f"{size[0]}/kh-ubnd")
    assert page.locator("#listing tbody tr:visible").count() == 1
    page.locator("#listing tbody tr:visible .remove").click()
    assert page.evaluate("document.activeElement.id") == "removing-no" and faults(page) == []
    page.keyboard.press("Escape")
    page.locator("#listing tbody tr:visible .remove").click()
    page.click("#removing-yes")
    page.locator("#removing").wait_for(state="hidden")
    page.goto(f"{url}/documents/{name}")
    assert "Không có văn bản này" in page.locator("h1").inner_text()
    # A file that was refused and a page that has gone are what this test is about.
    visit.complaints = [each for each in visit.complaints if "422" not in each and "404" not in each]
    visit.close()


@both_sizes
def test_the_page_of_a_pdf_stands_beside_the_clause(browser: Any, url: str, size: tuple[int, int]) -> None:  # noqa: F811
    visit = Visit(browser, url, size)
    answer = visit.ask("Ở Lam Khê, Sở Y tế có nhiệm vụ gì?")
    answer.locator(".answer-text .marker").first.click()
    picture = visit.page.locator("#source .page-image img")
    visit.page.locator("#source .page-image summary").click()
    picture.scroll_into_view_if_needed()
    visit.page.wait_for_function("document.querySelector('#source .page-image img').naturalWidth > 500")
    assert faults(visit.page) == []
    visit.close()


@both_sizes
def test_preferences_stay_in_the_browser(browser: Any, url: str, size: tuple[int, int]) -> None:  # noqa: F811
    visit = Visit(browser, url, size)
    page = visit.page
    page.click(".menu summary")
    page.click("#large-text")
    page.click("button[name=to]")
    page.wait_for_selector(".welcome h1:has-text('Ask what the documents say')")
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "20px"
    assert page.locator("#question textarea").get_attribute("placeholder") == "Ask in Vietnamese…"
    page.locator("h1").click()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible() and faults(page) == []
    page.uncheck("#keys-on")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert not page.locator("#keys").is_visible()
    page.reload()
    page.wait_for_selector(".welcome")
    assert page.evaluate("document.documentElement.lang") == "en"
    visit.close()


def test_a_refusal_offers_what_can_be_asked(browser: Any, url: str) -> None:  # noqa: F811
    visit = Visit(browser, url, PHONE)
    refused = visit.ask("Chủ đề năm học 2024-2025 của Cà Mau là gì?")
    refused.locator(".places .suggest", has_text="Vân Trạch").click()
    visit.page.locator("#luot-1 .answer-text .marker").first.wait_for()
    back = visit.ask("Cơ quan nào chủ trì?")
    if back.locator(".choices .suggest").count():  # asked back, unless the conversation says what is meant
        assert faults(visit.page) == []
    visit.close()


def test_who_may_only_read_is_offered_no_changes(browser: Any, sample_copy: Path) -> None:  # noqa: F811
    app = create_app(Settings(data_dir=sample_copy, api_keys="admin:khoa-quan-tri,reader:khoa-doc"))
    with live(app) as url:
        for key, may in (("khoa-doc", 0), ("khoa-quan-tri", 1)):
            page = browser.new_context().new_page()
            page.goto(f"{url}/documents")
            page.fill("#key", key)
            page.press("#key", "Enter")
            page.wait_for_selector("#listing")
            assert min(page.locator(".remove").count(), 1) == page.locator("#drop").count() == may
            status = page.evaluate(
                "fetch('/v1/documents/khong-co',"
                " {method: 'DELETE', headers: {'X-Requested-With': 'trichdan'}})"
                ".then((response) => response.status)"
            )
            assert status == (404 if may else 403)
            page.context.close()


def test_twenty_at_once_get_their_own_answers_and_keep_them(browser: Any, url: str) -> None:  # noqa: F811
    questions = [f"{LEAD} (lượt {n})" if n % 2 else f"{THEME} (lượt {n})" for n in range(19)] + [UNKNOWN]
    visits = [Visit(browser, url, PHONE if n % 2 else DESK) for n in range(20)]
    for visit, question in zip(visits, questions, strict=True):
        visit.page.fill("#question textarea", question)
        visit.page.keyboard.press("Enter")
    shown = []
    for visit in visits:
        visit.page.wait_for_selector("#luot-0 .answer")
        shown.append(visit.page.locator("#luot-0 .answer-text").inner_text())
    for visit, question, answer in zip(visits, questions, shown, strict=True):
        visit.page.reload()
        visit.page.wait_for_selector("#luot-0")
        (asked,) = visit.page.locator(".asked").all_inner_texts()
        assert question in asked
        assert visit.page.locator("#luot-0 .answer-text").inner_text() == answer
        kept = json.loads(visit.page.locator(".feedback").get_attribute("data-record") or "")
        assert kept["question"] == question
        visit.close()
