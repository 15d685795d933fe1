// SPDX-License-Identifier: GPL-3.0-or-later
// Elements without markup: text only ever becomes a text node.

// element("td", {class: "number"}, "41.0 ms", child, …); null children are left out.
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) node.setAttribute(key, value);
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined) node.append(child);
  }
  return node;
}

// A table with a caption; `columns`: {title, kind}, kind "number" or "keep" (in one line);
// `rows`: lists of text or nodes.
export function table(caption, columns, rows) {
  const kind = column => (column.kind ? {class: column.kind} : {});
  return element("table", {},
    caption ? element("caption", {}, caption) : null,
    element("thead", {}, element("tr", {},
      columns.map(column => element("th", {scope: "col", ...kind(column)}, column.title)))),
    element("tbody", {}, rows.map(row => element("tr", {},
      row.map((cell, i) => i === 0
        ? element("th", {scope: "row", ...kind(columns[i])}, cell)
        : element("td", kind(columns[i]), cell))))));
}

export function facts(pairs) {
  return element("dl", {class: "facts"}, pairs.flatMap(([name, value]) =>
    [element("dt", {}, name), element("dd", {}, value)]));
}

export function panel(size, title, ...children) {
  return element("section", {class: `panel ${size}`},
    title ? element("h2", {}, title) : null, ...children);
}
