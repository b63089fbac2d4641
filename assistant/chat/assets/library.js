/* The library: finding a document; for administrators, taking files in and removing documents. */
"use strict";

(() => {
  const { say, announce } = trichdanCommon;
  const byId = (id) => document.getElementById(id);
  const LOOK_AGAIN_MS = 700;
  const OWN = { "X-Requested-With": "trichdan" };  // lets the session stand for a key

  function made(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    if (text) element.textContent = text;
    return element;
  }
  const filled = (text, blanks) => text.replace(/\{(\w+)\}/g, (_, name) => blanks[name]);

  /* --- finding ------------------------------------------------------------------------- */

  // Without case and diacritics, so that it can be typed either way.
  const plain = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");

  function find() {
    const wanted = plain(byId("find").value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of document.querySelectorAll("#listing tbody tr")) {
      const text = plain(row.textContent);
      row.hidden = !wanted.every((word) => text.includes(word));
      if (!row.hidden) shown += 1;
    }
    byId("found").textContent = filled(say("{count} văn bản"), { count: shown });
  }

  /* --- taking files in ------------------------------------------------------------------ */

  async function takeIn(files) {
    const uploads = [...files].map((file) => ({ file, item: listed(file) }));
    let changed = false;
    for (const { file, item } of uploads) changed = (await taken(file, item)) || changed;
    byId("files").value = "";
    if (changed) offerReload();
  }

  function listed(file) {
    const item = made("li", "");
    const bar = made("progress", "");
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    item.append(made("div", "name", file.name), bar, made("p", "state", say("Đang chờ")));
    byId("uploads").append(item);
    return item;
  }

  const tell = (item, text) => { item.querySelector(".state").textContent = text; };

  async function taken(file, item) {
    if (file.size > Number(byId("files").dataset.most) * 1024 * 1024) {
      return failed(item, filled(say("Tệp lớn hơn {most} MB."), { most: byId("files").dataset.most }));
    }
    try {
      const response = await sent(file, item);
      const body = JSON.parse(response.responseText || "{}");
      if (response.status === 202) return await followed(body, item);
      return response.status < 300 ? done(item, body) : failed(item, body.detail);
    } catch {
      return failed(item, say("Không kết nối được với máy chủ."));
    }
  }

  // Not fetch: it does not tell how much has been sent.
  function sent(file, item) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const form = new FormData();
      form.append("file", file);
      request.upload.addEventListener("progress", (event) => {
        if (!event.lengthComputable) return;
        item.querySelector("progress").value = 0.3 * event.loaded / event.total;
        tell(item, say("Đang gửi tệp"));
      });
      request.upload.addEventListener("load", () => {
        item.querySelector("progress").removeAttribute("value");
        tell(item, say("Đang đọc và lập chỉ mục"));
      });
      request.addEventListener("load", () => resolve(request));
      request.addEventListener("error", reject);
      request.open("POST", "/v1/documents");
      request.setRequestHeader("Prefer", "respond-async");
      request.setRequestHeader("X-Requested-With", "trichdan");
      request.send(form);
    });
  }

  /* A job is asked for until it has ended. */
  async function followed(job, item) {
    for (;;) {
      if (job.state === "done") return done(item, job.report);
      if (job.state === "failed") return failed(item, job.error ?? job.report?.error);
      showProgress(job, item);
      await new Promise((resolve) => { setTimeout(resolve, LOOK_AGAIN_MS); });
      const response = await fetch(`/v1/jobs/${job.id}`, { headers: OWN });
      if (!response.ok) return failed(item, say("Không xem được tiến độ của tệp này."));
      job = await response.json();
    }
  }

  function showProgress(job, item) {
    const phases = {
      read: say("Đang đọc tệp"), embed: say("Đang lập chỉ mục"), store: say("Đang ghi vào kho"),
    };
    const said = [phases[job.phase] ?? say("Đang chờ đến lượt")];
    if (job.total > 1) said.push(`${job.done}/${job.total}`);
    if (job.seconds_left > 1) {
      said.push(filled(say("còn khoảng {count} giây"), { count: Math.ceil(job.seconds_left) }));
    }
    const begins = { read: 0.3, embed: 0.45, store: 0.9 }[job.phase] ?? 0.3;
    const width = { read: 0.15, embed: 0.45, store: 0.1 }[job.phase] ?? 0;
    item.querySelector("progress").value = begins + (job.total ? width * job.done / job.total : 0);
    tell(item, said.join(" · "));
  }

  function done(item, report) {
    item.className = "done";
    item.querySelector("progress").remove();
    const told = report.status === "unchanged" ? say("Không đổi so với bản đã có") : say("Đã nạp");
    const counted = filled(say("{clauses} điều khoản, {facts} dữ kiện"), report);
    tell(item, `${told}: ${counted}. `);
    if (report.id) {
      const link = made("a", "", say("Mở văn bản"));
      link.href = `/documents/${encodeURIComponent(report.id)}`;
      item.querySelector(".state").append(link);
    }
    if (report.warnings?.length) {
      const list = made("ul", "");
      list.append(...report.warnings.map((warning) => made("li", "", warning)));
      item.append(list);
    }
    return report.status !== "unchanged";
  }

  function failed(item, why) {
    item.className = "failed";
    item.querySelector("progress")?.remove();
    tell(item, why || say("Máy chủ không nhận tệp này."));
    return false;
  }

  function offerReload() {
    const again = made("button", "quiet", say("Tải lại danh sách"));
    again.type = "button";
    again.addEventListener("click", () => location.reload());
    const item = made("li", "");
    item.append(again);
    byId("uploads").append(item);
  }

  function acceptDrops() {
    const drop = byId("drop");
    const over = (on) => (event) => { event.preventDefault(); drop.classList.toggle("over", on); };
    drop.addEventListener("dragover", over(true));
    drop.addEventListener("dragleave", over(false));
    drop.addEventListener("drop", (event) => { over(false)(event); takeIn(event.dataTransfer.files); });
    // A file dropped beside the box must not replace the page.
    for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());
    byId("files").addEventListener("change", (event) => takeIn(event.target.files));
  }

  /* --- removing ------------------------------------------------------------------------- */

  function askToRemove(button) {
    byId("removing").dataset.id = button.dataset.id;
    byId("removing-name").textContent = button.dataset.name;
    byId("removing-said").hidden = true;
    byId("removing").showModal();
    byId("removing-no").focus();
  }

  async function remove() {
    const { id } = byId("removing").dataset;
    const said = byId("removing-said");
    try {
      const response = await fetch(`/v1/documents/${encodeURIComponent(id)}`, { method: "DELETE", headers: OWN });
      if (!response.ok) throw new Error((await response.json()).detail);
    } catch (error) {
      said.textContent = error instanceof TypeError ? say("Không kết nối được với máy chủ.") : error.message;
      said.hidden = false;
      return;
    }
    byId("removing").close();
    document.querySelector(`.remove[data-id="${CSS.escape(id)}"]`).closest("tr").remove();
    announce(say("Đã gỡ văn bản"));
    byId("question").focus();
  }

  byId("find")?.addEventListener("input", find);
  if (byId("drop")) acceptDrops();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches(".remove")) askToRemove(button);
    else if (button?.id === "removing-yes") remove();
    else if (button?.id === "removing-no") byId("removing").close();
  });
})();
