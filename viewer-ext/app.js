// SPDX-License-Identifier: GPL-3.0-or-later
import {element} from "./dom.js";
import {patientLine, reasonList, reportPanels, statePill} from "./report.js";
import {healthPanel, queuePanel} from "./status.js";
import {unfinished} from "./words.js";

// Orthanc may stand behind a proxy under any path.
const root = location.pathname.replace(/\/regeneration\/app\/?.*$/, "");
const api = `${root}/regeneration`;
const main = document.getElementById("main");
const kPollMs = 2000;
let shown = "";

async function ask(path, options = {}) {
  const answer = await fetch(path, {credentials: "same-origin", ...options});
  const body = await answer.json().catch(() => ({}));
  return {ok: answer.ok, status: answer.status, body};
}

// Keeps what stands where nothing changed, so that polling moves neither focus nor scroll.
function show(key, build) {
  const text = JSON.stringify(key);
  if (text === shown) return;
  shown = text;
  main.replaceChildren(...build().flat().filter(Boolean));
}

function showError(message) {
  show({error: message}, () => [element("p", {class: "bad", role: "alert"}, message)]);
}

function banner() {
  return element("p", {class: "banner"}, element("strong", {}, "UNVERIFIED"),
    " \u2014 measured automatically, not confirmed by a radiologist. ",
    "For research, not for diagnosis.");
}

function progress(entry) {
  if (!entry || entry.State !== "analyzing") return null;
  return element("span", {}, `${entry.Stage ?? ""} `,
    element("progress", {value: entry.Progress, max: 1, "aria-label": "progress"}));
}

async function analyze(id) {
  const answer = await ask(`${api}/studies/${encodeURIComponent(id)}/analyze`, {method: "POST"});
  if (answer.ok) showStudy(id); else showError(answer.body.Message ?? "The request failed.");
}

async function queueEntry(id, state) {
  if (state !== "analyzing") return null;
  const queue = await ask(`${api}/queue`);
  return queue.ok ? queue.body.find(entry => entry.OrthancStudyId === id) : null;
}

async function showStudy(id) {
  const [view, study] = await Promise.all([
    ask(`${api}/studies/${encodeURIComponent(id)}`),
    ask(`${root}/studies/${encodeURIComponent(id)}`)]);
  if (!view.ok) return showError(view.body.Message ?? "The study could not be read.");
  const entry = await queueEntry(id, view.body.State);
  show([view.body, study.body, entry], () => {
    const again = element("button", {type: "button"}, "Analyse again");
    again.addEventListener("click", () => analyze(id));
    const measured = view.body.Report?.Measurements?.length;
    return [
      study.ok ? patientLine(study.body) : null,
      measured ? banner() : null,
      element("div", {class: "state", role: "status"}, statePill(view.body.State), progress(entry),
        element("span", {class: "spacer"}), again),
      reasonList(view.body.Reasons),
      ...reportPanels(view.body, root)];
  });
  if (unfinished.includes(view.body.State)) setTimeout(() => showStudy(id), kPollMs);
}

async function showStatus() {
  const [health, queue] = await Promise.all([ask(`${api}/health`), ask(`${api}/queue`)]);
  const entries = queue.ok ? queue.body : [];
  show([health.body, entries], () => [
    element("div", {class: "grid"}, healthPanel(health.body), queuePanel(entries, async entry => {
      await ask(`${api}/queue/${entry.Id}/retry`, {method: "POST"});
      showStatus();
    }))]);
  setTimeout(showStatus, kPollMs);
}

async function start() {
  document.getElementById("home").href = `${api}/app/`;
  const query = new URLSearchParams(location.search);
  const uid = query.get("study");
  let id = query.get("id");
  if (uid) {
    const found = await ask(`${api}/study-of?uid=${encodeURIComponent(uid)}`);
    if (!found.ok) return showError(found.body.Message ?? "The study could not be found.");
    id = found.body.OrthancStudyId;
  }
  return id ? showStudy(id) : showStatus();
}

start().catch(() => showError("The archive does not answer."));
