// SPDX-License-Identifier: GPL-3.0-or-later
// Health and queue, for the page without a study.
import {element, facts, panel, table} from "./dom.js";
import {reasonList, statePill} from "./report.js";
import {number} from "./words.js";

export function healthPanel(health) {
  const check = value => element("span", {class: value ? "good" : "bad"},
    value ? "\u2713 working" : "\u2715 not working");
  const wait = health.QueueOldestSeconds > 0 ? `, oldest ${number(health.QueueOldestSeconds, 0)} s`
    : "";
  return panel("small", "Health",
    element("p", {}, element("span", {class: `pill ${health.Healthy ? "good" : "bad"}`},
      health.Healthy ? "Healthy" : "Not healthy")),
    facts([
      ["Enabled", health.Enabled ? "yes" : "no"],
      ["Database", check(health.Database)],
      ["Analysis program", check(health.Analyzer)],
      ["Queue", `${health.QueueLength ?? 0} waiting${wait}`],
      ["Free disk", `${number(health.FreeDiskMb / 1024)} GiB`],
      ["Version", health.Version ?? "unknown"]]),
    health.Problems?.length
      ? element("ul", {class: "reasons bad"}, health.Problems.map(p => element("li", {}, p)))
      : null);
}

function progressCell(entry) {
  if (entry.State !== "analyzing") return "";
  return element("span", {}, `${entry.Stage ?? ""} `,
    element("progress", {value: entry.Progress, max: 1, "aria-label": "progress"}));
}

// `retry(entry)` is called from the button of a failed entry.
export function queuePanel(queue, retry) {
  const rows = queue.map(entry => {
    const button = entry.State === "failed" ? element("button", {type: "button"}, "Try again") : "";
    if (button) button.addEventListener("click", () => retry(entry));
    return [
      element("a", {href: `?id=${encodeURIComponent(entry.OrthancStudyId)}`, class: "uid"},
        entry.OrthancStudyId),
      statePill(entry.State), reasonList(entry.Reasons) ?? "", String(entry.Attempts),
      entry.Updated ?? "", progressCell(entry), button];
  });
  return panel("wide", null, rows.length
    ? table("Waiting, running and failed", [{title: "Study"}, {title: "State", kind: "keep"}, {title: "Why"},
      {title: "Attempts", kind: "number"}, {title: "Updated (UTC)", kind: "keep"}, {title: "Progress", kind: "keep"},
      {title: "Action", kind: "keep"}], rows)
    : element("p", {class: "muted"}, "Nothing waits, runs or has failed."));
}
