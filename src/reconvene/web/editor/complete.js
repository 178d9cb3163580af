// What may be written where the cursor stands: keys with their meaning, fixed words, examples, names of the file.

import { startCompletion } from "@codemirror/autocomplete";
import { read, valueAt } from "./place.js";
import { Schema, holdsName, takesNames } from "./schema.js";

const WORD = /[\p{L}\p{N}_]*$/u;

// `load` gives a promise of the JSON Schema; until it is there, and without it, nothing is offered. It is asked for at
// once: a list that was asked for by key is dropped where an earlier one, of somebody who only typed, is still awaited.
export function completionFrom(load) {
  let schema = null;
  const ready = async () => (schema ??= await load().then((json) => json && new Schema(json)));
  ready();
  return (context) => (schema ? at(schema, context) : ready().then(() => schema && !context.aborted ? at(schema, context) : null));
}

function at(schema, context) {
  const { root, place } = read(context.state.doc.toString(), context.pos);
  if (!place || (!context.explicit && !place.text && place.mode !== "value")) return null;
  return offers(schema, root, place, context.pos);
}

function offers(schema, root, place, pos) {
  const { parent, step, mode, from, to } = place;
  if (mode === "key") return result(from, to, keys(schema, root, parent, undefined, parent, place.text));
  const alternatives = schema.at(parent, step);
  const above = place.text.slice(0, pos - from);
  const word = WORD.exec(above)[0];
  if (word !== above) return result(pos - word.length, pos, names(schema, root, alternatives));
  const inner = mode === "child" || typeof step === "number" ? keys(schema, root, parent, step, valueAt(parent, step)) : [];
  return result(from, to, [...inner, ...values(alternatives, above), ...names(schema, root, alternatives)]);
}

function result(from, to, options) {
  const seen = new Set();
  const once = options.filter((option) => !seen.has(option.label) && seen.add(option.label));
  return once.length ? { from, to, options: once, validFor: /^[\p{L}\p{N}_/.-]*$/u } : null;
}

function keys(schema, root, parent, step, node, typed) {
  const written = new Set((node?.entries ?? []).map((entry) => entry.key).filter((key) => key !== typed));
  const options = [];
  for (const one of schema.at(parent, step)) {
    for (const [key, says] of Object.entries(one.properties ?? {})) {
      if (!written.has(key)) options.push(keyOption(key, says, one.required?.includes(key), options.length));
    }
    if (takesNames(one) && node !== root) options.push(...schema.names(root).map(nameOption).map(asKey));
  }
  return options;
}

function keyOption(key, says, required, order) {
  const option = { label: key, type: "property", detail: required ? "required" : undefined, boost: -order, info: says.description };
  return asKey(option);
}

// A key brings its colon, unless one follows; then what may stand there is offered.
function asKey(option) {
  return {
    ...option,
    apply(view, completion, from, to) {
      const follows = /^\s*:/.test(view.state.sliceDoc(to, to + 8));
      const insert = completion.label + (follows ? "" : ": ");
      view.dispatch({
        changes: { from, to, insert },
        selection: { anchor: from + insert.length },
        userEvent: "input.complete",
      });
      startCompletion(view);
    },
  };
}

function values(alternatives, above) {
  const fixed = alternatives.flatMap((one) => one.enum ?? (one.const === undefined ? [] : [one.const]));
  const examples = above ? [] : alternatives.flatMap((one) => one.examples ?? []);
  return [
    ...fixed.map((word, order) => ({ label: String(word), type: "enum", boost: isUnsaid(word) ? -90 : 60 - order })),
    ...examples.map((words) => ({ label: String(words), type: "text", detail: "example", boost: -50 })),
  ];
}

function isUnsaid(word) {
  return word === "unknown" || word === "unstated";
}

function names(schema, root, alternatives) {
  return alternatives.some(holdsName) ? schema.names(root).map(nameOption) : [];
}

function nameOption({ name, section, says }) {
  return { label: name, type: "variable", detail: section, info: says || undefined };
}
