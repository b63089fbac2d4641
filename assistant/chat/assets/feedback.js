/* Feedback on an answer: a verdict, a note, and only then, with the button, something is sent. */
"use strict";

const trichdanFeedback = (() => {
  const { say } = trichdanCommon;
  const within = (element) => element.closest(".feedback");

  function clicked(button) {
    if (button.matches(".verdict")) choose(button);
    else if (button.matches(".feedback .cancel")) cancel(within(button));
  }

  function choose(button) {
    const feedback = within(button);
    for (const each of feedback.querySelectorAll(".verdict")) {
      each.setAttribute("aria-pressed", String(each === button));
    }
    feedback.querySelector(".feedback-said").textContent = "";
    feedback.querySelector("form").hidden = false;
    feedback.querySelector("textarea").focus();
  }

  function cancel(feedback) {
    feedback.querySelector("form").hidden = true;
    const chosen = feedback.querySelector(".verdict[aria-pressed=true]");
    chosen?.removeAttribute("aria-pressed");
    (chosen ?? feedback.querySelector(".verdict")).focus();
  }

  async function send(form) {
    const feedback = within(form);
    const verdict = feedback.querySelector(".verdict[aria-pressed=true]").dataset.verdict;
    const record = JSON.parse(feedback.dataset.record);
    const body = JSON.stringify({ ...record, verdict, note: form.elements.note.value });
    const headers = { "Content-Type": "application/json" };
    let sent = false;
    try {
      sent = (await window.fetch("/gop-y", { method: "POST", headers, body })).ok;
    } catch { /* said below */ }
    feedback.querySelector(".feedback-said").textContent = sent
      ? say("Đã lưu góp ý. Cảm ơn.")
      : say("Chưa gửi được góp ý. Vui lòng thử lại.");
    if (sent) { form.hidden = true; form.reset(); feedback.querySelector(".verdict").focus(); }
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".feedback-form")) return;
    event.preventDefault();
    send(event.target);
  });
  return { clicked };
})();
