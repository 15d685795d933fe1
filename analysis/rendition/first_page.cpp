// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/first_page.h"

#include "analysis/base/text.h"
#include "analysis/rendition/picture_panel.h"
#include "analysis/rendition/table.h"
#include "analysis/rendition/trend_chart.h"

#include <algorithm>
#include <optional>

namespace regen {
namespace {

constexpr double kGap = 10;
constexpr double kPicturesHeight = 242;  // as much as there is, at most
constexpr double kPicturesLeast = 130;
constexpr double kChartHeight = 172;
constexpr double kChartLeast = 96;

std::string SexText(const Page& page, const std::string& sex) {
  if (sex == "F") return page.Say(Word::kSexFemale);
  if (sex == "M") return page.Say(Word::kSexMale);
  if (sex == "O") return page.Say(Word::kSexOther);
  return sex;
}

// A small name above its value; gives the height taken.
double DrawFact(
    Page& page, double x, double y, double width, const std::string& name, std::string value) {
  if (value.empty()) value = page.Say(Word::kUnknown);
  double height =
      page.canvas.Text(x, y, width, name, {7, false, palette::kMuted, Align::kLeft, true});
  height += page.canvas.Text(x, y + height, width, value, {8.5, false, palette::kInk});
  return height;
}

// Name on a line of its own, then two rows of facts. Nothing of an identity is cut short.
double DrawIdentity(Page& page, double y) {
  const PatientIdentity& patient = page.document.patient;
  const FollowUpReport& report = page.report();
  std::string name = PersonNameText(patient.patient_name);
  if (name.empty()) name = page.Say(Word::kUnknown);
  y += page.canvas.Text(
      kContent.x, y, kContent.width, name, {14, true, palette::kInk, Align::kLeft, false});
  y += 3;
  const auto born = ParseDicomDate(patient.birth_date);
  std::string id = patient.patient_id;
  if (!patient.issuer_of_patient_id.empty())
    id += StrCat(" (", patient.issuer_of_patient_id, ")");
  const double column = kContent.width / 4;
  const double width = column - 8;
  const double x = kContent.x;
  double height = DrawFact(page, x, y, width, page.Say(Word::kPatientId), id);
  height = std::max(height,
                    DrawFact(page,
                             x + column,
                             y,
                             width / 2,
                             page.Say(Word::kBorn),
                             born ? DateText(*born, page.wording) : patient.birth_date));
  DrawFact(
      page, x + 1.55 * column, y, width / 2, page.Say(Word::kSex), SexText(page, patient.sex));
  const std::string treatment = StrCat(
      TreatedStructureText(report.treatment, page.wording),
      ", ",
      page.Say(Word::kApplied, {DateText(report.treatment.application_date, page.wording)}),
      " (",
      report.treatment.id,
      ")");
  height = std::max(
      height,
      DrawFact(page, x + 2 * column, y, 2 * width, page.Say(Word::kTreatment), treatment));
  return y + height + kGap;
}

std::string ResultSentence(const Page& page) {
  const FollowUpReport& report = page.report();
  const ReportedMeasurement* primary = PrimaryOf(report);
  if (report.outcome == Outcome::kHeld) return page.Say(Word::kHeldSentence);
  if (report.outcome == Outcome::kRefused || primary == nullptr)
    return page.Say(Word::kRefusedSentence);
  std::string sentence = StrCat(QuantityText(*primary, page.wording), ": ");
  if (primary->baseline && primary->follow_up) {
    sentence += page.Say(Word::kFromTo,
                         {ValueText(primary->baseline, primary->unit, page.wording),
                          ValueText(primary->follow_up, primary->unit, page.wording)});
    sentence += ". ";
  }
  return sentence + ChangeSentence(*primary, page.wording);
}

VerdictMark ResultMark(const FollowUpReport& report) {
  const ReportedMeasurement* primary = PrimaryOf(report);
  if (report.outcome == Outcome::kHeld) return {"!", palette::kWarning};
  if (report.outcome == Outcome::kRefused || primary == nullptr)
    return MarkOf(Verdict::kNotComparable);
  return MarkOf(primary->verdict);
}

double DrawResult(Page& page, double y) {
  constexpr double kPadding = 8;
  constexpr double kMarkWidth = 24;
  const VerdictMark mark = ResultMark(page.report());
  const TextStyle style{10.5, true, palette::kInk};
  const double width = kContent.width - 2 * kPadding - kMarkWidth;
  const std::string sentence = ResultSentence(page);
  const double height = page.canvas.TextHeight(sentence, width, style);
  const Area box{kContent.x, y, kContent.width, height + 2 * kPadding};
  page.canvas.Fill(box, palette::kPanel, 3);
  page.canvas.Fill({box.x, box.y, 3.5, box.height}, mark.colour);
  page.canvas.Text(box.x + kPadding + 2,
                   y + kPadding - 1,
                   kMarkWidth,
                   mark.sign,
                   {13, true, mark.colour, Align::kLeft, true});
  page.canvas.Text(box.x + kPadding + kMarkWidth, y + kPadding, width, sentence, style);
  return box.bottom() + kGap;
}

double DrawReasons(Page& page, double y, const Reasons& list, const Colour& colour) {
  for (const Reason& reason : list) {
    const std::string line =
        StrCat("•  ", ReasonText(reason, page.wording), "  [", reason.code, "]");
    const TextStyle style{8.5, false, colour};
    const double height = page.canvas.TextHeight(line, kContent.width, style);
    if (y + height > kContent.bottom()) return y;
    y += page.canvas.Text(kContent.x, y, kContent.width, line, style) + 3;
  }
  return y;
}

std::string NameOf(const Page& page, const ReportedMeasurement& m) {
  std::string name = QuantityText(m, page.wording);
  if (m.primary) name += StrCat(" (", page.Say(Word::kPrimary), ")");
  return name;
}

// A row without any value is told in one line: the reason beside it says why.
constexpr const char* kNone = "–";

bool HasAnyValue(const ReportedMeasurement& m) {
  return m.baseline || m.follow_up || m.change;
}

TableCell ValueCell(const Page& page,
                    const ReportedMeasurement& m,
                    const std::optional<double>& value) {
  if (!HasAnyValue(m)) return {kNone, false, palette::kMuted};
  return {ValueText(value, m.unit, page.wording), m.primary};
}

TableCell ChangeCell(const Page& page, const ReportedMeasurement& m) {
  if (!HasAnyValue(m)) return {kNone, false, palette::kMuted};
  return {SignedValueText(m.change, m.unit, page.wording), m.primary};
}

TableCell PercentCell(const Page& page, const ReportedMeasurement& m) {
  if (!m.change_percent) return {kNone, false, palette::kMuted};
  std::string text = SignedText(*m.change_percent, 1, page.wording) + " %";
  if (m.change_percent_lower && m.change_percent_upper) {
    text += "\n" + page.Say(Word::kIntervalRange,
                            {SignedText(*m.change_percent_lower, 1, page.wording),
                             SignedText(*m.change_percent_upper, 1, page.wording)});
  }
  return {text, m.primary, palette::kInk};
}

TableCell RepeatabilityCell(const Page& page, const ReportedMeasurement& m) {
  if (!m.repeatability_percent) {
    return {HasAnyValue(m) ? page.Say(Word::kUnknown) : kNone, false, palette::kMuted};
  }
  return {StrCat("±",
                 NumberText(*m.repeatability_percent, 1, page.wording),
                 " %\n",
                 RepeatabilitySourceText(m.repeatability_source, page.wording))};
}

TableCell VerdictCell(const Page& page, const ReportedMeasurement& m) {
  const VerdictMark mark = MarkOf(m.verdict);
  std::string text = StrCat(mark.sign, " ");
  const bool reasons_alone = !HasAnyValue(m) && !m.reasons.empty();
  if (!reasons_alone) text += VerdictText(m.verdict, page.wording);
  for (const Reason& reason : m.reasons) {
    if (!reasons_alone || &reason != &m.reasons.front()) text += "\n";
    text += CodeText(CodeKind::kReason, reason.code, page.wording.language);
  }
  return {text, m.primary, mark.colour};
}

Table MeasurementTable(const Page& page) {
  Table table(
      {{page.Say(Word::kMeasurement), 2.3},
       {page.Say(Word::kBaseline), 1.15, Align::kRight},
       {page.Say(Word::kFollowUp), 1.15, Align::kRight},
       {page.Say(Word::kChange), 1.1, Align::kRight},
       {page.Say(Word::kChangePercent) + "\n" + page.Say(Word::kInterval), 1.65, Align::kRight},
       {page.Say(Word::kRepeatability), 1.25, Align::kRight},
       {page.Say(Word::kVerdict), 2.0}},
      {8, 2.8});
  for (const ReportedMeasurement& m : page.report().measurements) {
    table.AddRow({{NameOf(page, m), m.primary},
                  ValueCell(page, m, m.baseline),
                  ValueCell(page, m, m.follow_up),
                  ChangeCell(page, m),
                  PercentCell(page, m),
                  RepeatabilityCell(page, m),
                  VerdictCell(page, m)});
  }
  return table;
}

// Pictures and chart share what the table leaves.
struct Heights {
  double pictures = 0;
  double chart = 0;
};

Heights ShareHeight(double free, bool pictures, bool chart) {
  Heights heights{pictures ? kPicturesHeight : 0, chart ? kChartHeight : 0};
  const double gaps = (pictures ? kGap : 0) + (chart ? kGap : 0);
  const double wanted = heights.pictures + heights.chart;
  const double scale = wanted > 0 ? std::min(1.0, (free - gaps) / wanted) : 1;
  heights.pictures = pictures ? std::max(heights.pictures * scale, kPicturesLeast) : 0;
  heights.chart = chart ? std::max(heights.chart * scale, kChartLeast) : 0;
  return heights;
}

double DrawMeasurementTable(Page& page, double y) {
  const Table table = MeasurementTable(page);
  if (table.rows() == 0) return y;
  y = DrawSectionTitle(page, kContent.x, y, kContent.width, page.Say(Word::kMeasurements));
  constexpr double kLineForMore = 12;
  std::size_t rows = table.RowsThatFit(page, kContent.width, kContent.bottom() - y);
  if (rows < table.rows()) {
    rows = table.RowsThatFit(page, kContent.width, kContent.bottom() - y - kLineForMore);
  }
  y = table.Draw(page, kContent.x, y, kContent.width, rows);
  if (rows < table.rows()) {
    y += page.canvas.Text(kContent.x,
                          y + 2,
                          kContent.width,
                          page.Say(Word::kMoreMeasurements, {StrCat(table.rows() - rows)}),
                          {7.5, false, palette::kMuted});
  }
  return y + kGap;
}

}  // namespace

void DrawFirstPage(Page& page) {
  const FollowUpReport& report = page.report();
  double y = DrawHeading(page);
  y = DrawIdentity(page, y);
  y = DrawResult(page, y);
  y = DrawReasons(page, y, report.reasons, palette::kInk);
  const ReportedMeasurement* primary = PrimaryOf(report);
  const bool chart = primary != nullptr && CanBeCharted(report, *primary);
  const bool pictures = page.document.pictures.baseline.has_value();
  const Table table = MeasurementTable(page);
  const double table_height =
      table.rows() == 0 ? 0 : table.Height(page, kContent.width, table.rows()) + 16;
  const Heights heights = ShareHeight(kContent.bottom() - y - table_height, pictures, chart);
  if (pictures) {
    DrawPictures(page, {kContent.x, y, kContent.width, heights.pictures});
    y += heights.pictures + kGap;
  }
  if (chart) {
    DrawTrend(page, {kContent.x, y, kContent.width, heights.chart}, *primary);
    y += heights.chart + kGap;
  }
  DrawMeasurementTable(page, y);
  DrawFooter(page);
}

}  // namespace regen
