// A field that takes several names offers each of them after every comma; without this file it is a plain text field.

let made = 0;

function offer(field) {
  const names = [...(document.getElementById(field.dataset.names)?.options ?? [])].map((option) => option.value);
  const before = field.value.slice(0, field.value.lastIndexOf(",") + 1);
  const written = new Set(field.value.split(",").map((name) => name.trim()));
  const start = before && `${before} `;
  const options = names.filter((name) => !written.has(name)).map((name) => Object.assign(document.createElement("option"), { value: start + name }));
  field.list.replaceChildren(...options);
}

for (const field of document.querySelectorAll("input[data-several][list]")) {
  const own = Object.assign(document.createElement("datalist"), { id: `several-${(made += 1)}` });
  field.dataset.names = field.getAttribute("list");
  field.setAttribute("list", own.id);
  field.after(own);
  for (const event of ["focus", "input"]) field.addEventListener(event, () => offer(field));
}
