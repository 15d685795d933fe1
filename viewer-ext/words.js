// SPDX-License-Identifier: GPL-3.0-or-later
// What the codes of the interface are called, and how its numbers are written.

const kMinus = "\u2212";
const kNoValue = "not measured";

export const measurementNames = {
  "t2": "T2", "t2-star": "T2*", "thickness": "Thickness",
  "cross-sectional-area": "Cross-sectional area", "volume": "Volume",
  "defect-volume": "Defect volume", "defect-length": "Defect length",
  "defect-extent-ml": "Defect extent, mediolateral",
  "defect-extent-ap": "Defect extent, anteroposterior",
  "defect-fraction": "Defect fraction", "signal-ratio": "Signal ratio",
  "high-t2-fraction": "Fraction with long T2", "disc-height-index": "Disc height index",
  "disc-height": "Disc height", "cartilage-thickness": "Cartilage thickness",
  "defect-fill": "Defect fill",
  "lesion-volume": "Lesion volume", "lesion-fraction": "Lesion fraction",
  "necrotic-angle": "Necrotic angle",
  "thickness-20mm": "Thickness at 20 mm", "thickness-40mm": "Thickness at 40 mm",
  "thickness-60mm": "Thickness at 60 mm",
  "cross-sectional-area-20mm": "Cross-section at 20 mm",
  "cross-sectional-area-40mm": "Cross-section at 40 mm",
  "cross-sectional-area-60mm": "Cross-section at 60 mm",
  "volume-20-60mm": "Volume at 20 to 60 mm",
  "high-signal-fraction": "Fraction with high signal",
  "lesion-length": "Lesion length", "contralateral-ratio": "Ratio to the other side"
};

export const verdicts = {
  "exceeds-error": {text: "exceeds the measurement error", mark: "\u25b2", tone: "accent"},
  "within-error": {text: "within the measurement error", mark: "\u25cf", tone: "muted"},
  "not-comparable": {text: "not comparable", mark: "\u2715", tone: "bad"}
};

export const states = {
  "waiting": {text: "Waiting", tone: "muted"},
  "queued": {text: "Queued", tone: "muted"},
  "analyzing": {text: "Being analysed", tone: "muted"},
  "measured": {text: "Measured", tone: "good"},
  "held": {text: "Held for a person", tone: "warn"},
  "refused": {text: "Refused", tone: "bad"},
  "not-applicable": {text: "Not applicable", tone: "muted"},
  "superseded": {text: "Superseded by a newer result", tone: "muted"},
  "failed": {text: "Failed", tone: "bad"}
};

export const unfinished = ["waiting", "queued", "analyzing"];

const sources = {
  site: "the site's own test\u2013retest", literature: "literature", phantom: "phantom"
};

const regionMethods = {
  reader: "drawn by a reader on the baseline",
  propagated: "a reader's region on the baseline, propagated to the follow-up",
  automatic: "proposed automatically on the baseline",
  external: "drawn on the follow-up by a person or another program"
};

const units = {mm2: "mm\u00b2", mm3: "mm\u00b3", "1": ""};

export const plain = code => (code ?? "").replaceAll("-", " ");
export const measurementName = name => measurementNames[name] ?? plain(name);
export const sourceName = source => sources[source] ?? (source || "unknown");
export const regionMethod = method => regionMethods[method] ?? plain(method);
export const sideName = side => ({L: "left", R: "right"}[side] ?? "");

const known = value => value !== null && value !== undefined;

export function number(value, decimals = 1) {
  if (!known(value)) return kNoValue;
  return value.toFixed(decimals).replace("-", kMinus);
}

export function signed(value, decimals = 1) {
  if (!known(value)) return kNoValue;
  return (value > 0 ? "+" : "") + number(value, decimals);
}

export function withUnit(value, unit, format = number) {
  if (!known(value)) return kNoValue;
  return `${format(value, Math.abs(value) < 100 ? 1 : 0)} ${units[unit] ?? unit}`.trim();
}

export function interval(lower, upper) {
  if (!known(lower) || !known(upper)) return kNoValue;
  return `${signed(lower)} to ${signed(upper)} %`;
}

export function repeatability(measurement) {
  if (!known(measurement.RepeatabilityPercent)) return "unknown";
  return `\u00b1${number(measurement.RepeatabilityPercent)} %`;
}

// What was found, in one sentence; never more than the numbers say.
export function resultSentence(measurement) {
  const what = `${measurementName(measurement.Name)} of the ${plain(measurement.Structure)}`;
  if (!known(measurement.Change)) return `${what}: no change could be measured.`;
  const values = `from ${withUnit(measurement.Baseline, measurement.Unit)} ` +
    `to ${withUnit(measurement.FollowUp, measurement.Unit)}`;
  const range = known(measurement.ChangePercentLower)
    ? `, 95 % interval ${interval(measurement.ChangePercentLower, measurement.ChangePercentUpper)}`
    : "";
  // A baseline of zero has no percentages.
  const size = known(measurement.ChangePercent) ? `${signed(measurement.ChangePercent)} %`
    : withUnit(measurement.Change, measurement.Unit, signed);
  const change = `${what} changed by ${size} (${values}${range}).`;
  const error = known(measurement.RepeatabilityPercent)
    ? ` (${repeatability(measurement)}, ${sourceName(measurement.RepeatabilitySource)})` : "";
  switch (measurement.Verdict) {
    case "exceeds-error": return `${change} This exceeds the measurement error${error}.`;
    case "within-error":
      return `${change} This cannot be told from the measurement error${error}.`;
    default: return `${change} The two examinations are not comparable.`;
  }
}
