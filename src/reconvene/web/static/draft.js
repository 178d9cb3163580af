// The findings below the editor follow what is typed; without this file they are those of the text as it was saved.

const KINDS = { error: "Error", warning: "Warning", info: "Note" };
const section = document.querySelector("[data-findings]");
const list = section?.querySelector("[data-findings-list]");
const tally = section?.querySelector("[data-findings-tally]");

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// Backticks mark what stands in the file.
function words(text) {
  return text.split("`").map((part, index) => (index % 2 ? make("code", {}, part) : part));
}

function sign(severity) {
  const drawn = signs.get(severity);
  return drawn ? drawn.cloneNode(true) : "";
}

function row(finding) {
  const place = make("a", { href: `#L${finding.line}C${finding.column}` }, `Line ${finding.line}`);
  const about = finding.about ? [" ", make("code", {}, finding.about)] : [];
  const label = make("span", { class: `label ${finding.severity}` }, sign(finding.severity), ` ${finding.word ?? KINDS[finding.severity]}`);
  const said = make("p", {}, label, " ", place, ...about, ": ", ...words(finding.message));
  const item = make("li", { class: finding.severity }, said);
  if (finding.help) item.append(make("p", { class: "soft" }, "Next: ", ...words(finding.help)));
  item.append(make("p", { class: "buttons" }, ...fixes(finding), ...page(finding)));
  return item;
}

function fixes(finding) {
  const address = section.dataset.fix;
  if (!address) return [];
  return finding.fixes.map((fix) =>
    make("button", { type: "submit", formaction: address, name: "fix", value: fix.key }, ...words(fix.title)),
  );
}

function page(finding) {
  return finding.page ? [make("a", { href: finding.page }, finding.id)] : [];
}

const signs = new Map();
for (const label of list?.querySelectorAll(".label") ?? []) {
  const drawn = label.querySelector("svg");
  const kind = label.classList[1] === "open" ? "info" : label.classList[1];
  if (drawn && !signs.has(kind)) signs.set(kind, drawn);
}

document.addEventListener("reconvene:findings", (event) => {
  if (!list) return;
  const { findings } = event.detail;
  list.replaceChildren(...findings.map(row));
  if (!findings.length) list.append(make("li", { class: "soft" }, "No check found anything."));
  if (tally) tally.firstChild.textContent = `${findings.length} finding${findings.length === 1 ? "" : "s"} in the text as it stands above. `;
});
