// Every <textarea data-editor> becomes an editor; without this file it stays a text field that can be sent.
//
// The textarea keeps the text at every moment, tells so with `input` events, and is what the form sends; its label, its
// description and `readonly` hold for the editor. Ctrl S sends the form.
//
// data-schema       the JSON Schema whose words are offered (`reconvene schema`)
// data-check        the text is POSTed here as text/plain, with X-CSRF-Token from <meta name="csrf-token">; the answer
//                   is JSON: {"findings": [{"id", "severity", "message", "help", "page", "line", "column", "end_line",
//                   "end_column", "fixes": [{"title", "edits": [{"line", "column", "end_line", "end_column",
//                   "replacement"}]}]}]}, counted from 1, columns in code points, the end exclusive; an edit is of this file
// <meta name="csp-nonce">   the nonce that style-src allows, for the one style element that CodeMirror makes
// #L12, #L12C5      in the address: the cursor goes there, as for the event reconvene:goto {line, column} on the
//                   textarea or the document
// Events on the textarea: input, reconvene:findings {findings}. On the editor: reconvene:away, reconvene:refused
// {status}, where the check was not answered. What is put in later is met on htmx:after:swap.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import { completionFrom } from "./complete.js";
import { findingsFrom } from "./findings.js";
import { look } from "./look.js";
import { offsetOf } from "./position.js";

const views = new Map();
const HINT = "Escape, then Tab, leaves the editor; F8 goes to the next finding.";


export function enhance(root = document) {
  for (const area of root.querySelectorAll("textarea[data-editor]")) if (!views.has(area)) open(area);
  for (const [area, view] of views) if (!area.isConnected) close(area, view);
}

// The editor of a textarea, if it has one.
export function viewOf(area) {
  return views.get(area);
}

function open(area) {
  const status = statusBelow(area);
  const met = (words) => (status.textContent = words);
  const heard = (findings) => tell(area, status, findings);
  const view = new EditorView({
    doc: area.value,
    extensions: [
      nonce(),
      look(),
      named(area, status),
      editing(area),
      area.dataset.schema ? autocompletion({ override: [completionFrom(once(area.dataset.schema))], icons: false }) : [],
      area.dataset.check ? [lintGutter(), findingsFrom(area.dataset.check, heard, met)] : [],
      EditorView.updateListener.of((update) => update.docChanged && copyBack(area, update)),
    ],
  });
  views.set(area, view);
  area.hidden = true;
  area.required = false; // a browser cannot point at a hidden field; the server says what is missing
  area.before(view.dom);
  view.dom.after(status);
  area.form?.addEventListener("reset", () => setTimeout(() => replace(view, area.value)));
  labelOf(area)?.addEventListener("click", () => view.focus());
  goToHash();
}

function close(area, view) {
  view.destroy();
  views.delete(area);
}

function nonce() {
  const value = document.querySelector("meta[name=csp-nonce]")?.content;
  return value ? EditorView.cspNonce.of(value) : [];
}

function editing(area) {
  const save = { key: "Mod-s", run: () => (area.form?.requestSubmit(), true) };
  const keys = [save, ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap];
  return [
    yaml(),
    lineNumbers(),
    foldGutter(),
    codeFolding(),
    history(),
    drawSelection(),
    indentOnInput(),
    indentUnit.of("  "),
    bracketMatching(),
    closeBrackets(),
    search({ top: true }),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches(),
    EditorView.lineWrapping,
    keymap.of([...keys, ...completionKeymap, indentWithTab]),
    typedOver,
    EditorState.readOnly.of(area.readOnly || area.disabled),
  ];
}

// Over what is selected the browser, left to itself, puts in styles of its own, which the policy of the page refuses.
const typedOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to } = view.state.selection.main;
    if (event.inputType !== "insertText" || !event.data || from === to || view.composing || view.state.readOnly) return false;
    const insert = () =>
      view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    event.preventDefault();
    const taken = view.state.facet(EditorView.inputHandler).some((handler) => handler(view, from, to, event.data, insert));
    if (!taken) view.dispatch(insert());
    return true;
  },
});

function named(area, status) {
  const label = labelOf(area);
  if (label) label.id ||= `${area.id || area.name}-label`;
  const name = label ? { "aria-labelledby": label.id } : { "aria-label": area.getAttribute("aria-label") ?? "Text" };
  const described = [area.getAttribute("aria-describedby"), status.id].filter(Boolean).join(" ");
  return EditorView.contentAttributes.of({ ...name, "aria-describedby": described, spellcheck: "false", tabindex: "0", dir: "ltr" });
}

function labelOf(area) {
  return area.labels?.[0] ?? null;
}

function statusBelow(area) {
  const status = document.createElement("p");
  status.className = "editor-status";
  status.id = `${area.id || area.name}-status`;
  status.setAttribute("role", "status");
  status.textContent = HINT;
  return status;
}

function tell(area, status, findings) {
  const count = (severity) => findings.filter((finding) => finding.severity === severity).length;
  const words = [["error", "errors"], ["warning", "warnings"], ["info", "notes"]]
    .map(([severity, many]) => [count(severity), severity === "info" ? "note" : severity, many])
    .filter(([number]) => number)
    .map(([number, one, many]) => `${number} ${number === 1 ? one : many}`);
  status.textContent = `${words.length ? words.join(", ") : "No findings"}. ${HINT}`;
  area.dispatchEvent(new CustomEvent("reconvene:findings", { bubbles: true, detail: { findings } }));
}

function once(url) {
  let asked = null;
  return () => {
    asked ??= fetch(url, { headers: { Accept: "application/json" } })
      .then((response) => (response.ok ? response.json() : null))
      .catch(() => null)
      .then((schema) => schema ?? ((asked = null), null));
    return asked;
  };
}

function copyBack(area, update) {
  area.value = update.state.doc.toString();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function replace(view, text) {
  if (view.state.doc.toString() !== text) view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

function goTo(area, line, column = 1) {
  const view = views.get(area) ?? views.values().next().value;
  if (!view) return;
  const anchor = offsetOf(view.state.doc, line, column);
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
  view.focus();
}

function goToHash() {
  const place = /^#L(\d+)(?:C(\d+))?$/.exec(location.hash);
  if (place) goTo(null, Number(place[1]), Number(place[2] ?? 1));
}

addEventListener("hashchange", goToHash);
document.addEventListener("reconvene:goto", (event) => goTo(event.target, event.detail.line, event.detail.column));
document.addEventListener("htmx:after:swap", () => enhance());
document.addEventListener("reconvene:refreshed", () => enhance());
enhance();
