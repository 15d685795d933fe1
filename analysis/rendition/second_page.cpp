// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/second_page.h"

#include "analysis/base/product.h"
#include "analysis/base/text.h"
#include "analysis/rendition/table.h"

#include <algorithm>

namespace regen {
namespace {

constexpr double kGap = 9;
constexpr double kBetweenLines = 1.5;
constexpr TextStyle kBody{8, false, palette::kInk};
constexpr TextStyle kFine{7, false, palette::kMuted};

constexpr double kFineLine = 12;      // height of one line in fine print
constexpr double kLeastSection = 44;  // title and a little more

// Draws sections one below the other, down to `bottom`, and counts what no longer fits.
class Sections {
 public:
  Sections(Page& page, double y, double bottom) : page_(page), y_(y), bottom_(bottom) {}

  double y() const { return y_; }
  int left_out() const { return left_out_; }

  // False where there is no room for the section.
  bool Begin(Word title) {
    if (room() < kLeastSection) {
      ++left_out_;
      return false;
    }
    y_ = DrawSectionTitle(page_, kContent.x, y_, kContent.width, page_.Say(title));
    return true;
  }
  void End() { y_ += kGap; }

  void Line(std::string_view text, const TextStyle& style = kBody) {
    if (text.empty()) return;
    const double height = page_.canvas.TextHeight(text, kContent.width, style);
    if (height > room()) {
      ++left_out_;
      return;
    }
    y_ += page_.canvas.Text(kContent.x, y_, kContent.width, text, style) + kBetweenLines;
  }

  void Rows(const Table& table) {
    const std::size_t rows = table.RowsThatFit(page_, kContent.width, room());
    y_ = table.Draw(page_, kContent.x, y_, kContent.width, rows) + 2;
    left_out_ += static_cast<int>(table.rows() - rows);
  }

 private:
  double room() const { return bottom_ - y_; }

  Page& page_;
  double y_;
  double bottom_;
  int left_out_ = 0;
};

TableCell ComparabilityCell(const Page& page, Comparability result) {
  switch (result) {
    case Comparability::kSame:
      return {"✓ " + page.Say(Word::kSame), false, palette::kGood};
    case Comparability::kDegraded:
      return {"! " + page.Say(Word::kDegraded), true, palette::kWarning};
    case Comparability::kRefused:
      break;
  }
  return {"✕ " + page.Say(Word::kRefused), true, palette::kBad};
}

void DrawComparability(Page& page, Sections& sections) {
  const auto& checks = page.report().comparability;
  if (checks.empty()) return;
  if (!sections.Begin(Word::kComparability)) return;
  Table table({{page.Say(Word::kCheck), 1.5},
               {page.Say(Word::kBaseline), 2.4},
               {page.Say(Word::kFollowUp), 2.4},
               {page.Say(Word::kResult), 1.1}},
              {7.5, 1.2});
  for (const ComparabilityCheck& check : checks) {
    table.AddRow({{CodeText(CodeKind::kCheck, check.check, page.wording.language)},
                  {CheckValueText(check.check, check.baseline, page.wording)},
                  {CheckValueText(check.check, check.follow_up, page.wording)},
                  ComparabilityCell(page, check.result)});
  }
  sections.Rows(table);
  sections.End();
}

std::string Millimetres(const Page& page, double mm) {
  return mm < 0 ? "–" : StrCat(NumberText(mm, 2, page.wording), " mm");
}

std::string WholeRegistration(const Page& page) {
  const RegistrationSummary& whole = page.report().registration;
  std::vector<std::string> parts;
  if (!whole.carried_by.empty())
    parts.push_back(
        page.Say(Word::kCarriedBy, {CarriedByText(whole.carried_by, page.wording)}));
  if (whole.uncertainty_mm) {
    parts.push_back(
        page.Say(Word::kPositionKnown, {NumberText(*whole.uncertainty_mm, 2, page.wording)}));
  }
  if (whole.joint_angle_deg) {
    parts.push_back(
        page.Say(Word::kJointTurned, {NumberText(*whole.joint_angle_deg, 1, page.wording)}));
  }
  return JoinStrings(parts, "  ·  ");
}

void DrawRegistration(Page& page, Sections& sections) {
  const auto& structures = page.report().registrations;
  if (structures.empty()) return;
  if (!sections.Begin(Word::kRegistration)) return;
  Table table({{page.Say(Word::kStructure), 1.8},
               {page.Say(Word::kCorrelation), 1, Align::kRight},
               {page.Say(Word::kInverseConsistency), 1.2, Align::kRight},
               {page.Say(Word::kHalves), 1, Align::kRight},
               {page.Say(Word::kRemainingShift), 1.3, Align::kRight},
               {page.Say(Word::kUsable), 2}},
              {7.5, 1.2});
  for (const StructureRegistration& r : structures) {
    const std::string usable = r.usable ? "✓ " + page.Say(Word::kYes)
                                        : StrCat("✕ ", page.Say(Word::kNo), ". ", r.why_not);
    table.AddRow({{CodeText(CodeKind::kStructure, r.name, page.wording.language)},
                  {NumberText(r.correlation, 2, page.wording)},
                  {Millimetres(page, r.inverse_consistency_mm)},
                  {Millimetres(page, r.half_sample_mm)},
                  {Millimetres(page, r.residual_mm)},
                  {usable, false, r.usable ? palette::kGood : palette::kBad}});
  }
  sections.Rows(table);
  sections.Line(WholeRegistration(page));
  sections.Line(StrCat(page.Say(Word::kRegion), ": ", RegionText(page.report(), page.wording)));
  sections.End();
}

std::string OriginOf(const Page& page,
                     const ReportedMeasurement& m,
                     const ReportedMeasurement::Exam& exam,
                     Word which) {
  const Wording& wording = page.wording;
  std::vector<std::string> parts{
      page.Say(Word::kVoxels, {StrCat(exam.voxels_measured), StrCat(exam.voxels_rejected)})};
  parts.push_back(page.Say(Word::kRegionVolume, {ValueText(exam.volume_mm3, "mm3", wording)}));
  const auto add = [&](Word word, const std::optional<double>& value) {
    if (value) parts.push_back(page.Say(word, {ErrorText(*value, m.unit, wording)}));
  };
  add(Word::kStandardError, exam.standard_error);
  add(Word::kByPosition, exam.registration_error);
  return StrCat(CodeText(CodeKind::kMeasurement, m.name, wording.language),
                ", ",
                page.Say(which),
                ": ",
                JoinStrings(parts, ", "));
}

void DrawOrigin(Page& page, Sections& sections) {
  const auto& measurements = page.report().measurements;
  if (measurements.empty()) return;
  if (!sections.Begin(Word::kOrigin)) return;
  std::vector<std::string> cited;
  for (const ReportedMeasurement& m : measurements) {
    if (m.baseline_exam)
      sections.Line(OriginOf(page, m, *m.baseline_exam, Word::kBaseline), kBody);
    if (m.follow_up_exam)
      sections.Line(OriginOf(page, m, *m.follow_up_exam, Word::kFollowUp), kBody);
    const bool known =
        std::find(cited.begin(), cited.end(), m.repeatability_citation) != cited.end();
    if (m.repeatability_citation.empty() || known) continue;
    cited.push_back(m.repeatability_citation);
    sections.Line(page.Say(Word::kRepeatabilityFrom, {m.repeatability_citation}), kFine);
  }
  sections.End();
}

void DrawNotes(Page& page, Sections& sections) {
  Reasons notes = page.report().warnings;
  for (const ReportedMeasurement& m : page.report().measurements)
    notes.insert(notes.end(), m.reasons.begin(), m.reasons.end());
  if (notes.empty()) return;
  if (!sections.Begin(Word::kNotes)) return;
  for (const Reason& note : notes) {
    sections.Line(StrCat("•  ", ReasonText(note, page.wording), "  [", note.code, "]"), kBody);
  }
  sections.End();
}

std::vector<std::string> ProvenanceLines(const Page& page) {
  const FollowUpReport& report = page.report();
  const auto line = [&](Word name, const std::string& value) {
    return StrCat(page.Say(name), ": ", value);
  };
  std::vector<std::string> lines{
      line(Word::kSoftware, StrCat(kProductName, " ", report.software.version)),
      line(Word::kAnalysis, report.software.job_key),
      line(Word::kConfiguration, report.software.configuration_hash),
      line(Word::kInputs, report.software.input_digest)};
  for (const TimePoint& point : report.time_points) {
    const Word which = point.is_baseline ? Word::kBaseline : Word::kFollowUp;
    lines.push_back(StrCat(page.Say(Word::kSeriesUsed, {page.Say(which)}),
                           ": ",
                           JoinStrings(point.series_instance_uids, ", ")));
  }
  return lines;
}

void DrawProvenance(Page& page, Sections& sections) {
  sections.Begin(Word::kProvenance);
  for (const std::string& line : ProvenanceLines(page)) sections.Line(line, kFine);
  sections.End();
}

constexpr Word kLimits[] = {Word::kLimitStructure,
                            Word::kLimitWithin,
                            Word::kLimitInterval,
                            Word::kLimitPrimary,
                            Word::kLimitPictures};

void DrawLimits(Page& page, Sections& sections) {
  sections.Begin(Word::kLimits);
  for (const Word limit : kLimits) sections.Line("•  " + page.Say(limit), kBody);
}

// The height of what stands at the end of the page in any case.
double EndHeight(Page& page) {
  const auto height = [&](const std::string& text, const TextStyle& style) {
    return page.canvas.TextHeight(text, kContent.width, style) + kBetweenLines;
  };
  double sum = kFineLine + 2 * kLeastSection + kGap;
  for (const std::string& line : ProvenanceLines(page)) sum += height(line, kFine);
  for (const Word limit : kLimits) sum += height("•  " + page.Say(limit), kBody);
  return sum;
}

}  // namespace

void DrawSecondPage(Page& page) {
  double top = DrawHeading(page);
  top += page.canvas.Text(kContent.x,
                          top,
                          kContent.width,
                          IdentityLine(page),
                          {9, true, palette::kInk, Align::kLeft, false});
  Sections sections(page, top + kGap, kContent.bottom() - EndHeight(page));
  DrawComparability(page, sections);
  DrawRegistration(page, sections);
  DrawNotes(page, sections);
  DrawOrigin(page, sections);
  Sections end(page, sections.y(), kContent.bottom());
  if (sections.left_out() > 0)
    end.Line(page.Say(Word::kMoreRows, {StrCat(sections.left_out())}), kFine);
  DrawProvenance(page, end);
  DrawLimits(page, end);
  DrawFooter(page);
}

}  // namespace regen
