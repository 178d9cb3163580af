// Reads a list of {"text", "cursors"} from standard input and writes what the editor makes of each: the tree of the
// text, and for each cursor (in UTF-16 units) the place where it stands.

import { readFileSync } from "node:fs";
import { read, stepsTo } from "../../src/reconvene/web/editor/place.js";

const plain = (node) => {
  if (!node) return null;
  if (node.kind === "scalar") return node.text;
  return node.kind === "list" ? node.items.map(plain) : node.entries.map((entry) => [entry.key, plain(entry.value)]);
};
const placeAt = (text, cursor) => {
  const { place } = read(text, cursor);
  return place && { mode: place.mode, steps: stepsTo(place.parent), step: place.step, text: place.text };
};
const asked = JSON.parse(readFileSync(0, "utf8"));
const found = asked.map(({ text, cursors }) => ({
  tree: plain(read(text).root),
  places: cursors.map((cursor) => placeAt(text, cursor)),
}));
process.stdout.write(JSON.stringify(found));
