// What the pages do beyond links and forms; without it every page can be read and every form sent.
// No dependency but the page itself (htmx, if it is there, is told of what was put in). What a page says to it:
//
// <meta name=…>     csrf-token     sent as X-CSRF-Token with what htmx and the editor send
//                   palette-url    JSON {"items": [{"label", "href", "hint"}]}, asked for when the palette first opens
//                   events-url     server-sent events without a name, data {"ids": ["…"]}
//                   health-url     asked while the server is away; the page itself if it is left out
//                   poll-seconds   how often to ask where no stream comes through; 30 if it is left out
// data-palette      on a link or button: it stands in the palette, under its words or those given; data-palette-hint
// data-open         on a button: "palette", "keyboard-help" or the id of a <dialog>
// data-theme-toggle on a button; <html data-theme="light|dark"> says what was chosen
// data-copy, data-copy-from   on a button: the words to copy, or the selector of what holds them; data-copied
// data-unsaved      on a form: leaving it changed is asked about (as for every form with an editor);
//                   the event reconvene:saved on it says that it is saved
// data-refresh      on a part with an id: fetched again when one of the ids in it is in the news, with none on any
//                   news; data-refresh-url if not from this page. A part in which somebody writes is left alone
//                   and gets data-stale.
// data-announce     said aloud when it comes into the page
// Events on the document: reconvene:refreshed {ids, elements}; it hears reconvene:away and reconvene:refused {status}.

const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const meta = (name) => $(`meta[name="${name}"]`)?.content ?? "";

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// --- said aloud --------------------------------------------------------------------------------------------------------

const spoken = make("div", { class: "unseen", role: "status", "aria-live": "polite", id: "announcements" });
document.body.append(spoken);

export function announce(words) {
  // The same words twice in a row are news as well.
  spoken.textContent = spoken.textContent === words ? `${words}\u00a0` : words;
}

// --- the pages at the side ---------------------------------------------------------------------------------------------

// On a telephone they would stand before the content of every page; there they open when somebody asks for them.
const narrow = matchMedia("(width < 60rem)");
function foldSide() {
  for (const side of $$("[data-side]")) side.open = !narrow.matches;
}
narrow.addEventListener("change", foldSide);
foldSide();

// --- light and dark ----------------------------------------------------------------------------------------------------

const system = matchMedia("(prefers-color-scheme: dark)");
const theme = () => document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light");

function showTheme() {
  for (const button of $$("[data-theme-toggle]")) button.setAttribute("aria-pressed", String(theme() === "dark"));
}

function turnTheme() {
  const next = theme() === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  try {
    localStorage.setItem("reconvene-theme", next);
  } catch {
    // It holds for this page only.
  }
  showTheme();
}

system.addEventListener("change", showTheme);

// --- copy --------------------------------------------------------------------------------------------------------------

async function copy(button) {
  const source = button.dataset.copyFrom ? $(button.dataset.copyFrom) : null;
  const words = button.dataset.copy || (source?.value ?? source?.textContent ?? "").trim();
  try {
    await navigator.clipboard.writeText(words);
    announce(button.dataset.copied ?? "Copied.");
    button.dataset.state = "copied";
    setTimeout(() => delete button.dataset.state, 2000);
  } catch {
    announce("The browser does not let this page copy. Select the words and copy them yourself.");
  }
}

// --- dialogs: keyboard help and the palette ------------------------------------------------------------------------------

const KEYS = [
  ["Ctrl K", "go to a page or do something, by typing its name"],
  ["?", "show this help"],
  ["Escape", "close what is open"],
  ["Tab", "go to the next link, button or field"],
  ["Ctrl S", "in the editor: save"],
  ["Ctrl Space", "in the editor: offer what may stand here"],
  ["F8", "in the editor: go to the next finding"],
  ["Ctrl .", "in the editor: mend what the finding says, where it can"],
  ["Escape, then Tab", "leave the editor"],
];

function helpDialog() {
  const own = $("dialog#keyboard-help");
  if (own) return own;
  const rows = KEYS.map(([keys, does]) => make("div", {}, make("dt", {}, make("kbd", {}, keys)), make("dd", {}, does)));
  const dialog = make(
    "dialog",
    { id: "keyboard-help", class: "dialog", "aria-labelledby": "keyboard-help-title" },
    make("h2", { id: "keyboard-help-title" }, "Keyboard"),
    make("dl", { class: "keys" }, ...rows),
    make("form", { method: "dialog" }, make("button", { autofocus: "" }, "Close")),
  );
  document.body.append(dialog);
  return dialog;
}

const palette = { dialog: null, input: null, list: null, index: null, shown: [], at: 0 };

function paletteDialog() {
  if (palette.dialog) return palette.dialog;
  palette.input = make("input", {
    type: "text",
    role: "combobox",
    "aria-label": "Go to",
    "aria-expanded": "true",
    "aria-controls": "palette-list",
    "aria-autocomplete": "list",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "Type what you look for",
  });
  palette.list = make("ul", { id: "palette-list", role: "listbox", "aria-label": "Found" });
  palette.dialog = make("dialog", { id: "palette", class: "dialog", "aria-label": "Go to" }, palette.input, palette.list);
  palette.input.addEventListener("input", () => showFound());
  palette.dialog.addEventListener("keydown", paletteKey);
  palette.list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
  palette.dialog.addEventListener("click", (event) => event.target === palette.dialog && palette.dialog.close());
  document.body.append(palette.dialog);
  return palette.dialog;
}

async function openPalette() {
  const dialog = paletteDialog();
  if (dialog.open) return dialog.close();
  palette.input.value = "";
  dialog.showModal();
  palette.input.focus();
  showFound();
  if (!palette.index && meta("palette-url")) {
    try {
      const answer = await fetch(meta("palette-url"), { headers: { Accept: "application/json" } });
      if (!answer.ok) return undefined; // what the page itself names is still offered
      palette.index = (await answer.json()).items;
      showFound();
    } catch {
      away();
    }
  }
  return undefined;
}

function paletteItems() {
  const links = $$("[data-palette]").map((link) => ({
    label: link.dataset.palette || link.textContent.trim().replace(/\s+/g, " "),
    href: link.href,
    hint: link.dataset.paletteHint ?? "",
    element: link,
  }));
  const seen = new Set(links.map((link) => link.href).filter(Boolean));
  const listed = (palette.index ?? []).map((item) => ({ ...item, href: new URL(item.href, location.href).href }));
  return [...links, ...listed.filter((item) => !seen.has(item.href))];
}

function showFound() {
  const words = palette.input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (item) => words.every((word) => `${item.label} ${item.hint ?? ""}`.toLowerCase().includes(word));
  const first = (item) => (item.label.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  palette.shown = paletteItems().filter(fits).sort((one, other) => first(one) - first(other)).slice(0, 50);
  palette.list.replaceChildren(
    ...palette.shown.map((item, number) => {
      const hint = item.hint ? [make("small", {}, item.hint)] : [];
      return make("li", { role: "option", id: `palette-${number}`, "data-number": number }, make("span", {}, item.label), ...hint);
    }),
  );
  if (!palette.shown.length) palette.list.append(make("li", { class: "nothing" }, "Nothing is called that."));
  point(0);
}

function point(number) {
  const count = palette.shown.length;
  palette.at = count ? (number + count) % count : 0;
  for (const option of $$("[role=option]", palette.list)) {
    const chosen = Number(option.dataset.number) === palette.at;
    option.setAttribute("aria-selected", String(chosen));
    if (chosen) option.scrollIntoView({ block: "nearest" });
  }
  if (count) palette.input.setAttribute("aria-activedescendant", `palette-${palette.at}`);
  else palette.input.removeAttribute("aria-activedescendant");
}

function paletteKey(event) {
  const moves = { ArrowDown: palette.at + 1, ArrowUp: palette.at - 1, PageDown: palette.shown.length - 1, PageUp: 0 };
  if (event.key in moves) point(moves[event.key]);
  else if (event.key === "Enter") choose($(`#palette-${palette.at}`));
  else return;
  event.preventDefault();
}

function choose(option) {
  const item = option && palette.shown[Number(option.dataset.number)];
  if (!item) return;
  palette.dialog.close();
  if (item.element) item.element.click();
  else location.assign(item.href);
}

// --- work that is not saved ----------------------------------------------------------------------------------------------

const GUARDED = "form[data-unsaved], form:has(textarea[data-editor])";
let sending = null;

// How each form looked before anybody wrote in it.
const written = (form) => JSON.stringify([...new FormData(form)].filter(([, value]) => typeof value === "string"));
const untouched = new WeakMap();
const isUnsaved = (form) => form !== sending && untouched.has(form) && untouched.get(form) !== written(form);

addEventListener("beforeunload", (event) => {
  if ($$(GUARDED).some(isUnsaved)) event.preventDefault();
});
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  sending = event.target;
  setTimeout(() => (sending = null), 3000); // what it brought may be a file, and the page still stands
});
document.addEventListener("reconvene:saved", (event) => {
  const form = event.target.closest?.(GUARDED);
  if (form) untouched.set(form, written(form));
});
// A page that comes back from the browser's store is not being sent any more.
addEventListener("pageshow", () => (sending = null));
document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement?.closest?.(GUARDED);
  if (form && ctx.response?.raw?.ok) untouched.set(form, written(form));
});

// --- focus ---------------------------------------------------------------------------------------------------------------

function focusOf(root) {
  const active = document.activeElement;
  if (!active || !root.contains(active) || active === document.body) return null;
  const places = active.id ? `#${CSS.escape(active.id)}` : active.name ? `[name="${CSS.escape(active.name)}"]` : null;
  const link = active.getAttribute("href");
  return { places: places ?? (link ? `a[href="${CSS.escape(link)}"]` : null), from: active.selectionStart, to: active.selectionEnd };
}

function focusAgain(kept) {
  if (!kept?.places || (document.activeElement && document.activeElement !== document.body)) return;
  const again = $(kept.places);
  again?.focus({ preventScroll: true });
  if (again && typeof kept.from === "number") again.setSelectionRange?.(kept.from, kept.to);
}

let keptFocus = null;
document.addEventListener("htmx:before:swap", () => (keptFocus = focusOf(document.body)));
document.addEventListener("htmx:after:swap", () => {
  focusAgain(keptFocus);
  meet().forEach(announce);
});

// How each part stood when it came from the server, before anything here changed it; which news was met already.
const served = new WeakMap();
const met = new WeakSet();

// Meets what came into the page since last time: parts are noted, forms watched. Returns the news that it brings.
function meet() {
  for (const part of $$("[data-refresh][id]")) if (!served.has(part)) served.set(part, part.outerHTML);
  for (const form of $$(GUARDED)) if (!untouched.has(form)) untouched.set(form, written(form));
  showTheme();
  const fresh = $$("[data-announce]").filter((element) => !met.has(element));
  for (const element of fresh) met.add(element);
  return fresh.map((element) => element.dataset.announce);
}

meet();

// --- live: news by id, the page fetched again, a server that went away -----------------------------------------------------

const POLL = (Number(meta("poll-seconds")) || 30) * 1000;
const RETRIES = [1000, 2000, 4000, 8000, 15000];
const live = { source: null, lost: false, polling: null, leaving: false, away: false, tries: 0, busy: null, again: null };

addEventListener("pagehide", () => {
  live.leaving = true;
  live.source?.close();
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  live.leaving = false;
  listen();
  refresh();
});

function listen() {
  if (!meta("events-url")) return;
  live.source?.close();
  if (!("EventSource" in window)) return poll();
  live.source = new EventSource(meta("events-url"));
  live.source.addEventListener("open", () => {
    stopPolling();
    if (live.lost) refresh(); // what was told meanwhile was not heard
    live.lost = false;
  });
  live.source.addEventListener("message", (event) => refresh(idsIn(event.data)));
  live.source.addEventListener("error", () => {
    if (live.leaving) return;
    live.lost = true;
    if (live.source.readyState === EventSource.CLOSED) poll(); // refused, or something between us cuts the stream
    probe();
  });
}

// A browser holds few connections to one server: a page that nobody sees gives its own back.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) {
    live.source?.close();
    live.lost = true;
  } else listen();
});

function idsIn(data) {
  try {
    const said = JSON.parse(data);
    return Array.isArray(said) ? said : Array.isArray(said.ids) ? said.ids : null;
  } catch {
    return data.split(/\s+/).filter(Boolean);
  }
}

function poll() {
  live.polling ??= setInterval(() => document.hidden || refresh(), POLL);
}

function stopPolling() {
  clearInterval(live.polling);
  live.polling = null;
}

// Fetches the page again and puts in the parts that the ids concern; without ids, all of them.
export async function refresh(ids = null) {
  if (live.busy) {
    live.again = live.again === null || !ids ? (ids ?? "all") : live.again === "all" ? "all" : [...live.again, ...ids];
    return live.busy;
  }
  live.busy = fetchAgain(ids).finally(() => (live.busy = null));
  await live.busy;
  if (live.again !== null) {
    const next = live.again;
    live.again = null;
    return refresh(next === "all" ? null : next);
  }
  return undefined;
}

async function fetchAgain(ids) {
  const concerned = $$("[data-refresh][id]").filter((element) => concerns(element, ids));
  const urls = new Set(concerned.map(urlOf));
  const replaced = [];
  for (const url of urls) {
    const page = await pageAt(url);
    for (const element of page ? concerned.filter((one) => urlOf(one) === url) : []) {
      const fresh = page.getElementById(element.id);
      if (fresh && replace(element, fresh)) replaced.push(element.id);
    }
  }
  if (!replaced.length) return;
  document.dispatchEvent(new CustomEvent("reconvene:refreshed", { detail: { ids, elements: replaced } }));
  announce(meet().at(-1) ?? "The page was brought up to date.");
}

function concerns(element, ids) {
  const wanted = element.dataset.refresh.split(/\s+/).filter(Boolean);
  return !ids || !wanted.length || wanted.some((id) => ids.includes(id));
}

function urlOf(element) {
  return new URL(element.dataset.refreshUrl ?? location.href, location.href).href.split("#")[0];
}

async function pageAt(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "text/html", "X-Refresh": "1" }, cache: "no-cache" });
    if (answer.status >= 502) throw new Error("the server is away");
    if (answer.ok && !answer.redirected) return new DOMParser().parseFromString(await answer.text(), "text/html");
    banner(answer.redirected || answer.status === 401 ? "signed-out" : null);
  } catch {
    away();
  }
  return null;
}

// Puts in a part, unless somebody is writing in it or nothing changed; keeps the focus and what was unfolded.
function replace(element, fresh) {
  if (fresh.outerHTML === served.get(element)) return false;
  if ($$(GUARDED, element).some(isUnsaved) || $("textarea[data-editor]", element)) {
    element.dataset.stale = "";
    return false;
  }
  const came = document.importNode(fresh, true);
  for (const details of $$("details[id]", element)) {
    const again = came.querySelector(`#${CSS.escape(details.id)}`);
    if (again) again.open = details.open;
  }
  const kept = focusOf(element);
  element.replaceWith(came);
  window.htmx?.process(came);
  focusAgain(kept);
  return true;
}

const BANNERS = {
  away: "The desk does not answer. This page stays as it was, and tries again by itself.",
  "signed-out": "You are not signed in any more. Sign in again in another tab, then reload this page.",
};

function banner(kind) {
  $("#banner")?.remove();
  if (!kind) return;
  const again = make("button", { type: "button" }, "Try now");
  again.addEventListener("click", () => probe());
  document.body.prepend(make("div", { id: "banner", class: "banner", role: "alert", "data-kind": kind }, make("span", {}, BANNERS[kind]), again));
}

export function away() {
  if (live.leaving || live.away) return;
  live.away = true;
  live.tries = 0;
  banner("away");
  setTimeout(probe, RETRIES[0]);
}

let probing = false;

async function probe() {
  if (probing) return;
  probing = true;
  try {
    const answer = await fetch(meta("health-url") || location.href, { method: "GET", cache: "no-store" });
    if (answer.status >= 502) throw new Error("the server is away");
    if (live.away) back();
  } catch {
    if (live.away) setTimeout(probe, RETRIES[Math.min((live.tries += 1), RETRIES.length - 1)]);
    else away();
  } finally {
    probing = false;
  }
}

function back() {
  live.away = false;
  banner(null);
  announce("The desk answers again.");
  listen();
  refresh();
}

document.addEventListener("reconvene:away", away);
document.addEventListener("reconvene:refused", (event) => [401, 403].includes(event.detail.status) && banner("signed-out"));
document.addEventListener("htmx:error", (event) => event.detail.ctx && !event.detail.ctx.response && probe());
document.addEventListener("htmx:config:request", (event) => {
  const token = meta("csrf-token");
  if (token) event.detail.ctx.request.headers["X-CSRF-Token"] = token;
});
addEventListener("online", () => live.away && probe());
listen();

// --- keys and clicks -------------------------------------------------------------------------------------------------------

const isWriting = (element) => element.closest?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
  } else if (event.key === "?" && !event.ctrlKey && !event.metaKey && !event.altKey && !isWriting(event.target) && !$("dialog[open]")) {
    event.preventDefault();
    helpDialog().showModal();
  }
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-theme-toggle], [data-copy], [data-copy-from], [data-open]");
  if (!button) return;
  if ("themeToggle" in button.dataset) turnTheme();
  else if (button.dataset.open === "palette") openPalette();
  else if (button.dataset.open === "keyboard-help") helpDialog().showModal();
  else if (button.dataset.open) $(`dialog#${CSS.escape(button.dataset.open)}`)?.showModal();
  else copy(button);
});
