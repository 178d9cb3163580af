// How the editor looks: by the custom properties of the page, so that light, dark and print follow the style sheet.

import { syntaxHighlighting } from "@codemirror/language";
import { Compartment } from "@codemirror/state";
import { EditorView, ViewPlugin } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";

const INK = "var(--ink, CanvasText)";
const PAPER = "var(--paper, Canvas)";
const SHEET = "var(--sheet, Canvas)";
const SOFT = "var(--soft, GrayText)";
const RULE = "1px solid var(--rule, GrayText)";
const CHOSEN = { backgroundColor: "var(--link, Highlight)", color: `${PAPER} !important` };
const underline = (name, style) => ({
  backgroundImage: "none",
  textDecoration: `underline ${style} var(--${name}, ${INK})`,
  textUnderlineOffset: "0.2em",
  textDecorationSkipInk: "none",
});

const theme = EditorView.theme({
  "&": { color: INK, backgroundColor: PAPER, border: RULE, fontSize: "0.95rem" },
  "&.cm-focused": { outline: "3px solid var(--focus, Highlight)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono, monospace)", lineHeight: "1.5", minHeight: "12rem", maxHeight: "75vh" },
  ".cm-content": { caretColor: INK },
  ".cm-cursor": { borderLeftColor: INK, borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: SHEET, color: SOFT, borderRight: RULE },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--link, Highlight) 8%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: SHEET, color: INK, fontWeight: "600" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--link, Highlight) 30%, transparent) !important",
  },
  ".cm-matchingBracket": { backgroundColor: "transparent !important", outline: `1px solid ${SOFT}` },
  ".cm-searchMatch": { backgroundColor: "var(--target, Mark)", color: "inherit" },
  ".cm-foldPlaceholder": { backgroundColor: SHEET, color: SOFT, border: RULE },
  ".cm-panels": { backgroundColor: SHEET, color: INK, borderColor: "var(--rule, GrayText) !important" },
  ".cm-panels .cm-button, .cm-panels .cm-textfield": { background: PAPER, color: INK, border: RULE, fontSize: "0.9rem", minHeight: "24px" },
  ".cm-tooltip": { backgroundColor: PAPER, color: INK, border: RULE, fontSize: "0.9rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono, monospace)", maxHeight: "16em" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { minHeight: "24px", lineHeight: "24px", paddingInline: "8px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": CHOSEN,
  ".cm-tooltip-autocomplete ul li[aria-selected] .cm-completionDetail": { color: `${PAPER} !important` },
  ".cm-completionDetail": { color: SOFT },
  ".cm-completionInfo": { maxWidth: "28rem" },
  ".cm-diagnostic": { display: "flow-root", padding: "6px 8px" },
  ".cm-diagnosticText": { display: "inline-block" },
  ".cm-diagnostic a": { color: "var(--link, LinkText)" },
  ".cm-diagnosticAction": { minHeight: "24px", color: PAPER, backgroundColor: "var(--link, Highlight)", borderRadius: "4px" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--error, red)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warning, orange)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--info, blue)" },
  ".cm-lintRange-error": underline("error", "wavy"),
  ".cm-lintRange-warning": underline("warning", "dashed"),
  ".cm-lintRange-info": underline("info", "dotted"),
  ".tok-propertyName": { color: "var(--link, LinkText)" },
  ".tok-comment": { color: SOFT, fontStyle: "italic" },
  ".tok-string": { color: "var(--passed, CanvasText)" },
  ".tok-keyword, .tok-punctuation, .tok-separator": { color: SOFT },
  ".tok-invalid": { color: "var(--error, red)" },
});

// Dark as the page is dark: by `data-theme` on <html>, else as the system likes it; it follows both while it is open.
const dark = new Compartment();
const system = window.matchMedia("(prefers-color-scheme: dark)");
const isDark = () => (document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

const following = ViewPlugin.define((view) => {
  const turn = () => view.dispatch({ effects: dark.reconfigure(EditorView.darkTheme.of(isDark())) });
  const observer = new MutationObserver(turn);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  system.addEventListener("change", turn);
  return {
    destroy() {
      observer.disconnect();
      system.removeEventListener("change", turn);
    },
  };
});

export function look() {
  return [theme, syntaxHighlighting(classHighlighter), dark.of(EditorView.darkTheme.of(isDark())), following];
}
