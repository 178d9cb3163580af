// Lines and columns count from 1, columns in code points; the editor counts in UTF-16 units from 0.

export function offsetOf(doc, line, column) {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  let offset = 0;
  for (let left = column - 1; left > 0 && offset < found.length; left -= 1) {
    offset += found.text.codePointAt(offset) > 0xffff ? 2 : 1;
  }
  return found.from + offset;
}
