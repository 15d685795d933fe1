// SPDX-License-Identifier: GPL-3.0-or-later
// Change in percent with its interval, each measurement against its own measurement error.
import {svg} from "./dom.js";
import {interval, measurementName, plain, repeatability, signed, verdicts} from "./words.js";

const kWidth = 640;
const kLeft = 170;
const kRight = 24;
const kRow = 64;
const kAxis = 40;

function niceStep(span) {
  const raw = span / 6;
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map(factor => factor * power).find(step => step >= raw);
}

function scaleFor(measurements) {
  const values = measurements.flatMap(m => [0, m.ChangePercent, m.ChangePercentLower,
    m.ChangePercentUpper, m.RepeatabilityPercent, -(m.RepeatabilityPercent ?? 0)])
    .filter(value => Number.isFinite(value));
  const step = niceStep(Math.max(...values) - Math.min(...values) || 1);
  const low = Math.floor(Math.min(...values) / step) * step;
  const high = Math.ceil(Math.max(...values) / step) * step;
  const x = value => kLeft + (value - low) / (high - low) * (kWidth - kLeft - kRight);
  const ticks = [];
  for (let tick = low; tick <= high + step / 2; tick += step) ticks.push(tick);
  return {x, ticks};
}

function row(measurement, top, x) {
  const middle = top + kRow / 2 + 4;
  const error = measurement.RepeatabilityPercent;
  const parts = [
    svg("text", {x: 0, y: middle - 9, class: "name"}, measurementName(measurement.Name)),
    svg("text", {x: 0, y: middle + 8}, plain(measurement.Structure))
  ];
  if (Number.isFinite(error)) {
    parts.push(
      svg("rect", {x: x(-error), y: top + 4, width: x(error) - x(-error), height: kRow - 8,
        class: "band"}),
      ...[-error, error].map(edge => svg("line", {x1: x(edge), x2: x(edge), y1: top + 4,
        y2: top + kRow - 4, class: "band-edge"})),
      svg("text", {x: 0, y: middle + 25}, `grey: error ${repeatability(measurement)}`));
  }
  if (Number.isFinite(measurement.ChangePercentLower)) {
    const lower = x(measurement.ChangePercentLower);
    const upper = x(measurement.ChangePercentUpper);
    parts.push(svg("line", {x1: lower, x2: upper, y1: middle, y2: middle, class: "interval"}),
      ...[lower, upper].map(end => svg("line", {x1: end, x2: end, y1: middle - 6,
        y2: middle + 6, class: "interval"})));
  }
  const at = x(measurement.ChangePercent);
  parts.push(svg("circle", {cx: at, cy: middle, r: 6, class: "point"}),
    svg("text", {x: at, y: middle + 22, "text-anchor": "middle", class: "value"},
      `${signed(measurement.ChangePercent)} %`));
  return parts;
}

function description(measurement) {
  return `${measurementName(measurement.Name)}: change ${signed(measurement.ChangePercent)} %, ` +
    `interval ${interval(measurement.ChangePercentLower, measurement.ChangePercentUpper)}, ` +
    `measurement error ${repeatability(measurement)}: ` +
    `${verdicts[measurement.Verdict]?.text ?? measurement.Verdict}`;
}

// Nothing where no measurement has a change.
export function changeChart(measurements) {
  const shown = measurements.filter(m => Number.isFinite(m.ChangePercent));
  if (shown.length === 0) return null;
  const {x, ticks} = scaleFor(shown);
  const bottom = shown.length * kRow + 6;
  return svg("svg", {class: "chart", viewBox: `0 0 ${kWidth} ${bottom + kAxis}`, role: "img",
    "aria-label": shown.map(description).join("; ")},
  svg("line", {x1: x(0), x2: x(0), y1: 0, y2: bottom, class: "zero"}),
  shown.flatMap((measurement, i) => row(measurement, i * kRow, x)),
  svg("line", {x1: kLeft, x2: kWidth - kRight, y1: bottom, y2: bottom, class: "axis"}),
  ticks.flatMap(tick => [
    svg("line", {x1: x(tick), x2: x(tick), y1: bottom, y2: bottom + 4, class: "axis"}),
    svg("text", {x: x(tick), y: bottom + 18, "text-anchor": "middle"}, signed(tick, 0))]),
  svg("text", {x: (kLeft + kWidth - kRight) / 2, y: bottom + 36, "text-anchor": "middle"},
    "change from baseline to follow-up, %"));
}
