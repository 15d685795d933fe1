// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/rendition/canvas.h"
#include "analysis/rendition/report_pdf.h"
#include "analysis/report/wording.h"
#include "analysis/report/words.h"

#include <string>
#include <vector>

namespace regen {

// A4 in points, and the part of it that is used.
inline constexpr double kPageWidth = 595.28;
inline constexpr double kPageHeight = 841.89;
inline constexpr Area kContent{42, 34, kPageWidth - 84, kPageHeight - 34 - 46};

// Where the state stands, and nothing else: verification draws it anew.
inline constexpr Area kStateArea{kContent.right() - 190, kContent.y - 3, 194, 36};

// Dark enough on white for print and for eyes (contrast at least 4.5 to 1).
namespace palette {
inline constexpr Colour kInk{0.13, 0.15, 0.19};
inline constexpr Colour kMuted{0.36, 0.40, 0.46};
inline constexpr Colour kLine{0.78, 0.81, 0.85};
inline constexpr Colour kPanel{0.955, 0.965, 0.975};
inline constexpr Colour kBand{0.86, 0.885, 0.915};
inline constexpr Colour kBrand{0.07, 0.29, 0.44};
inline constexpr Colour kAccent{0.02, 0.38, 0.62};
inline constexpr Colour kWarning{0.66, 0.31, 0.0};
inline constexpr Colour kBad{0.68, 0.11, 0.13};
inline constexpr Colour kGood{0.09, 0.42, 0.24};
inline constexpr Colour kOutline{1.0, 0.82, 0.10};
inline constexpr Colour kWhite{1, 1, 1};
}  // namespace palette

// What drawing a page needs.
struct Page {
  Canvas& canvas;
  const ReportDocument& document;
  Wording wording;
  int number = 1;
  int count = 2;

  const FollowUpReport& report() const { return *document.report; }
  std::string Say(Word word) const { return std::string(Text(word, wording.language)); }
  std::string Say(Word word, const std::vector<std::string>& parts) const {
    return Fill(word, wording.language, parts);
  }
};

// The verdict's sign and colour; the sign tells it without colour.
struct VerdictMark {
  const char* sign = "";
  Colour colour;
};
VerdictMark MarkOf(Verdict verdict);

// UNVERIFIED, or who verified it and when, within kStateArea.
void DrawState(Canvas& canvas,
               const std::optional<Verification>& verification,
               const Wording& wording);

// Title and institution, with room for the state; gives the y below it.
double DrawHeading(Page& page);

// Identity, study, software, page number at the foot.
void DrawFooter(Page& page);

// A section's title at y; gives the y below it.
double DrawSectionTitle(Page& page, double x, double y, double width, std::string_view title);

// "García, Ana · ID 123 · born …": who this page is about.
std::string IdentityLine(const Page& page);

}  // namespace regen
