// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/trend_chart.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace regen {
namespace {

constexpr double kLeftRoom = 34;  // for the numbers of the axis
constexpr double kBottomRoom = 22;
constexpr double kTopRoom = 14;

const TimePoint* PointOf(const FollowUpReport& report, bool baseline) {
  for (const TimePoint& point : report.time_points) {
    if (point.is_baseline == baseline) return &point;
  }
  return nullptr;
}

// The chart's numbers, in days and in the measurement's unit.
struct Course {
  double baseline_day = 0;
  double follow_up_day = 0;
  double baseline = 0;
  double follow_up = 0;
  std::optional<std::array<double, 2>> band;      // baseline ± repeatability coefficient
  std::optional<std::array<double, 2>> interval;  // baseline + 95 % interval of the change
};

Course CourseOf(const FollowUpReport& report, const ReportedMeasurement& m) {
  Course course;
  course.baseline_day = *PointOf(report, true)->days_from_treatment;
  course.follow_up_day = *PointOf(report, false)->days_from_treatment;
  course.baseline = *m.baseline;
  course.follow_up = *m.follow_up;
  const auto at_percent = [&](double percent) { return *m.baseline * (1 + percent / 100); };
  if (m.repeatability_percent) {
    course.band = {at_percent(-*m.repeatability_percent), at_percent(*m.repeatability_percent)};
  }
  if (m.change_percent_lower && m.change_percent_upper) {
    course.interval = {at_percent(*m.change_percent_lower),
                       at_percent(*m.change_percent_upper)};
  }
  return course;
}

// From data to paper.
struct Axes {
  Area plot;
  double first_day = 0;
  double last_day = 1;
  double low = 0;
  double high = 1;

  double X(double day) const {
    return plot.x + plot.width * (day - first_day) / (last_day - first_day);
  }
  double Y(double value) const {
    return plot.bottom() - plot.height * (value - low) / (high - low);
  }
};

Axes AxesOf(const Course& course, const Area& plot) {
  Axes axes;
  axes.plot = plot;
  const double first = std::min({course.baseline_day, course.follow_up_day, 0.0});
  const double last = std::max({course.baseline_day, course.follow_up_day, 0.0});
  const double room = std::max(1.0, 0.08 * (last - first));
  axes.first_day = first - room;
  axes.last_day = last + room;
  axes.low = std::min(course.baseline, course.follow_up);
  axes.high = std::max(course.baseline, course.follow_up);
  for (const auto& range : {course.band, course.interval}) {
    if (!range) continue;
    axes.low = std::min(axes.low, (*range)[0]);
    axes.high = std::max(axes.high, (*range)[1]);
  }
  const double margin = std::max(0.08 * (axes.high - axes.low), 1e-9);
  axes.low -= margin;
  axes.high += margin;
  return axes;
}

int DecimalsOfStep(const std::vector<double>& ticks) {
  if (ticks.size() < 2) return 1;
  const double step = ticks[1] - ticks[0];
  return std::max(0, static_cast<int>(std::ceil(-std::log10(step) - 1e-9)));
}

void DrawGrid(Page& page, const Axes& axes) {
  Canvas& canvas = page.canvas;
  const TextStyle small{7, false, palette::kMuted, Align::kRight, true};
  const auto ticks = AxisTicks(axes.low, axes.high, 4);
  for (const double tick : ticks) {
    const double y = axes.Y(tick);
    canvas.Line(axes.plot.x, y, axes.plot.right(), y, 0.4, palette::kLine);
    canvas.Text(axes.plot.x - kLeftRoom,
                y - 5,
                kLeftRoom - 4,
                NumberText(tick, DecimalsOfStep(ticks), page.wording),
                small);
  }
  TextStyle centred = small;
  centred.align = Align::kCentre;
  for (const double day : AxisTicks(axes.first_day, axes.last_day, 6)) {
    const double x = axes.X(day);
    canvas.Line(x, axes.plot.bottom(), x, axes.plot.bottom() + 3, 0.6, palette::kMuted);
    canvas.Text(x - 20, axes.plot.bottom() + 3, 40, NumberText(day, 0, page.wording), centred);
  }
  canvas.Line(axes.plot.x,
              axes.plot.bottom(),
              axes.plot.right(),
              axes.plot.bottom(),
              0.8,
              palette::kMuted);
}

void DrawTreatment(Page& page, const Axes& axes) {
  const double x = axes.X(0);
  page.canvas.DashedLine(x, axes.plot.y, x, axes.plot.bottom(), palette::kAccent);
  page.canvas.Text(x + 3,
                   axes.plot.y,
                   90,
                   page.Say(Word::kTreatmentMark),
                   {7, false, palette::kAccent, Align::kLeft, true});
}

void DrawValues(Page& page, const Axes& axes, const Course& course, Verdict verdict) {
  Canvas& canvas = page.canvas;
  const Colour colour = MarkOf(verdict).colour;
  const double x0 = axes.X(course.baseline_day);
  const double x1 = axes.X(course.follow_up_day);
  if (verdict != Verdict::kNotComparable)
    canvas.Line(x0, axes.Y(course.baseline), x1, axes.Y(course.follow_up), 1, colour);
  if (course.interval) {
    const double top = axes.Y((*course.interval)[1]);
    const double bottom = axes.Y((*course.interval)[0]);
    canvas.Line(x1, top, x1, bottom, 1.2, colour);
    for (const double y : {top, bottom}) canvas.Line(x1 - 4, y, x1 + 4, y, 1.2, colour);
  }
  canvas.Disc(x0, axes.Y(course.baseline), 3, palette::kInk);
  canvas.Disc(x1, axes.Y(course.follow_up), 3, colour);
}

// The value beside its point, away from the line that joins them.
void LabelValues(Page& page, const Axes& axes, const Course& course, const std::string& unit) {
  constexpr double kWidth = 70;
  TextStyle style{8, true, palette::kInk, Align::kRight, true};
  const bool falls = course.follow_up < course.baseline;
  const auto label = [&](double day, double value, double x_offset, bool above) {
    page.canvas.Text(axes.X(day) + x_offset,
                     axes.Y(value) + (above ? -14 : 3),
                     kWidth,
                     ValueText(value, unit, page.wording),
                     style);
  };
  label(course.follow_up_day, course.follow_up, -kWidth - 8, !falls);
  style.align = Align::kLeft;
  label(course.baseline_day, course.baseline, 5, falls);
}

}  // namespace

std::vector<double> AxisTicks(double low, double high, int count) {
  std::vector<double> ticks;
  if (!(high > low) || count < 1) return ticks;
  const double rough = (high - low) / count;
  const double power = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= rough) {
      step = factor * power;
      break;
    }
  }
  for (double n = std::ceil(low / step); n * step <= high; ++n) ticks.push_back(n * step);
  return ticks;
}

bool CanBeCharted(const FollowUpReport& report, const ReportedMeasurement& m) {
  const TimePoint* baseline = PointOf(report, true);
  const TimePoint* follow_up = PointOf(report, false);
  return m.baseline && m.follow_up && baseline != nullptr && follow_up != nullptr &&
         baseline->days_from_treatment && follow_up->days_from_treatment;
}

void DrawTrend(Page& page, const Area& area, const ReportedMeasurement& m) {
  const Course course = CourseOf(page.report(), m);
  const Area plot{area.x + kLeftRoom,
                  area.y + kTopRoom,
                  area.width - kLeftRoom,
                  area.height - kTopRoom - kBottomRoom};
  const Axes axes = AxesOf(course, plot);
  const std::string unit = m.unit == "1" ? "" : StrCat(" (", m.unit, ")");
  page.canvas.Text(area.x,
                   area.y - 1,
                   area.width,
                   page.Say(Word::kTrend, {QuantityText(m, page.wording)}) + unit,
                   {8.5, true, palette::kBrand, Align::kLeft, true});
  if (course.band) {
    const double top = axes.Y((*course.band)[1]);
    page.canvas.Fill({plot.x, top, plot.width, axes.Y((*course.band)[0]) - top},
                     palette::kBand);
  }
  DrawGrid(page, axes);
  DrawTreatment(page, axes);
  DrawValues(page, axes, course, m.verdict);
  LabelValues(page, axes, course, m.unit);
  std::string legend = page.Say(Word::kDaysFromTreatment);
  if (m.repeatability_percent) {
    legend += "  ·  " + page.Say(Word::kErrorBand,
                                 {NumberText(*m.repeatability_percent, 1, page.wording)});
  }
  page.canvas.Text(plot.x,
                   area.bottom() - 10,
                   plot.width,
                   legend,
                   {7, false, palette::kMuted, Align::kLeft, true});
}

}  // namespace regen
