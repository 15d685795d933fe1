// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/report_json.h"
#include "tests/support/sample_report.h"

#include <gtest/gtest.h>

namespace regen {
namespace {

bool Has(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

TEST(ReportText, SaysTheVerdictWithIntervalAndError) {
  EXPECT_TRUE(
      Has(ReportText(SampleReport()),
          "Change -19.8 % (95 % interval -28.0 to -10.5 %) exceeds the measurement error "
          "(repeatability coefficient 14.0 %, literature)."));
}

TEST(ReportText, NeverCallsAChangeWithinTheErrorStable) {
  FollowUpReport report = SampleReport();
  report.measurements[0].verdict = Verdict::kWithinError;
  const std::string text = ReportText(report);
  EXPECT_TRUE(Has(text, "is within the measurement error"));
  EXPECT_TRUE(Has(text, "neither change nor absence of change is shown"));
  EXPECT_FALSE(Has(text, "stable"));
}

TEST(ReportText, SaysNotMeasuredInsteadOfANumber) {
  FollowUpReport report = SampleReport();
  ReportedMeasurement& m = report.measurements[0];
  m.follow_up.reset();
  m.change_percent.reset();
  m.verdict = Verdict::kNotComparable;
  m.reasons = {MakeReason(reasons::kTooFewVoxels, "follow-up: 12 voxels")};
  const std::string text = ReportText(report);
  EXPECT_TRUE(Has(text, "Follow-up  not measured"));
  EXPECT_TRUE(Has(text, "Not compared."));
  EXPECT_TRUE(Has(text, "too-few-voxels: follow-up: 12 voxels"));
}

TEST(ReportText, TellsHowTheRegionWasCarried) {
  const std::string text = ReportText(SampleReport());
  EXPECT_TRUE(
      Has(text, "Region     drawn by a reader on the baseline, reviewed, agreement 0.91"));
  EXPECT_TRUE(Has(text, "outline moved by -0.05 mm, volume -1.2 %")) << text;
  EXPECT_TRUE(Has(text, "Carried by tibia, patella"));
  EXPECT_TRUE(Has(text, "Position known to 0.03 mm"));
  EXPECT_TRUE(Has(text, "Joint turned by 4.5 degrees"));
  EXPECT_TRUE(Has(text, "halves 0.02 mm, remaining shift 0.01 mm"));
  EXPECT_TRUE(Has(text, "by position of the region +/- 0.20 ms"));
}

TEST(ReportText, SaysWhyAStructureIsNotUsable) {
  FollowUpReport report = SampleReport();
  report.registrations[0].usable = false;
  report.registrations[0].why_not = "too little of it in both images";
  const std::string text = ReportText(report);
  EXPECT_TRUE(Has(text, "  patellar tendon: usable no"));
  EXPECT_TRUE(Has(text, "; too little of it in both images"));
}

TEST(ReportText, SaysNothingOfARegionThatWasNeverMeasured) {
  FollowUpReport report = SampleReport();
  report.registrations.clear();
  EXPECT_FALSE(Has(ReportText(report), "Region     "));
}

TEST(ReportText, TellsWhenEachExamWasTaken) {
  const std::string text = ReportText(SampleReport());
  EXPECT_TRUE(Has(text, "2026-01-02, 13 days before the treatment"));
  EXPECT_TRUE(Has(text, "2026-07-10, 176 days after the treatment"));
}

TEST(ReportText, SpeaksTheLanguageAskedFor) {
  const std::string spanish = ReportText(SampleReport(), Language::kSpanish);
  EXPECT_TRUE(Has(spanish, "Basal      2026-01-02, 13 días antes del tratamiento"));
  EXPECT_TRUE(Has(spanish, "supera el error de medición"));
  EXPECT_TRUE(Has(spanish, "Programa del equipo: degradado (A / B)"));
  const std::string catalan = ReportText(SampleReport(), Language::kCatalan);
  EXPECT_TRUE(Has(catalan, "Seguiment  2026-07-10, 176 dies després del tractament"));
  EXPECT_TRUE(Has(catalan, "supera l'error de mesura"));
}

TEST(ReportText, NeverClaimsRegenerationAndHoldsNoIdentity) {
  const std::string text = ReportText(SampleReport());
  for (const char* word : {"regenerated", "healed", "SECRET-ID", "Secret^Name", "1985"}) {
    EXPECT_FALSE(Has(text, word)) << word;
  }
}

}  // namespace
}  // namespace regen
