// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/report_pdf.h"

#include "tests/support/pdf_text.h"
#include "tests/support/sample_document.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::PdfText;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string TextOf(const ReportDocument& document, const std::string& options = "") {
  const auto pdf = RenderReportPdf(document);
  EXPECT_TRUE(pdf);
  return pdf ? PdfText(*pdf, options) : std::string();
}

auto Pages(const std::string& text) {
  return std::count(text.begin(), text.end(), '\f');
}

// As a text without line ends, for sentences that are broken into lines.
std::string OneLine(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  std::string out;
  for (const char c : text) {
    if (c != ' ' || (!out.empty() && out.back() != ' ')) out += c;
  }
  return out;
}

TEST(ReportPdf, GivesTheSameBytesForTheSameReport) {
  const FollowUpReport report = SampleReport();
  const auto first = RenderReportPdf(SampleDocument(report));
  const auto second = RenderReportPdf(SampleDocument(report));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->substr(0, 5), "%PDF-");
  EXPECT_EQ(*first, *second);
}

TEST(ReportPdf, ShowsIdentityResultAndNumbersOnPageOne) {
  const FollowUpReport report = SampleReport();
  const std::string page = OneLine(TextOf(SampleDocument(report), "-f 1 -l 1"));
  EXPECT_THAT(page,
              AllOf(HasSubstr("García, Ana María"),
                    HasSubstr("P-4711 (HOSPITAL)"),
                    HasSubstr("14 Jun 1985"),
                    HasSubstr("UNVERIFIED"),
                    HasSubstr("T2 of the patellar tendon: from 41.0 ms to 32.9 ms."),
                    HasSubstr("exceeds the measurement error"),
                    HasSubstr("slice 12 of 24"),
                    HasSubstr("±14.0 %")));
}

TEST(ReportPdf, ShowsWhereItComesFromOnPageTwo) {
  const FollowUpReport report = SampleReport();
  const std::string page = OneLine(TextOf(SampleDocument(report), "-f 2 -l 2"));
  EXPECT_THAT(page,
              AllOf(HasSubstr("García, Ana María"),
                    HasSubstr("Comparability"),
                    HasSubstr("degraded"),
                    HasSubstr("1200 voxels measured, 40 rejected"),
                    HasSubstr("Somebody 2015"),
                    HasSubstr("They are no diagnosis"),
                    HasSubstr("1.2.2.1")));
}

TEST(ReportPdf, SpeaksSpanishAndCatalan) {
  const FollowUpReport report = SampleReport();
  EXPECT_THAT(OneLine(TextOf(SampleDocument(report, Language::kSpanish))),
              AllOf(HasSubstr("NO VERIFICADO"),
                    HasSubstr("T2, tendón rotuliano: de 41,0 ms a 32,9 ms."),
                    HasSubstr("supera el error de medición")));
  EXPECT_THAT(OneLine(TextOf(SampleDocument(report, Language::kCatalan))),
              AllOf(HasSubstr("NO VERIFICAT"), HasSubstr("supera l'error de mesura")));
}

TEST(ReportPdf, NamesWhoVerifiedItInsteadOfUnverified) {
  const FollowUpReport report = SampleReport();
  ReportDocument document = SampleDocument(report);
  document.verification = Verification{"Vidal^Núria", "Hospital", "2026-07-11"};
  const std::string text = TextOf(document);
  EXPECT_THAT(text, HasSubstr("Verified by Vidal, Núria, 11 Jul 2026"));
  EXPECT_THAT(text, Not(HasSubstr("UNVERIFIED")));
}

TEST(ReportPdf, WritesNamesOfAnyScript) {
  const FollowUpReport report = SampleReport();
  ReportDocument document = SampleDocument(report);
  document.patient.patient_name = "Yamada^Tarou=山田^太郎=やまだ^たろう";
  EXPECT_THAT(TextOf(document), HasSubstr("Yamada, Tarou (山田 太郎, やまだ たろう)"));
  document.patient.patient_name = "كريم^عمر";
  const std::string arabic = TextOf(document);
  EXPECT_THAT(arabic, AllOf(HasSubstr("عمر"), HasSubstr("كريم")));
  EXPECT_THAT(arabic, Not(HasSubstr("cannot be shown")));
}

// pdftotext -layout writes what stands further left on the page first.
TEST(ReportPdf, KeepsARightToLeftNameBeforeWhatFollowsIt) {
  const FollowUpReport report = SampleReport();
  ReportDocument document = SampleDocument(report);
  document.patient.patient_name = "كريم^عمر";
  const std::string text = TextOf(document, "-f 1 -l 1");
  const auto foot = text.rfind("ID P-4711");
  ASSERT_NE(foot, std::string::npos);
  const auto line = text.rfind('\n', foot);
  EXPECT_NE(text.substr(line, foot - line).find("عم"), std::string::npos)
      << text.substr(line, 120);
}

TEST(ReportPdf, IsNotMisledByBrokenTextAndTurnsOfDirection) {
  const FollowUpReport report = SampleReport();
  ReportDocument document = SampleDocument(report);
  document.patient.patient_name = "Sm\xFFith^\xE2\x80\xAEnhoJ";  // not UTF-8; U+202E
  const std::string text = TextOf(document);
  EXPECT_THAT(text, HasSubstr("nhoJ"));
  EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos);
}

TEST(ReportPdf, CountsCharactersThatNoFontHas) {
  const FollowUpReport report = SampleReport();
  ReportDocument document = SampleDocument(report);
  document.patient.patient_name = "\xF3\xB0\x80\x80";  // U+F0000, of private use
  EXPECT_THAT(TextOf(document), HasSubstr("characters cannot be shown"));
}

TEST(ReportPdf, SaysWhyNothingWasMeasured) {
  FollowUpReport report = SampleReport();
  report.outcome = Outcome::kRefused;
  report.reasons = {MakeReason(reasons::kEchoTimesDiffer, "echo times differ: 7 / 5 echoes")};
  report.measurements.clear();
  ReportDocument document = SampleDocument(report);
  document.pictures = {};
  const std::string text = OneLine(TextOf(document));
  EXPECT_THAT(text,
              AllOf(HasSubstr("The change was not measured"),
                    HasSubstr("echo times differ: 7 / 5 echoes"),
                    HasSubstr("[echo-times-differ]")));
  EXPECT_EQ(Pages(text), 2);
}

TEST(ReportPdf, NeverGrowsBeyondTwoPagesAndSaysWhatIsLeftOut) {
  FollowUpReport report = SampleReport();
  report.measurements.resize(1);
  for (int n = 0; n < 40; ++n) {
    ReportedMeasurement other = report.measurements[0];
    other.primary = false;
    other.reasons = {MakeReason(reasons::kTooFewVoxels, std::string(300, 'x'))};
    report.measurements.push_back(other);
    report.warnings.push_back(MakeReason(reasons::kSoftwareDiffers, std::string(300, 'y')));
    report.comparability.push_back(report.comparability[1]);
  }
  const std::string text = TextOf(SampleDocument(report));
  EXPECT_EQ(Pages(text), 2);
  EXPECT_THAT(text, HasSubstr("more measurements stand in the structured report"));
  EXPECT_THAT(text, HasSubstr("more rows stand in report.json"));
  EXPECT_THAT(text, HasSubstr("They are no diagnosis")) << "limits are always there";
}

TEST(ReportPdf, HoldsNoClaim) {
  const FollowUpReport report = SampleReport();
  const std::string text = TextOf(SampleDocument(report));
  for (const char* word : {"regenerated", "healed", "stable"})
    EXPECT_THAT(text, Not(HasSubstr(word)));
}

TEST(FirstPage, IsAPictureOfTheWholePage) {
  const FollowUpReport report = SampleReport();
  const auto raster = RenderFirstPage(SampleDocument(report), 75);
  ASSERT_TRUE(raster);
  EXPECT_EQ(raster->width, 620);
  EXPECT_EQ(raster->height, 877);
  ASSERT_EQ(raster->rgb.size(), 620U * 877U * 3U);
  EXPECT_EQ(raster->rgb.front(), 255);
  const auto dark = std::count_if(
      raster->rgb.begin(), raster->rgb.end(), [](std::uint8_t value) { return value < 128; });
  EXPECT_GT(dark, 20000) << "pictures and text";
}

}  // namespace
}  // namespace regen
