// SPDX-License-Identifier: GPL-3.0-or-later
// One study's answer of /regeneration/studies/{id} as elements.
import {changeChart} from "./chart.js";
import {element, facts, panel, table} from "./dom.js";
import {interval, measurementName, number, plain, regionMethod, repeatability, resultSentence,
  sideName, signed, sourceName, states, verdicts, withUnit} from "./words.js";

const distance = value => (Number.isFinite(value) ? `${number(value, 2)} mm` : "unknown");
const share = value => (Number.isFinite(value) ? number(value, 2) : null);
const yesNo = value => (value ? "yes" : "no");

export function reasonList(reasons) {
  if (!reasons?.length) return null;
  return element("ul", {class: "reasons"}, reasons.map(reason =>
    element("li", {}, reason.Text || plain(reason.Code), " ",
      element("span", {class: "code"}, reason.Code))));
}

export function statePill(state) {
  const words = states[state] ?? {text: plain(state), tone: "muted"};
  return element("span", {class: `pill ${words.tone}`}, words.text);
}

function verdictCell(measurement) {
  const words = verdicts[measurement.Verdict] ?? verdicts["not-comparable"];
  return element("span", {},
    element("span", {class: words.tone}, `${words.mark} ${words.text}`),
    reasonList(measurement.Reasons));
}

function measurementPanel(measurements) {
  const columns = [{title: "Measurement"}, {title: "Baseline", kind: "number"},
    {title: "Follow-up", kind: "number"}, {title: "Change", kind: "number"},
    {title: "Change, %", kind: "number"}, {title: "95 % interval", kind: "number"},
    {title: "Repeatability", kind: "number"}, {title: "Source", kind: "keep"}, {title: "Verdict"}];
  const rows = measurements.map(m => [
    `${measurementName(m.Name)}, ${plain(m.Structure)}${m.Primary ? " (primary)" : ""}`,
    withUnit(m.Baseline, m.Unit), withUnit(m.FollowUp, m.Unit),
    withUnit(m.Change, m.Unit, signed), signed(m.ChangePercent),
    interval(m.ChangePercentLower, m.ChangePercentUpper), repeatability(m),
    sourceName(m.RepeatabilitySource), verdictCell(m)]);
  return panel("wide", null, table("Measurements", columns, rows),
    element("details", {}, element("summary", {}, "How the values came about"),
      measurements.map(originFacts)));
}

function originFacts(measurement) {
  const exam = values => values
    ? `${values.VoxelsMeasured} voxels measured, ${values.VoxelsRejected} rejected, ` +
      `standard error ${withUnit(values.StandardError, measurement.Unit)}, ` +
      `region ${withUnit(values.RegionVolumeMm3, "mm3")}`
    : "unknown";
  const byPosition = values => values?.RegistrationError === null ||
      values?.RegistrationError === undefined ? "unknown"
    : `standard error ${withUnit(values.RegistrationError, measurement.Unit)}`;
  return facts([
    [`${measurementName(measurement.Name)}, baseline`, exam(measurement.BaselineExam)],
    [`${measurementName(measurement.Name)}, follow-up`, exam(measurement.FollowUpExam)],
    ["From the region's position", byPosition(measurement.FollowUpExam)],
    ["Repeatability from", measurement.RepeatabilityCitation ||
      sourceName(measurement.RepeatabilitySource)]]);
}

function comparabilityPanel(checks) {
  const tones = {same: "good", degraded: "warn", refused: "bad"};
  const marks = {same: "\u2713", degraded: "!", refused: "\u2715"};
  const rows = checks.map(check => [
    check.Check.replace(/([a-z])([A-Z])/g, "$1 $2"),
    element("span", {class: tones[check.Result] ?? ""},
      `${marks[check.Result] ?? ""} ${check.Result}`),
    check.Baseline, check.FollowUp]);
  return panel("dense", null, table("Comparability of the two examinations",
    [{title: "Check"}, {title: "Result", kind: "keep"}, {title: "Baseline"},
      {title: "Follow-up"}], rows));
}

function registrationPanel(report) {
  const structures = report.Registration?.Structures ?? [];
  const rows = structures.map(s => [plain(s.Name), distance(s.ResidualMm),
    distance(s.InverseConsistencyMm), distance(s.HalfSampleMm),
    element("span", {}, element("span", {class: s.Usable ? "good" : "bad"},
      s.Usable ? "\u2713 yes" : "\u2715 no"), s.WhyNot ? ` ${s.WhyNot}` : "")]);
  return panel("", null,
    table("Registration of follow-up to baseline", [{title: "Structure"},
      {title: "Remaining shift", kind: "number"}, {title: "Inverse consistency", kind: "number"},
      {title: "Halves", kind: "number"}, {title: "Usable"}], rows),
    facts(registrationFacts(report.Registration ?? {})),
    report.Roi ? facts(regionFacts(report.Roi)) : null);
}

const registrationFacts = whole => [
  ["Carried by", whole.CarriedBy],
  ["Position known to", Number.isFinite(whole.UncertaintyMm)
    ? distance(whole.UncertaintyMm) : null],
  ["Joint turned by", Number.isFinite(whole.JointAngleDeg)
    ? `${number(whole.JointAngleDeg)}\u00b0` : null]].filter(([, value]) => value);

const regionFacts = region => [
  ["Region", regionMethod(region.Method)], ["Reviewed by a reader", yesNo(region.Reviewed)],
  ["Quality of the proposal", share(region.Quality)],
  ["Agreement with a second route", share(region.Agreement)],
  ["Outline refined by", Number.isFinite(region.MeanShiftMm)
    ? `${signed(region.MeanShiftMm, 2)} mm, volume ${signed(region.VolumeChangePercent)} %`
    : null]].filter(([, value]) => value);

function timePointPanel(report) {
  const rows = (report.TimePoints ?? []).map(point => [
    plain(point.Role), point.Date ?? "unknown",
    Number.isFinite(point.DaysFromTreatment) ? signed(point.DaysFromTreatment, 0) : "unknown",
    element("span", {class: "uid"}, (point.SeriesInstanceUIDs ?? []).join(", "))]);
  return panel("", null, table("Time points", [{title: "Role", kind: "keep"}, {title: "Date", kind: "keep"},
    {title: "Days from treatment", kind: "number"}, {title: "Series used"}], rows));
}

function candidatePanel(candidates, open) {
  const rows = candidates.map(candidate => [
    candidate.SeriesDescription || "(no description)",
    candidate.Selected ? element("span", {class: "good"}, "\u2713 used") : "not used",
    reasonList(candidate.Reasons) ?? "",
    element("span", {class: "uid"}, candidate.SeriesInstanceUID)]);
  return panel("wide", null, element("details", {open: open ? "" : null},
    element("summary", {}, `Series looked at (${candidates.length})`),
    table(null, [{title: "Series"}, {title: "Choice", kind: "keep"}, {title: "Why"},
      {title: "SeriesInstanceUID"}], rows)));
}

const kindNames = {
  sr: "Structured report", seg: "Segmentation", pdf: "PDF report",
  registration: "Spatial registration", "parametric-map": "Parametric map",
  "secondary-capture": "Secondary capture"
};

function resultPanel(results, root) {
  const rows = results.map(result => {
    const id = encodeURIComponent(result.OrthancInstanceId);
    return [kindNames[result.Kind] ?? plain(result.Kind),
      element("a", {href: `${root}/app/explorer.html#instance?uuid=${id}`}, "open in Orthanc"),
      element("a", {href: `${root}/instances/${id}/file`}, "download"),
      element("span", {class: "uid"}, result.SOPInstanceUID)];
  });
  return panel("", null, table("Stored results", [{title: "Object", kind: "keep"},
    {title: "Show", kind: "keep"}, {title: "File"}, {title: "SOPInstanceUID"}], rows));
}

function provenancePanel(report) {
  const treatment = report.Treatment ?? {};
  const software = report.Software ?? {};
  const mono = text => element("span", {class: "uid"}, text ?? "unknown");
  return panel("", "Treatment and provenance", facts([
    ["Treatment", treatment.Id ?? "unknown"],
    ["Structure", [plain(treatment.Indication), sideName(treatment.Side), treatment.Level]
      .filter(Boolean).join(", ")],
    ["Applied on", treatment.ApplicationDate ?? "unknown"],
    ["Software", software.Version ?? "unknown"],
    ["Configuration", mono(software.ConfigurationHash)],
    ["Input images", mono(software.InputDigest)]]));
}

const spoken = name => name?.split("^").filter(Boolean).join(" ");
const isoDate = date => date?.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");

export function patientLine(study) {
  const patient = study?.PatientMainDicomTags ?? {};
  const tags = study?.MainDicomTags ?? {};
  const pairs = [["Patient", spoken(patient.PatientName)], ["ID", patient.PatientID],
    ["Born", isoDate(patient.PatientBirthDate)], ["Study date", isoDate(tags.StudyDate)],
    ["Study", tags.StudyDescription]].filter(([, value]) => value);
  return element("dl", {class: "patient"}, pairs.map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

// `view`: the interface's answer; `root`: path of Orthanc's own root, without a slash at the end.
export function reportPanels(view, root) {
  const report = view.Report;
  const measurements = report?.Measurements ?? [];
  const primary = measurements.find(m => m.Primary) ?? measurements[0];
  const chart = changeChart(measurements);
  const comparability = report?.Comparability ?? [];
  return [
    primary ? element("p", {class: "result"}, resultSentence(primary)) : null,
    element("div", {class: "grid"},
      measurements.length ? measurementPanel(measurements) : null,
      report ? element("div", {class: "column large"},
        chart ? panel("", "Change against the measurement error", chart) : null,
        report.TimePoints?.length ? timePointPanel(report) : null,
        report.Registration?.Structures?.length ? registrationPanel(report) : null,
        view.Results?.length ? resultPanel(view.Results, root) : null,
        provenancePanel(report)) : null,
      comparability.length ? element("div", {class: "column small"},
        comparabilityPanel(comparability)) : null,
      view.Candidates?.length ? candidatePanel(view.Candidates, !report) : null)
  ];
}
