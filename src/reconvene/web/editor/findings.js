// The findings of the server under the lines they mean, with their quick fixes and the page that explains them.

import { linter, nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { EditorView, keymap } from "@codemirror/view";
import { offsetOf } from "./position.js";

const DELAY = 500; // milliseconds of rest before the text is checked
const SEVERITIES = new Set(["error", "warning", "info"]);

// POSTs the text to `url` whenever it rests, and tells `heard` what came back. If nobody answers, the marks stay.
// F8 goes from finding to finding and tells `met` the words of each; Ctrl and the full stop apply its first fix.
export function findingsFrom(url, heard, met) {
  const shown = { diagnostics: [], fixes: [] };
  const source = async (view) => {
    const checked = view.state.doc;
    const answer = await ask(url, checked.toString(), view.dom);
    if (answer && view.state.doc.eq(checked)) {
      shown.fixes = [];
      shown.diagnostics = answer.findings.map((finding) => diagnostic(checked, finding, shown.fixes));
      heard(answer.findings);
    }
    return answer ? shown.diagnostics : moved(view, shown.diagnostics);
  };
  // What was typed since the check moves the places that its fixes would change.
  const follow = EditorView.updateListener.of((update) => {
    if (!update.docChanged) return;
    for (const edit of shown.fixes.flat()) {
      edit.from = update.changes.mapPos(edit.from, 1);
      edit.to = Math.max(edit.from, update.changes.mapPos(edit.to, -1));
    }
    for (const one of shown.diagnostics) {
      one.from = update.changes.mapPos(one.from, 1);
      one.to = Math.max(one.from, update.changes.mapPos(one.to, -1));
    }
  });
  const here = (view) => {
    const { from, to } = view.state.selection.main;
    return shown.diagnostics.find((one) => one.from <= from && one.to >= to);
  };
  const step = (move) => (view) => {
    if (!move(view)) return false;
    const one = here(view);
    if (one) met([one.message, one.actions.length ? `Ctrl and full stop: ${one.actions[0].name}.` : ""].filter(Boolean).join(" "));
    return true;
  };
  const fix = (view) => {
    const first = here(view)?.actions[0];
    first?.apply(view);
    return Boolean(first);
  };
  const keys = [
    { key: "F8", run: step(nextDiagnostic), shift: step(previousDiagnostic) },
    { key: "Mod-.", run: fix },
  ];
  // The list of findings is the page's own: a button inside an option of a list cannot be reached by all.
  return [keymap.of(keys), linter(source, { delay: DELAY }), follow];
}

async function ask(url, text, element) {
  const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";
  try {
    const response = await fetch(url, {
      method: "POST",
      body: text,
      headers: { "Content-Type": "text/plain; charset=utf-8", "X-CSRF-Token": token, Accept: "application/json" },
    });
    if (response.ok) return await response.json();
    element.dispatchEvent(new CustomEvent("reconvene:refused", { bubbles: true, detail: { status: response.status } }));
  } catch {
    element.dispatchEvent(new CustomEvent("reconvene:away", { bubbles: true }));
  }
  return null;
}

function moved(view, diagnostics) {
  return diagnostics.filter((one) => one.to <= view.state.doc.length);
}

function diagnostic(doc, finding, fixes) {
  const [from, to] = range(doc, finding);
  return {
    from,
    to,
    severity: SEVERITIES.has(finding.severity) ? finding.severity : "info",
    message: [finding.message, finding.help].filter(Boolean).join(" "),
    renderMessage: () => words(finding),
    actions: (finding.fixes ?? []).map((fix) => action(doc, fix, fixes)),
  };
}

function range(doc, { line, column, end_line: endLine, end_column: endColumn }) {
  const from = offsetOf(doc, line ?? 1, column ?? 1);
  const to = endLine ? offsetOf(doc, endLine, endColumn ?? 1) : doc.lineAt(from).to;
  return [from, Math.max(from, to)];
}

function action(doc, fix, fixes) {
  const edits = fix.edits.map((edit) => {
    const [from, to] = range(doc, edit);
    return { from, to, insert: edit.replacement };
  });
  fixes.push(edits);
  return {
    name: fix.title,
    apply(view) {
      view.dispatch({ changes: edits.map((edit) => ({ ...edit })), userEvent: "input.fix", scrollIntoView: true });
      view.focus();
    },
  };
}

function words(finding) {
  const said = document.createElement("div");
  said.append(finding.message, " ");
  if (finding.page) {
    const page = document.createElement("a");
    page.href = finding.page;
    page.textContent = finding.id;
    said.append(page);
  } else if (finding.id) said.append(`(${finding.id})`);
  if (finding.help) {
    const help = document.createElement("div");
    help.textContent = finding.help;
    said.append(help);
  }
  return said;
}
