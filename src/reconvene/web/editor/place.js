// Where in a process file the cursor stands: a light, forgiving reading of YAML while it is being typed.
//
// `read` never fails. A node is {kind: "map", entries: [{key, value}]}, {kind: "list", items: [...]} or {kind: "scalar",
// text}, with `parent` and `step` (its key, or its number in a list); an empty value is null. A place is where
// something may be written: `mode` is "key" or "value", `parent` and `step` say whose, `from`..`to` what is there now.

const KEY = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#&*!|>'"%@`{}[\],-][^#{}[\]]*?|-[^\s#][^#]*?))[ \t]*:(?=[ \t]|$)/;

export function read(text, cursor = -1) {
  const reader = new Reader(text, cursor);
  reader.lines();
  return { root: reader.root, place: reader.place };
}

export function valueAt(parent, step) {
  if (parent?.kind === "map") return parent.entries.find((entry) => entry.key === step)?.value ?? null;
  return parent?.kind === "list" ? (parent.items[step] ?? null) : null;
}

export function stepsTo(node) {
  const steps = [];
  for (let at = node; at.parent; at = at.parent) steps.unshift(at.step);
  return steps;
}

class Reader {
  constructor(text, cursor) {
    this.text = text;
    this.cursor = cursor;
    this.place = null;
    this.root = { kind: "map", entries: [], parent: null, step: null };
    this.frames = [{ column: 0, node: this.root }];
  }

  lines() {
    let start = 0;
    while (start <= this.text.length) start = this.line(start);
  }

  // Reads what begins on this line and returns where the next one starts.
  line(start) {
    const end = this.endOfLine(start);
    const words = this.text.slice(start, end);
    const column = words.length - words.trimStart().length;
    const from = start + column;
    if (from === end) {
      if (this.within(start, end)) this.atColumn(this.cursor - start, this.cursor, this.cursor);
      return end + 1;
    }
    if (this.text[from] === "#" || /^(---|\.\.\.)\s*$/.test(words)) return end + 1;
    return this.endOfLine(this.item(from, end, column)) + 1;
  }

  // One dash, key or value that starts a line or follows a dash; returns where it ends.
  item(from, end, column) {
    const words = this.text.slice(from, end);
    if (/^-(\s|$)/.test(words)) return this.dash(from, end, column);
    const key = KEY.exec(words);
    if (!key) return this.loose(from, end, column);
    const node = this.container("map", column);
    const name = key[1] ?? key[2]?.replaceAll("''", "'") ?? key[3];
    if (this.within(from, from + key[0].length - 1)) this.set("key", node, name, from, from + key[0].length - 1);
    node.entries.push({ key: name, value: null });
    return this.value(from + key[0].length, end, node, name, column);
  }

  dash(from, end, column) {
    const list = this.container("list", column);
    list.items.push(null);
    const step = list.items.length - 1;
    const rest = this.text.slice(from + 1, end);
    const inner = from + 1 + rest.length - rest.trimStart().length;
    if (inner < end && this.text[inner] !== "#") {
      const words = this.text.slice(inner, end);
      if (/^-(\s|$)/.test(words) || KEY.test(words)) return this.item(inner, end, column + inner - from);
    }
    return this.value(from + 1, end, list, step, column);
  }

  // A word that is no key yet, or the next line of a long value.
  loose(from, end, column) {
    const stop = this.endOfPlain(from, end);
    if (/[{[]/.test(this.text[from])) {
      const slot = this.openSlot(column);
      return slot ? this.flow(from, slot.parent, slot.step, slot.column) : end;
    }
    if (this.within(from, stop)) this.atColumn(column, from, stop);
    const slot = this.openSlot(column);
    if (slot && !this.within(from, stop)) this.fill(slot.parent, slot.step, { kind: "scalar", text: this.text.slice(from, stop) });
    return end;
  }

  value(after, end, parent, step, column) {
    const rest = this.text.slice(after, end);
    const from = after + rest.length - rest.trimStart().length;
    const first = this.text[from];
    if (from < end && (first === "{" || first === "[")) return this.flow(from, parent, step, column);
    if (from < end && (first === "|" || first === ">")) return this.literal(end, parent, step, column);
    if (from < end && (first === '"' || first === "'")) return this.quoted(from, parent, step);
    const stop = from >= end || first === "#" ? from : this.endOfPlain(from, end);
    if (this.within(after + 1, Math.max(stop, after + 1)) || this.within(from, stop)) {
      this.set("value", parent, step, Math.min(from, this.cursor), Math.max(stop, this.cursor));
    }
    if (stop > from) this.fill(parent, step, { kind: "scalar", text: this.text.slice(from, stop) });
    return end;
  }

  literal(end, parent, step, column) {
    this.fill(parent, step, { kind: "scalar", text: "" });
    let last = end;
    while (last < this.text.length) {
      const next = this.endOfLine(last + 1);
      const words = this.text.slice(last + 1, next);
      if (words.trim() && words.length - words.trimStart().length <= column) break;
      last = next;
    }
    return last;
  }

  quoted(from, parent, step) {
    const end = this.endOfQuoted(from);
    this.fill(parent, step, { kind: "scalar", text: this.text.slice(from + 1, Math.max(from + 1, end - 1)) });
    return end;
  }

  // A value in braces or brackets. It ends early where a line stands no deeper than the key that holds it.
  flow(from, parent, step, column) {
    const map = this.text[from] === "{";
    const node = this.fill(parent, step, map ? { kind: "map", entries: [] } : { kind: "list", items: [] });
    let at = from + 1;
    for (;;) {
      const next = this.skip(at, column);
      if (this.within(at, next.at) && !this.startsToken(next)) this.slotInFlow(node, this.cursor, this.cursor);
      if (next.closed) return next.at;
      at = next.at;
      if (this.text[at] === "}" || this.text[at] === "]") return at + 1;
      if (this.text[at] === ",") at += 1;
      else at = map ? this.entryInFlow(at, node, column) : this.itemInFlow(at, node, column);
    }
  }

  startsToken(next) {
    return !next.closed && next.at === this.cursor && !",}]".includes(this.text[next.at]);
  }

  slotInFlow(node, from, to) {
    if (node.kind === "map") this.set("key", node, null, from, to);
    else this.set("value", node, node.items.length, from, to);
  }

  entryInFlow(from, node, column) {
    const end = this.endOfToken(from);
    if (this.within(from, end)) this.set("key", node, this.text.slice(from, end), from, end);
    const colon = this.skip(end, column);
    if (colon.closed || this.text[colon.at] !== ":") return Math.max(end, from + 1);
    const name = this.text.slice(from, end).replace(/^["']|["']$/g, "");
    node.entries.push({ key: name, value: null });
    return this.valueInFlow(colon.at + 1, node, name, column);
  }

  itemInFlow(from, node, column) {
    node.items.push(null);
    return this.valueInFlow(from, node, node.items.length - 1, column);
  }

  valueInFlow(after, node, step, column) {
    const next = this.skip(after, column);
    const from = next.at;
    if (next.closed || ",}]".includes(this.text[from])) {
      if (this.within(after, from)) this.set("value", node, step, this.cursor, this.cursor);
      return from;
    }
    if (this.text[from] === "{" || this.text[from] === "[") return this.flow(from, node, step, column);
    const end = Math.max(this.endOfToken(from), from + 1);
    if (this.within(from, end)) this.set("value", node, step, from, end);
    this.fill(node, step, { kind: "scalar", text: this.text.slice(from, end).replace(/^["']|["']$/g, "") });
    return end;
  }

  // Past blanks and comments; `closed` where the text ends, or a line stands no deeper than `column`.
  skip(from, column) {
    let at = from;
    while (at < this.text.length) {
      const sign = this.text[at];
      if (sign === "\n") {
        const words = this.text.slice(at + 1, this.endOfLine(at + 1));
        if (words.trim() && !/^\s*[}\]]/.test(words) && words.length - words.trimStart().length <= column) return { at, closed: true };
        at += 1;
      } else if (sign === " " || sign === "\t") at += 1;
      else if (sign === "#" && /\s/.test(this.text[at - 1])) at = this.endOfLine(at);
      else return { at, closed: false };
    }
    return { at: this.text.length, closed: true };
  }

  // The frames that a thing at this column would belong to, outermost first.
  framesAt(column) {
    let depth = this.frames.length;
    while (depth > 1 && this.frames[depth - 1].column > column) depth -= 1;
    return this.frames.slice(0, depth);
  }

  container(kind, column) {
    this.frames = this.framesAt(column);
    let top = this.frames.at(-1);
    if (top.column === column && top.node.kind === "list" && kind === "map" && this.frames.length > 1) {
      this.frames.pop();
      top = this.frames.at(-1);
    }
    if (top.column === column && top.node.kind === kind) return top.node;
    const step = lastStep(top.node);
    if (step === null) return top.node.kind === kind ? top.node : this.fill(top.node, "", fresh(kind));
    const node = this.fill(top.node, step, fresh(kind));
    this.frames.push({ column, node });
    return node;
  }

  // The empty value that a thing at this column would fill, if there is one.
  openSlot(column) {
    const top = this.framesAt(column).at(-1);
    const step = lastStep(top.node);
    if (step === null || (top.column >= column && top.node !== this.root) || valueAt(top.node, step)) return null;
    return { parent: top.node, step, column: top.column };
  }

  atColumn(column, from, to) {
    const frames = this.framesAt(column);
    let top = frames.at(-1);
    if (top.column === column && top.node.kind === "list" && frames.length > 1) top = frames.at(-2);
    if (top.column === column && top.node.kind === "map") this.set("key", top.node, null, from, to);
    else if (top.column < column) {
      const step = lastStep(top.node);
      if (step !== null && !valueAt(top.node, step)) this.set("child", top.node, step, from, to);
    }
  }

  // The first place that is found is the innermost.
  set(mode, parent, step, from, to) {
    this.place ??= { mode, parent, step, from, to, text: this.text.slice(from, to) };
  }

  fill(parent, step, value) {
    const node = Object.assign(value, { parent, step });
    if (parent.kind === "list") parent.items[step] = node;
    else {
      const entry = parent.entries.findLast((one) => one.key === step);
      if (entry) entry.value = node;
    }
    return node;
  }

  within(from, to) {
    return this.cursor >= from && this.cursor <= to;
  }

  endOfLine(from) {
    const end = this.text.indexOf("\n", from);
    return end < 0 ? this.text.length : end;
  }

  endOfPlain(from, end) {
    const words = this.text.slice(from, end);
    const comment = words.search(/\s#/);
    return from + (comment < 0 ? words : words.slice(0, comment)).trimEnd().length;
  }

  endOfQuoted(from) {
    const quote = this.text[from];
    const pattern = quote === '"' ? /"(?:[^"\\]|\\[^])*"?/y : /'(?:[^']|'')*'?/y;
    pattern.lastIndex = from;
    pattern.exec(this.text);
    return pattern.lastIndex;
  }

  endOfToken(from) {
    if (this.text[from] === '"' || this.text[from] === "'") return this.endOfQuoted(from);
    const pattern = /(?:[^,{}[\]\n:#]|:(?![\s,{}[\]]|$)|(?<!\s)#)*/y;
    pattern.lastIndex = from;
    return from + pattern.exec(this.text)[0].trimEnd().length;
  }
}

function fresh(kind) {
  return kind === "map" ? { kind, entries: [] } : { kind, items: [] };
}

function lastStep(node) {
  if (node.kind === "list") return node.items.length ? node.items.length - 1 : null;
  return node.entries.at(-1)?.key ?? null;
}
