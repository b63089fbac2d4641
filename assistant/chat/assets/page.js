/* The chat page's own behaviour: asking, focus, the source sheet of phones, copying. Questions go to
   the API, so that an answer is shown as it comes; Gradio carries what comes of them to be rendered. */
"use strict";

const trichdan = (() => {
  let fire = null;          // triggers an event of the conversation
  let picked = null;        // a suggested question, asked instead of what stands in the box
  let opener = null;        // the marker that opened the source sheet, to give the focus back to
  let wantsSource = false;  // whether the next source shown was asked for by a click

  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const conversation = () => document.querySelector("#conversation");
  const box = () => document.querySelector("#question textarea, #question input");
  const { say, announce } = trichdanCommon;
  const isPhone = () => window.matchMedia("(max-width: 960px)").matches;

  function made(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    if (text) element.textContent = text;
    return element;
  }

  /* --- asking ------------------------------------------------------------------------- */

  const HISTORY = 6;  // exchanges that the assistant looks back on

  async function asking(typed, kept) {
    const question = (picked ?? typed ?? "").trim();
    picked = null;
    if (!question) { box()?.focus(); return [null, kept]; }
    document.body.classList.add("asking");
    showPending(question);
    try {
      return [question, [...kept, { question, ...await told(question, kept) }]];
    } catch {
      failed();
      return [null, kept];
    }
  }

  /* What came of a question: {answer}, or {error} with what the server says is wrong with it. */
  async function told(question, kept) {
    const before = kept.filter((each) => each.answer).slice(-HISTORY);
    const history = before.flatMap((each) => [
      { role: "user", content: each.question }, { role: "assistant", content: each.answer.answer },
    ]);
    const headers = { "Content-Type": "application/json", "X-Requested-With": "trichdan" };
    const body = JSON.stringify({ question, history });
    const response = await fetchPlain("/v1/ask/stream", { method: "POST", headers, body });
    if (response.status === 401) throw new Error("the session has ended");
    if (!response.ok) return { error: (await response.json()).detail };
    for await (const [name, data] of events(response.body)) {
      if (name === "answer") return { answer: data };
      showPiece(data.text);
    }
    throw new Error("the answer was cut off");
  }

  /* The [name, data] of server-sent events. */
  async function* events(stream) {
    const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
    let unread = "";
    for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
      const whole = (unread + value).split("\n\n");
      unread = whole.pop();
      for (const event of whole) {
        const [, name, data] = event.match(/^event: (.*)\ndata: (.*)$/);
        yield [name, JSON.parse(data)];
      }
    }
  }

  /* A verified piece of the answer, before the whole of it is there. */
  function showPiece(text) {
    const shown = document.querySelector("#pending .answer p");
    if (!shown) return;
    if (shown.classList.contains("pending")) { shown.className = "answer-text"; shown.textContent = ""; }
    shown.textContent += text;
  }

  /* The question on its way stands beside Gradio's element, whose content Gradio replaces. */
  function showPending(question) {
    removePending();
    const pending = made("article", "exchange");
    pending.id = "pending";
    pending.dataset.question = question;
    pending.append(made("p", "asked", question));
    const waiting = made("div", "answer");
    waiting.append(made("p", "pending", say("Đang tra cứu văn bản…")));
    pending.append(waiting);
    conversation().after(pending);
    announce(say("Đang tra cứu văn bản"));
    pending.scrollIntoView({ block: "end" });
  }

  const removePending = () => document.getElementById("pending")?.remove();

  function failed() {
    if (!document.body.classList.contains("asking")) return;
    document.body.classList.remove("asking");
    const pending = document.getElementById("pending");
    if (!pending) return;
    const note = pending.querySelector(".answer");
    note.classList.add("failed");
    note.setAttribute("role", "alert");
    const again = made("button", "quiet suggest", say("Thử lại"));
    again.type = "button";
    again.dataset.question = pending.dataset.question;
    const actions = made("div", "actions");
    actions.append(again);
    const reload = made("a", "quiet", say("Tải lại trang"));
    reload.href = "/";
    actions.append(reload);
    note.replaceChildren(
      made("p", "label", say("Chưa trả lời được")),
      made("p", "", say("Không kết nối được với máy chủ, hoặc phiên làm việc đã hết. Câu hỏi vẫn còn đây.")),
      actions,
    );
  }

  function answered() {
    document.getElementById("skeleton")?.remove();
    const wasAsking = document.body.classList.contains("asking");
    document.body.classList.remove("asking");
    removePending();
    markCurrent();
    const exchanges = all(".exchange", conversation());
    const last = exchanges[exchanges.length - 1];
    if (!last) return;
    last.scrollIntoView({ block: "start" });
    if (wasAsking) {
      announce(last.querySelector(".answer")?.innerText ?? "");
      if (!isPhone()) box()?.focus({ preventScroll: true });
    }
  }

  function ask(question) {
    if (document.body.classList.contains("asking")) return;
    picked = question;
    fire("submit", { question });
  }

  /* Gradio says nothing of a server that is gone or a session that has ended: see for ourselves. */
  const fetchPlain = window.fetch;
  window.fetch = async (...request) => {
    try {
      const response = await fetchPlain(...request);
      if (!response.ok) failed();
      return response;
    } catch (error) {
      failed();
      throw error;
    }
  };

  /* --- sources ------------------------------------------------------------------------ */

  function openSource(marker) {
    if (!marker.closest("#source")) opener = marker;
    if (isShown(marker)) { revealSource(); return; }
    wantsSource = true;
    fire("select", { turn: Number(marker.dataset.turn), marker: Number(marker.dataset.marker) });
  }

  function sourceShown() {
    markCurrent();
    scrollToMark();
    if (wantsSource) revealSource();
    wantsSource = false;
  }

  function revealSource() {
    document.body.classList.add("source-open");
    scrollToMark();
    document.getElementById("source-title")?.focus({ preventScroll: true });
  }

  function scrollToMark() {
    const excerpt = document.querySelector("#source .excerpt");
    const mark = excerpt?.querySelector(".cited-clause mark") ?? excerpt?.querySelector(".cited-clause");
    if (!mark) return;
    excerpt.scrollTop += mark.getBoundingClientRect().top - excerpt.getBoundingClientRect().top - 56;
  }

  function showPicture() {
    const picture = document.querySelector("#source .page-image");
    picture.open = true;
    picture.querySelector("summary").focus({ preventScroll: true });
    picture.scrollIntoView({ block: "start" });
  }

  function closeSource() {
    if (!document.body.classList.contains("source-open")) return;
    document.body.classList.remove("source-open");
    opener?.focus();
  }

  function isShown(marker) {
    const source = document.querySelector("#source .source");
    return source?.dataset.turn === marker.dataset.turn && source?.dataset.marker === marker.dataset.marker;
  }

  function markCurrent() {
    for (const marker of all("#conversation .marker")) {
      if (isShown(marker)) marker.setAttribute("aria-current", "true");
      else marker.removeAttribute("aria-current");
    }
  }

  /* --- copying ------------------------------------------------------------------------ */

  async function copy(button, text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without TLS a browser offers no clipboard: the old way still works.
      const area = made("textarea", "sr-only");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.dataset.label ??= button.textContent;
    button.textContent = say("Đã chép");
    announce(say("Đã chép vào bộ nhớ tạm"));
    setTimeout(() => { button.textContent = button.dataset.label; }, 2000);
  }

  const linkTo = (question) => `${location.origin}/?q=${encodeURIComponent(question)}`;

  function clicked(event) {
    const button = event.target.closest("button");
    if (!button || !fire) return;
    if (button.id === "new-conversation") { closeSource(); fire("clear", {}); box()?.focus(); }
    else if (button.matches(".marker")) openSource(button);
    else if (button.matches(".suggest")) ask(button.dataset.question);
    else if (button.matches(".copy")) copy(button, button.dataset.copy);
    else if (button.matches(".share")) copy(button, linkTo(button.dataset.question));
    else if (button.matches(".close-source")) closeSource();
    else if (button.matches(".to-picture")) showPicture();
    else trichdanFeedback.clicked(button);
  }

  document.addEventListener("click", clicked);
  document.addEventListener("click", (event) => {
    // A tap beside the sheet closes it.
    if (isPhone() && event.target === document.body) closeSource();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeSource();
  });

  /* --- a shared link: the question it carries is asked once ----------------------------- */

  function askShared() {
    const question = new URLSearchParams(location.search).get("q");
    if (!question) return;
    history.replaceState(null, "", "/");
    ask(question);
  }

  // Gradio sets the language of the browser; the page keeps the one it was written in.
  const language = document.documentElement.lang;
  new MutationObserver(() => {
    if (document.documentElement.lang !== language) document.documentElement.lang = language;
  }).observe(document.documentElement, { attributeFilter: ["lang"] });

  let begun = false;
  return {
    asking,
    conversation(element, trigger, watch) {
      fire = trigger;
      watch("value", () => {
        answered();
        if (!begun) { begun = true; askShared(); }
      });
    },
    source(element, trigger, watch) {
      watch("value", sourceShown);
    },
  };
})();
