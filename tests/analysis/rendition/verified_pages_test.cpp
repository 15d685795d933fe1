// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/verified_pages.h"

#include "analysis/rendition/page.h"
#include "tests/support/pdf_text.h"
#include "tests/support/sample_document.h"

#include <algorithm>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using test::PdfText;
using testing::HasSubstr;
using testing::Not;

const Verification kDoctor{"Vidal^N\u00faria", "Hospital", "2026-07-11"};

// The name is what first stands below the heading. Words alone: pdftotext pads its lines to the
// widest of the page, which may be the state.
std::string WordsBelowHeading(const std::string& text) {
  std::istringstream words(text.substr(std::min(text.find("Garc\u00eda"), text.size())));
  std::string out;
  for (std::string word; words >> word;) out += word + " ";
  return out;
}

class VerifiedPdfTest : public testing::Test {
 protected:
  const FollowUpReport report_ = SampleReport();
  const Result<std::string> unverified_ = RenderReportPdf(SampleDocument(report_));
};

TEST_F(VerifiedPdfTest, NamesTheVerifierOnBothPagesInsteadOfUnverified) {
  const auto verified = VerifiedPdf(*unverified_, kDoctor, Language::kEnglish);
  ASSERT_TRUE(verified) << verified.error().message;
  for (const char* page : {"-f 1 -l 1", "-f 2 -l 2"}) {
    const std::string text = PdfText(*verified, page);
    EXPECT_THAT(text, HasSubstr("Verified by Vidal, N\u00faria, 11 Jul 2026"));
    EXPECT_THAT(text, HasSubstr("Hospital"));
    EXPECT_THAT(text, Not(HasSubstr("UNVERIFIED")));
    EXPECT_THAT(text, Not(HasSubstr("no physician has reviewed it")));
  }
}

TEST_F(VerifiedPdfTest, KeepsAllElseOfThePages) {
  const auto verified = VerifiedPdf(*unverified_, kDoctor, Language::kEnglish);
  ASSERT_TRUE(verified);
  for (const char* page : {"-f 1 -l 1", "-f 2 -l 2"}) {
    const std::string text = WordsBelowHeading(PdfText(*verified, page));
    EXPECT_GT(text.size(), 500U);
    EXPECT_EQ(text, WordsBelowHeading(PdfText(*unverified_, page)));
  }
}

TEST_F(VerifiedPdfTest, IsTheSameAsOneThatWasDrawnVerified) {
  ReportDocument document = SampleDocument(report_);
  document.verification = kDoctor;
  const auto drawn = RenderReportPdf(document);
  ASSERT_TRUE(drawn);
  const auto verified = VerifiedPdf(*unverified_, kDoctor, Language::kEnglish);
  ASSERT_TRUE(verified);
  EXPECT_EQ(PdfText(*verified), PdfText(*drawn));
}

TEST_F(VerifiedPdfTest, HoldsTheOldStateNoMore) {
  const auto once = VerifiedPdf(*unverified_, kDoctor, Language::kEnglish);
  ASSERT_TRUE(once);
  const auto twice = VerifiedPdf(*once, kDoctor, Language::kEnglish);
  ASSERT_TRUE(twice);
  EXPECT_EQ(*twice, *once);
}

TEST_F(VerifiedPdfTest, SpeaksTheLanguageOfTheReport) {
  const auto verified = VerifiedPdf(*unverified_, kDoctor, Language::kCatalan);
  ASSERT_TRUE(verified);
  EXPECT_THAT(PdfText(*verified), HasSubstr("Verificat per Vidal"));
}

TEST_F(VerifiedPdfTest, RefusesWhatIsNoneOfOurs) {
  EXPECT_FALSE(VerifiedPdf("%PDF-1.5 made up for a test", kDoctor, Language::kEnglish));
  EXPECT_FALSE(VerifiedPdf("", kDoctor, Language::kEnglish));
}

class VerifiedFirstPageTest : public testing::Test {
 protected:
  const FollowUpReport report_ = SampleReport();
  const Result<RgbRaster> unverified_ = RenderFirstPage(SampleDocument(report_), 72);
};

TEST_F(VerifiedFirstPageTest, IsTheSameAsOneThatWasDrawnVerified) {
  ReportDocument document = SampleDocument(report_);
  document.verification = kDoctor;
  const auto drawn = RenderFirstPage(document, 72);
  const auto verified = VerifiedFirstPage(*unverified_, kDoctor, Language::kEnglish);
  ASSERT_TRUE(drawn && verified);
  ASSERT_EQ(verified->rgb.size(), drawn->rgb.size());
  // The state alone differs from the unverified page, by a pixel's rounding at its border.
  std::size_t different = 0;
  for (std::size_t at = 0; at < drawn->rgb.size(); ++at)
    different += std::abs(verified->rgb[at] - drawn->rgb[at]) > 8 ? 1U : 0U;
  EXPECT_LT(different, drawn->rgb.size() / 1000);
  EXPECT_NE(verified->rgb, unverified_->rgb);
}

TEST_F(VerifiedFirstPageTest, ChangesNothingOutsideOfTheState) {
  const auto verified = VerifiedFirstPage(*unverified_, kDoctor, Language::kEnglish);
  ASSERT_TRUE(verified);
  const auto below = static_cast<std::size_t>(kStateArea.bottom() + 2) *
                     static_cast<std::size_t>(verified->width) * 3;
  EXPECT_TRUE(std::equal(verified->rgb.begin() + static_cast<std::ptrdiff_t>(below),
                         verified->rgb.end(),
                         unverified_->rgb.begin() + static_cast<std::ptrdiff_t>(below)));
}

TEST_F(VerifiedFirstPageTest, RefusesWhatIsNoPage) {
  EXPECT_FALSE(
      VerifiedFirstPage({10, 10, std::vector<std::uint8_t>(300)}, kDoctor, Language::kEnglish));
  EXPECT_FALSE(VerifiedFirstPage({0, 0, {}}, kDoctor, Language::kEnglish));
}

}  // namespace
}  // namespace regen
