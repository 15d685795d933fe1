// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/page.h"

#include "analysis/base/product.h"
#include "analysis/base/text.h"

#include <algorithm>

namespace regen {
namespace {

constexpr double kBadgeHeight = 19;

std::string Creation(const Page& page) {
  std::string created = page.document.created.substr(0, 16);
  const auto date = ParseIsoDate(created.substr(0, 10));
  if (!date) return {};
  if (created.size() < 16) return DateText(*date, page.wording);
  return StrCat(DateText(*date, page.wording), " ", created.substr(11));
}

}  // namespace

VerdictMark MarkOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kExceedsError:
      return {"▲", palette::kAccent};
    case Verdict::kWithinError:
      return {"●", palette::kMuted};
    case Verdict::kNotComparable:
      break;
  }
  return {"✕", palette::kBad};
}

void DrawState(Canvas& canvas,
               const std::optional<Verification>& verification,
               const Wording& wording) {
  const auto say = [&wording](Word word) { return std::string(Text(word, wording.language)); };
  const Colour colour = verification ? palette::kGood : palette::kWarning;
  const TextStyle style{10.5, true, colour, Align::kCentre, true};
  const std::string text = say(verification ? Word::kVerified : Word::kUnverified);
  std::string below = say(Word::kUnverifiedNote);
  if (verification) {
    const auto date = ParseIsoDate(verification->date);
    below = Fill(Word::kVerifiedBy,
                 wording.language,
                 {PersonNameText(verification->person),
                  date ? DateText(*date, wording) : verification->date});
    if (!verification->organisation.empty())
      below += StrCat("  ·  ", verification->organisation);
  }
  const double width = std::min(canvas.TextWidth(text, style) + 20, kStateArea.width);
  const Area box{kContent.right() - width, kContent.y, width, kBadgeHeight};
  canvas.Frame(box, colour, 1.1, 3);
  const double height = canvas.TextHeight(text, width - 8, style);
  canvas.Text(box.x + 4, box.y + (box.height - height) / 2, width - 8, text, style);
  canvas.Text(kStateArea.x + 1,
              box.bottom() + 3,
              kContent.right() - kStateArea.x - 1,
              below,
              {7, false, colour, Align::kRight, true});
}

double DrawHeading(Page& page) {
  const double width = kStateArea.x - kContent.x - 8;
  double y = kContent.y - 2;
  y += page.canvas.Text(kContent.x,
                        y,
                        width,
                        page.Say(Word::kReportTitle),
                        {13.5, true, palette::kBrand, Align::kLeft, true});
  std::string below = std::string(kProductName);
  if (!page.document.institution.empty())
    below = StrCat(page.document.institution, "  ·  ", below);
  page.canvas.Text(
      kContent.x, y, width, below, {8.5, false, palette::kMuted, Align::kLeft, true});
  y = kContent.y + 36;
  page.canvas.Line(kContent.x, y, kContent.right(), y, 1.2, palette::kBrand);
  return y + 8;
}

void DrawFooter(Page& page) {
  const double top = kContent.bottom() + 6;
  page.canvas.Line(kContent.x, top, kContent.right(), top, 0.5, palette::kLine);
  const TextStyle small{6.8, false, palette::kMuted, Align::kLeft, true};
  TextStyle right = small;
  right.align = Align::kRight;
  page.canvas.Text(kContent.x, top + 4, kContent.width - 70, IdentityLine(page), small);
  page.canvas.Text(kContent.right() - 66,
                   top + 4,
                   66,
                   page.Say(Word::kPageOf, {StrCat(page.number), StrCat(page.count)}),
                   right);
  std::string line = StrCat(page.Say(Word::kNotADiagnosis),
                            "  ·  ",
                            kProductName,
                            " ",
                            page.report().software.version);
  const std::string created = Creation(page);
  if (!created.empty()) line += StrCat("  ·  ", page.Say(Word::kCreated, {created}));
  if (page.canvas.missing_glyphs() > 0) {
    line = page.Say(Word::kMissingGlyphs, {StrCat(page.canvas.missing_glyphs())});
  }
  page.canvas.Text(kContent.x, top + 14, kContent.width, line, small);
  if (!page.report().time_points.empty()) {
    page.canvas.Text(
        kContent.x,
        top + 24,
        kContent.width,
        StrCat(
            page.Say(Word::kStudy), " ", page.report().time_points.back().study_instance_uid),
        small);
  }
}

double DrawSectionTitle(Page& page, double x, double y, double width, std::string_view title) {
  y += page.canvas.Text(x, y, width, title, {9.5, true, palette::kBrand, Align::kLeft, true});
  return y + 2;
}

std::string IdentityLine(const Page& page) {
  const PatientIdentity& patient = page.document.patient;
  std::string line = StrCat(PersonNameText(patient.patient_name),
                            "  ·  ",
                            page.Say(Word::kPatientId),
                            " ",
                            patient.patient_id);
  if (!patient.issuer_of_patient_id.empty())
    line += StrCat(" (", patient.issuer_of_patient_id, ")");
  if (!patient.birth_date.empty()) {
    const auto born = ParseDicomDate(patient.birth_date);
    line += StrCat("  ·  ",
                   page.Say(Word::kBorn),
                   " ",
                   born ? DateText(*born, page.wording) : patient.birth_date);
  }
  return line;
}

}  // namespace regen
