"""A real browser on the chat page, at a desk and on a phone: asks, opens sources, stays on this host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api_samples import HOSTILE, LEAD, THEME, UNKNOWN, copied, live

from assistant.api import create_app
from indexing.settings import Settings

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK, PHONE = (1280, 800), (360, 740)
_QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


@pytest.fixture(scope="module")
def url(sample_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = copied(sample_data, tmp_path_factory.mktemp("browser"))
    with live(create_app(Settings(data_dir=data))) as url:
        import httpx

        httpx.post(f"{url}/v1/documents", files={"file": ("mai-son.txt", HOSTILE.encode())}, timeout=60)
        yield url


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=_QUIET)
        yield browser
        browser.close()


class Visit:
    """One person's browser on the page, with everything it asked for and complained about."""

    def __init__(self, browser: Any, url: str, size: tuple[int, int], path: str = "/") -> None:
        self.url = url
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, permissions=["clipboard-read", "clipboard-write"]
        )
        self.page = self.context.new_page()
        self.requested: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requested.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._said)
        self.page.goto(url + path)
        self.page.wait_for_selector(".welcome, .exchange")

    def _said(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def ask(self, question: str) -> Any:
        """Ask and wait for the answer; its element."""
        count = self.page.locator(".exchange:not(#pending)").count()
        self.page.fill("#question textarea", question)
        self.page.keyboard.press("Enter")
        answered = self.page.locator(f"#luot-{count}")
        answered.wait_for()
        return answered

    def close(self) -> None:
        foreign = [each for each in self.requested if not each.startswith((self.url, "data:", "blob:"))]
        assert foreign == [] and self.complaints == []
        assert self.page.evaluate("window.hacked") is None
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        self.context.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_question_is_answered_and_its_source_is_one_click_away(
    browser: Any, url: str, size: tuple[int, int]
) -> None:
    visit = Visit(browser, url, size)
    answer = visit.ask(LEAD)
    assert "Sở Y tế" in answer.inner_text()
    answer.locator(".answer-text .marker", has_text="[1]").click()
    mark = visit.page.locator("#source .cited-clause mark", has_text="Sở Y tế")
    mark.wait_for()
    assert mark.is_visible() and visit.page.locator("#source .record th", has_text="chủ trì").count() == 1
    assert visit.page.locator(".crumbs").inner_text().split() == ["Phụ", "lục", "7"]
    assert "197/KH-UBND" in visit.page.locator("#source-title").inner_text()
    visit.page.keyboard.press("Escape")
    assert visit.page.locator("#source .source").is_visible() == (size == DESK)
    if size == PHONE:  # the focus is back where it came from
        assert visit.page.evaluate("document.activeElement.matches('.answer-text .marker')")
    visit.close()


def test_the_cited_words_of_a_long_clause_are_in_sight(browser: Any, url: str) -> None:
    import httpx

    around = "Các trường chăm lo bữa ăn, giấc ngủ của trẻ và giữ bếp sạch. " * 25
    due = "Các trường nộp danh sách học sinh bán trú trước ngày 15/11/2025."
    text = (
        "UBND TỈNH BẠCH LĨNH\nSố: 9/KH-UBND\nBạch Lĩnh, ngày 05 tháng 3 năm 2025\n\nKẾ HOẠCH\n"
        f"Công tác bán trú năm 2025\n\nI. NHIỆM VỤ\n{around}{due} {around[:200]}\n"
    )
    httpx.post(f"{url}/v1/documents", files={"file": ("bach-linh.txt", text.encode())}, timeout=60)
    visit = Visit(browser, url, PHONE)
    answer = visit.ask("Bạch Lĩnh nộp danh sách học sinh bán trú trước ngày nào?")
    answer.locator(".answer-text .marker").first.click()
    mark = visit.page.locator("#source .cited-clause mark", has_text="15/11/2025")
    mark.wait_for()
    playwright.expect(mark).to_be_in_viewport(ratio=1)
    excerpt, box = visit.page.locator("#source .excerpt").bounding_box(), mark.bounding_box()
    assert excerpt and box
    assert excerpt["y"] <= box["y"] and box["y"] + box["height"] <= excerpt["y"] + excerpt["height"]
    visit.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_whole_document_opens_at_the_cited_words(browser: Any, url: str, size: tuple[int, int]) -> None:
    visit = Visit(browser, url, size)
    visit.ask(THEME).locator(".answer-text .marker").first.click()
    link = visit.page.locator(".source-foot a.button")
    link.wait_for()
    with visit.context.expect_page() as opened:
        link.click()
    reading = opened.value
    mark = reading.locator("mark").first
    mark.wait_for()
    box = mark.bounding_box()
    assert box and 0 <= box["y"] < size[1] and "không học sinh nào" in mark.inner_text()
    assert reading.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    visit.close()


def test_the_keyboard_alone_is_enough(browser: Any, url: str) -> None:
    visit = Visit(browser, url, PHONE)
    keys = visit.page.keyboard
    keys.press("Tab")
    assert visit.page.evaluate("document.activeElement.className") == "skip"
    visit.page.focus("#question textarea")
    keys.type(LEAD)
    keys.press("Enter")
    marker = visit.page.locator("#luot-0 .answer-text .marker")
    marker.wait_for()
    marker.focus()
    keys.press("Enter")
    visit.page.wait_for_function("document.activeElement.id === 'source-title'")
    keys.press("Escape")
    assert visit.page.evaluate("document.activeElement.matches('#luot-0 .marker')")
    visit.close()


def test_a_conversation_survives_a_reload_and_ends_when_told(browser: Any, url: str) -> None:
    visit = Visit(browser, url, DESK)
    visit.ask(THEME)
    follow_up = visit.ask("Còn Thanh Sa thì sao?")
    assert "Tôi hiểu câu hỏi là" in follow_up.inner_text()
    visit.page.reload()
    visit.page.locator("#luot-1 .marker").first.click()
    visit.page.locator(".cited-clause mark").first.wait_for()
    visit.page.click("#new-conversation")
    visit.page.wait_for_selector(".welcome")
    visit.page.reload()
    visit.page.wait_for_selector(".welcome")
    assert visit.page.locator(".exchange").count() == 0
    visit.close()


def test_examples_are_questions_that_are_answered(browser: Any, url: str) -> None:
    visit = Visit(browser, url, DESK)
    for _ in range(40):  # they are drawn beside the serving
        if visit.page.locator(".suggest").count():
            break
        visit.page.wait_for_timeout(250)
        visit.page.reload()
        visit.page.wait_for_selector(".welcome")
    asked = visit.page.locator(".suggest").first.inner_text()
    visit.page.locator(".suggest").first.click()
    visit.page.wait_for_selector("#luot-0 .answer-text .marker")
    assert asked in visit.page.locator("#luot-0 .asked").inner_text()
    visit.close()


def test_refusals_look_different_and_follow_ups_ask(browser: Any, url: str) -> None:
    visit = Visit(browser, url, DESK)
    refused = visit.ask(UNKNOWN)
    assert refused.locator(".answer.refused").count() == 1 and refused.locator(".marker").count() == 0
    answered = visit.ask(LEAD)
    answered.locator(".follow-ups .suggest").first.click()
    visit.page.wait_for_selector("#luot-2 .answer")
    visit.close()


def test_answers_are_copied_with_their_sources_and_links_can_be_shared(browser: Any, url: str) -> None:
    visit = Visit(browser, url, DESK)
    answer = visit.ask(LEAD)
    answer.locator(".copy").click()
    answer.locator(".copy", has_text="Đã chép").wait_for()
    copied_text = visit.page.evaluate("navigator.clipboard.readText()")
    assert "\n\n[1] dòng 7, Phụ lục, Kế hoạch số 197/KH-UBND" in copied_text
    answer.locator(".share").click()
    answer.locator(".share", has_text="Đã chép").wait_for()
    link = visit.page.evaluate("navigator.clipboard.readText()")
    visit.close()
    other = Visit(browser, url, PHONE, link.removeprefix(url))
    other.page.wait_for_selector("#luot-0 .marker")
    assert LEAD in other.page.locator("#luot-0 .asked").inner_text() and other.page.url == f"{url}/"
    other.close()


def test_markup_in_questions_and_documents_stays_text(browser: Any, url: str) -> None:
    visit = Visit(browser, url, DESK)
    visit.ask('<img src=x onerror="window.hacked=3"> Ở Mai Sơn sở nào chủ trì phun khử khuẩn?')
    visit.page.goto(f"{url}/documents/mai-son")
    assert "<script>" in visit.page.locator("main").inner_text()
    visit.close()


def test_a_server_that_is_gone_is_said_and_the_question_is_kept(browser: Any, sample_copy: Path) -> None:
    with live(create_app(Settings(data_dir=sample_copy))) as url:
        visit = Visit(browser, url, PHONE)
    visit.page.fill("#question textarea", LEAD)
    visit.page.click("#send")
    failed = visit.page.locator("#pending .failed")
    failed.wait_for()
    assert "Không kết nối được" in failed.inner_text() and failed.locator(".suggest").is_visible()
    assert LEAD in visit.page.locator("#pending .asked").inner_text()
    visit.context.close()


def test_sessions_never_see_each_other(browser: Any, url: str) -> None:
    visits = [Visit(browser, url, PHONE) for _ in range(6)]
    questions = [LEAD, THEME, UNKNOWN] * 2
    for visit, question in zip(visits, questions, strict=True):
        visit.page.fill("#question textarea", question)
    for visit in visits:
        visit.page.keyboard.press("Enter")
    for visit, question in zip(visits, questions, strict=True):
        visit.page.wait_for_selector("#luot-0")
        (asked,) = visit.page.locator(".asked").all_inner_texts()
        assert question in asked
        visit.close()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_nothing_stands_in_the_way_of_assistive_technology(
    browser: Any, url: str, size: tuple[int, int]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    visit = Visit(browser, url, size)

    def serious() -> list[str]:
        violations = axe.Axe().run(visit.page).response["violations"]
        return [f"{each['id']}: {each['nodes'][0]['html']}" for each in violations]

    assert serious() == []
    for question in (LEAD, UNKNOWN, "chu de nam hoc cua van trach la gi"):
        visit.ask(question)
    assert serious() == []
    visit.page.locator(".answer-text .marker").first.click()
    visit.page.locator("#source .cited-clause").wait_for()
    assert serious() == []
    for path in ("/documents", "/documents/ha-linh-2030", "/docs"):
        visit.page.goto(url + path)
        assert serious() == []
    visit.close()
