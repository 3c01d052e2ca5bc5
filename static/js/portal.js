// Comfort only: every page works without this file. No inline handlers, no eval: the CSP forbids both.
(() => {
  const on = (name, act) => document.addEventListener(name, act);
  const whenClicked = (selector, act) => on("click", (event) => { const found = event.target.closest(selector); if (found) act(found, event); });
  const say = (words) => { document.getElementById("spoken").textContent = words; };

  // A second click on a form that is on its way sends nothing; coming back with the browser's button frees it.
  on("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = form.dataset.clean = "1";
    form.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; form.removeAttribute("aria-busy"); });
  });
  on("htmx:afterRequest", (event) => { const form = event.target.closest("form"); if (form) { delete form.dataset.sent; form.removeAttribute("aria-busy"); } });

  // Leaving a form with unsent words asks first.
  on("input", (event) => { const form = event.target.form; if (form && "guard" in form.dataset) form.dataset.dirty = "1"; });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-guard][data-dirty]:not([data-clean])")) event.preventDefault();
  });

  // An open menu closes with Escape or a click elsewhere; so does the drawer.
  const menus = () => document.querySelectorAll("details.menu[open]");
  const closeDrawer = () => { if (location.hash === "#menu") location.replace("#main"); };
  on("click", (event) => {
    menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (!event.target.closest(".site-nav, .menu-link")) closeDrawer();
  });
  on("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
    closeDrawer();
  });

  // The rail's width is kept in a cookie, so that the server draws the next page right at once.
  whenClicked("[data-rail-toggle]", () => {
    const root = document.documentElement, width = root.dataset.rail === "narrow" ? "wide" : "narrow";
    root.dataset.rail = width;
    document.cookie = `rail=${width};path=/;max-age=31536000;samesite=lax`;
  });

  // Choosing a filter applies it.
  on("change", (event) => { if (event.target.matches(".filters select")) event.target.form.requestSubmit(); });

  // data-dialog="#id" opens a <dialog> instead of following the link; data-close closes it.
  whenClicked("[data-dialog]", (link, event) => { event.preventDefault(); document.querySelector(link.dataset.dialog).showModal(); });
  whenClicked("[data-close]", (button, event) => { event.preventDefault(); button.closest("dialog").close(); });

  // data-copy="#id" copies that element's text; data-done is what the button says afterwards. data-print prints.
  whenClicked("[data-copy]", async (button) => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    button.textContent = button.dataset.done || "✓";
  });
  whenClicked("[data-print]", () => window.print());

  // data-tick-all="name" ticks every box of that name on the page.
  on("change", (event) => {
    const all = event.target.dataset.tickAll;
    if (all) document.querySelectorAll(`input[type=checkbox][name="${all}"]`).forEach((box) => { box.checked = event.target.checked; });
  });

  // Rows of a data-rank list follow the finger that holds their data-grip; their number fields are numbered anew.
  on("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]"), row = grip?.closest("li"), list = row?.closest("[data-rank]");
    if (!list) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    row.classList.add("dragged");
    // The others move around it: a row that is moved itself would lose the pointer.
    const middle = (other) => { const box = other.getBoundingClientRect(); return box.top + box.height / 2; };
    const follow = (move) => {
      while (row.previousElementSibling && move.clientY < middle(row.previousElementSibling)) row.after(row.previousElementSibling);
      while (row.nextElementSibling && move.clientY > middle(row.nextElementSibling)) row.before(row.nextElementSibling);
    };
    const drop = () => {
      grip.removeEventListener("pointermove", follow);
      row.classList.remove("dragged");
      const fields = [...list.querySelectorAll("input.rank")], rows = [...list.children];
      fields.forEach((field, place) => { field.value = place + 1; });
      rows.forEach((one, place) => {
        one.querySelector("[name=up]").disabled = place === 0;
        one.querySelector("[name=down]").disabled = place === rows.length - 1;
      });
      fields[0].dispatchEvent(new Event("input", { bubbles: true }));
      say(String(1 + rows.indexOf(row)));
    };
    grip.addEventListener("pointermove", follow);
    grip.addEventListener("lostpointercapture", drop, { once: true });
  });

  // When a part of the page could not be fetched, say so.
  const failed = () => say(document.body.dataset.failed);
  on("htmx:responseError", failed);
  on("htmx:sendError", failed);
  on("htmx:beforeRequest", () => say(""));
})();
