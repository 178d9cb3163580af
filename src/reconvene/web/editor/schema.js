// What a JSON Schema says of one place in a file. It knows the words that `reconvene schema` uses: $ref, anyOf, oneOf,
// allOf, if/then, properties, additionalProperties, items, enum, const, examples, description.

import { stepsTo, valueAt } from "./place.js";

export class Schema {
  constructor(root) {
    this.root = root;
  }

  // Every plain schema that may hold for the value under `step` of `parent` (or for the file as a whole).
  at(parent, step) {
    const steps = parent ? [...stepsTo(parent), ...(step === undefined ? [] : [step])] : [];
    let node = parent;
    while (node?.parent) node = node.parent;
    let found = this.plain(this.root, node);
    for (const one of steps) {
      node = node && valueAt(node, one);
      found = found.flatMap((schema) => this.child(schema, one)).flatMap((schema) => this.plain(schema, node));
    }
    return found;
  }

  child(schema, step) {
    if (typeof step === "number") return schema.items ? [schema.items] : [];
    const own = schema.properties?.[step] ?? schema.additionalProperties;
    return own && typeof own === "object" ? [own] : [];
  }

  // The alternatives of a schema, references followed, conditions decided by what the node says already.
  plain(schema, node) {
    if (schema.$ref) return this.plain({ ...this.lookUp(schema.$ref), ...without(schema, "$ref") }, node);
    const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
    if (schema.if) parts.push((holds(schema.if, node) ? schema.then : schema.else) ?? {});
    return [schema, ...parts.flatMap((part) => this.plain(part, node))];
  }

  lookUp(reference) {
    return reference
      .replace(/^#\//, "")
      .split("/")
      .reduce((at, part) => at?.[part.replaceAll("~1", "/").replaceAll("~0", "~")], this.root) ?? {};
  }

  // The names that the file itself gives: the keys of every section that takes free names.
  names(root) {
    return root.entries
      .filter(({ key, value }) => value?.kind === "map" && this.at(root, key).some(takesNames))
      .flatMap(({ key, value }) => value.entries.map((entry) => ({ name: entry.key, section: key, says: says(entry.value) })));
  }
}

export function takesNames(schema) {
  return typeof schema.additionalProperties === "object" && !schema.properties;
}

// Whether a name of the file may stand there: alone, or inside one of the little expressions.
export function holdsName(schema) {
  return !schema.enum && (schema.type === "string" || Array.isArray(schema.examples));
}

function says(node) {
  const word = (key) => valueAt(node, key)?.text;
  return node?.kind === "map" ? (word("title") ?? word("text") ?? word("says") ?? "") : "";
}

function holds(condition, node) {
  const entries = Object.entries(condition.properties ?? {});
  const written = (condition.required ?? []).every((key) => valueAt(node, key));
  return written && entries.every(([key, test]) => test.const === undefined || valueAt(node, key)?.text === String(test.const));
}

function without(object, key) {
  const { [key]: _, ...rest } = object;
  return rest;
}
