/* Shared by every page: the words of the interface, large text, the menu, keyboard shortcuts.
   What a reader prefers stays in their browser. */
"use strict";

const trichdanCommon = (() => {
  const LARGE = "trichdan-large-text", KEYS = "trichdan-single-keys";
  const said = document.getElementById("interface-words");
  const words = said ? JSON.parse(said.textContent) : {};
  const say = (text) => words[text] ?? text;

  // A browser may refuse to keep anything: the page works all the same.
  const kept = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const keep = (name, value) => { try { localStorage.setItem(name, value); } catch { /* not kept */ } };
  const byId = (id) => document.getElementById(id);
  const announce = (text) => { byId("announce").textContent = text; };

  function setLarge(on) {
    document.documentElement.classList.toggle("large", on);
    byId("large-text")?.setAttribute("aria-pressed", String(on));
  }
  setLarge(kept(LARGE) === "yes");  // in the head, before anything is painted

  function typing(target) {
    return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
  }

  function pressed(event) {
    if (event.key === "Escape") document.querySelector(".menu[open]")?.removeAttribute("open");
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!plain || typing(event.target) || kept(KEYS) === "no" || byId("keys")?.open) return;
    if (event.key === "?") byId("keys")?.showModal();
    else if (event.key === "/") document.querySelector("#question textarea, #question input, input[name=q]")?.focus();
    else if (event.key === "n") byId("new-conversation")?.click();
    else if (event.key === "[" || event.key === "]") step(event.key === "]" ? 1 : -1);
    else return;
    event.preventDefault();
  }

  /* The source beside the one that is shown. */
  function step(by) {
    const markers = [...document.querySelectorAll(".source-markers .marker")];
    const now = markers.findIndex((marker) => marker.hasAttribute("aria-current"));
    markers[now + by]?.click();
  }

  function clicked(event) {
    const menu = document.querySelector(".menu[open]");
    if (menu && !event.target.closest(".menu")) menu.removeAttribute("open");
    if (event.target.closest("#large-text")) {
      const on = !document.documentElement.classList.contains("large");
      keep(LARGE, on ? "yes" : "no");
      setLarge(on);
    } else if (event.target.closest("#show-keys")) {
      menu?.removeAttribute("open");
      byId("keys").showModal();
    }
  }

  document.addEventListener("click", clicked);
  document.addEventListener("keydown", pressed);
  document.addEventListener("DOMContentLoaded", () => {
    setLarge(document.documentElement.classList.contains("large"));
    // On a phone the contents would stand before the document for a whole screen.
    if (window.matchMedia("(max-width: 960px)").matches) {
      document.querySelector(".outline > details")?.removeAttribute("open");
    }
    const on = byId("keys-on");
    if (!on) return;
    on.checked = kept(KEYS) !== "no";
    on.addEventListener("change", () => keep(KEYS, on.checked ? "yes" : "no"));
  });
  return { say, announce };
})();
