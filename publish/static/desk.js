// The editor's desk: a preview while one types, and keys. Every page works without it.
"use strict";

for (const form of document.querySelectorAll("form[data-sua]")) {
  const preview = form.querySelector("[data-xem]");
  let waiting;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => preview && form.requestSubmit(preview), 600);
  });
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", (event) => {
    if (event.submitter === preview) return;
    changed = false;
    if (form.dataset.sent) event.preventDefault(); // a double click is one act
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => { delete form.dataset.sent; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    const button = event.key === "s" ? form.querySelector("[data-luu]")
      : event.key === "Enter" ? form.querySelector("[data-cong-bo]") : null;
    if (button) {
      event.preventDefault();
      form.requestSubmit(button);
    }
  });
}

for (const list of document.querySelectorAll("form[data-danh-sach]")) {
  const boxes = [...list.querySelectorAll("input[name=chon]")];
  const here = () => boxes.findIndex((box) => box.closest("tr").contains(document.activeElement));
  const typing = (target) => target.matches("textarea, select, input:not([type=checkbox])");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const at = here();
    if (event.key === "j" || event.key === "k") {
      const next = Math.min(Math.max(at + (event.key === "j" ? 1 : -1), 0), boxes.length - 1);
      boxes[next].closest("tr").querySelector("a").focus();
    } else if (event.key === "x" && at >= 0) {
      boxes[at].checked = !boxes[at].checked;
    } else if (event.key === "a") {
      const all = boxes.every((box) => box.checked);
      for (const box of boxes) box.checked = !all;
    } else if (event.key === "/") {
      document.querySelector("input[type=search]")?.focus();
    } else {
      return;
    }
    event.preventDefault();
  });
}
