// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/wording.h"

#include "tests/support/sample_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace regen {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const Wording kTerminal{Language::kEnglish, false};
const Wording kPaper{Language::kEnglish, true};
const Wording kSpanishPaper{Language::kSpanish, true};
const Wording kCatalanPaper{Language::kCatalan, true};

TEST(NumberText, WritesADecimalCommaInSpanishAndCatalan) {
  EXPECT_EQ(NumberText(41.04, 1, kTerminal), "41.0");
  EXPECT_EQ(NumberText(41.04, 1, kSpanishPaper), "41,0");
  EXPECT_EQ(NumberText(41.04, 1, kCatalanPaper), "41,0");
}

TEST(SignedText, ShowsBothSigns) {
  EXPECT_EQ(SignedText(1.26, 1, kTerminal), "+1.3");
  EXPECT_EQ(SignedText(-1.26, 1, kTerminal), "-1.3");
  EXPECT_EQ(SignedText(-1.26, 1, kSpanishPaper), "−1,3");
  EXPECT_EQ(SignedText(-0.001, 1, kTerminal), "+0.0") << "never minus nothing";
}

TEST(ValueText, FollowsTheUnit) {
  EXPECT_EQ(ValueText(41.0, "ms", kTerminal), "41.0 ms");
  EXPECT_EQ(ValueText(5.125, "mm", kTerminal), "5.12 mm");
  EXPECT_EQ(ValueText(3754.7, "mm3", kPaper), "3755 mm³");
  EXPECT_EQ(ValueText(0.1234, "1", kPaper), "0.123");
  EXPECT_EQ(ValueText({}, "ms", kPaper), "not measured");
  EXPECT_EQ(ErrorText(0.041, "ms", kSpanishPaper), "0,04 ms");
  EXPECT_EQ(SignedValueText(-8.1, "ms", kSpanishPaper), "−8,1 ms");
}

TEST(DateText, IsWrittenOutOnPaper) {
  const Date date = *ParseIsoDate("2026-01-02");
  EXPECT_EQ(DateText(date, kTerminal), "2026-01-02");
  EXPECT_EQ(DateText(date, kPaper), "2 Jan 2026");
  EXPECT_EQ(DateText(date, kSpanishPaper), "2 ene 2026");
  EXPECT_EQ(DateText(date, kCatalanPaper), "2 gen 2026");
}

TEST(TimeText, CountsOneDayAsOne) {
  TimePoint point;
  EXPECT_EQ(TimeText(point, kPaper), "date unknown");
  point.days_from_treatment = -1;
  EXPECT_EQ(TimeText(point, kPaper), "1 day before the treatment");
  point.days_from_treatment = 176;
  EXPECT_EQ(TimeText(point, kSpanishPaper), "176 días después del tratamiento");
}

TEST(TreatedStructureText, NamesSideAndLevel) {
  Treatment treatment;
  treatment.side = Side::kRight;
  EXPECT_EQ(TreatedStructureText(treatment, kPaper), "patellar tendon, right");
  treatment.indication = Indication::kIntervertebralDisc;
  treatment.side.reset();
  treatment.level = "L4/L5";
  EXPECT_EQ(TreatedStructureText(treatment, kCatalanPaper),
            "disc intervertebral, nivell L4/L5");
}

TEST(ChangeSentence, SaysWhatTheIntervalAllowsInEveryLanguage) {
  ReportedMeasurement t2 = SampleReport().measurements[0];
  EXPECT_EQ(ChangeSentence(t2, kSpanishPaper),
            "El cambio de −19,8 % (intervalo del 95 %: −28,0 a −10,5 %) supera el error de "
            "medición (coeficiente de repetibilidad 14,0 %, bibliografía).");
  t2.verdict = Verdict::kWithinError;
  EXPECT_THAT(ChangeSentence(t2, kCatalanPaper),
              HasSubstr("no es demostra ni canvi ni absència de canvi"));
  t2.verdict = Verdict::kNotComparable;
  EXPECT_EQ(ChangeSentence(t2, kPaper), "Not compared.");
}

TEST(ChangeSentence, SaysNothingOfAnIntervalThatIsNotWhole) {
  ReportedMeasurement t2 = SampleReport().measurements[0];
  t2.change_percent_lower.reset();
  EXPECT_EQ(ChangeSentence(t2, kPaper), "Not compared.");
}

TEST(ChangeSentence, TellsAChangeFromZeroInTheUnit) {
  ReportedMeasurement gap = SampleReport().measurements[0];
  gap.unit = "mm3";
  gap.baseline = 0;
  gap.follow_up = 12.5;
  gap.change = 12.5;
  gap.change_lower = 8.25;
  gap.change_upper = 16.75;
  gap.change_percent = gap.change_percent_lower = gap.change_percent_upper = std::nullopt;
  EXPECT_EQ(ChangeSentence(gap, kTerminal),
            "Change +12.5 mm3 (95 % interval +8.2 mm3 to +16.8 mm3) exceeds the measurement "
            "error; percentages of a baseline of zero mean nothing.");
  gap.verdict = Verdict::kWithinError;
  EXPECT_THAT(ChangeSentence(gap, kSpanishPaper), HasSubstr("+12,5 mm³"));
}

TEST(ReasonText, KeepsTheFiguresInOtherLanguages) {
  const Reason reason = MakeReason(reasons::kTooFewVoxels, "follow-up: 12 voxels");
  EXPECT_EQ(ReasonText(reason, kTerminal), "follow-up: 12 voxels");
  EXPECT_EQ(ReasonText(reason, kSpanishPaper),
            "Demasiado pocos vóxeles (detalle, en inglés: follow-up: 12 voxels)");
}

TEST(CheckValueText, TranslatesWordsAndLeavesNames) {
  EXPECT_EQ(CheckValueText("EchoTime", "8 echoes from 6.000 to 48.000 ms", kSpanishPaper),
            "8 ecos de 6.000 a 48.000 ms");
  EXPECT_EQ(CheckValueText("ManufacturerModelName", "Skyra to go", kSpanishPaper),
            "Skyra to go");
  EXPECT_EQ(CheckValueText("ContrastBolusAgent", "none", kCatalanPaper), "cap");
  EXPECT_EQ(CheckValueText("JointAngle", "turned by 4.5 degrees", kCatalanPaper),
            "girat 4.5 graus");
}

TEST(CarriedByText, NamesTheBones) {
  EXPECT_EQ(CarriedByText("tibia, patella", kCatalanPaper), "tíbia, ròtula");
}

TEST(RegionText, TellsWhoseRegionItIsAndWhatIsKnownOfIt) {
  EXPECT_EQ(RegionText(SampleReport(), kTerminal),
            "drawn by a reader on the baseline, reviewed, agreement 0.91, outline moved by "
            "-0.05 mm, volume -1.2 %");
  FollowUpReport report = SampleReport();
  report.region_method = RegionMethod::kAutomatic;
  report.region_reviewed = false;
  EXPECT_THAT(RegionText(report, kPaper),
              StartsWith("proposed automatically on the baseline, not reviewed"));
}

TEST(PrimaryOf, IsTheMeasurementMarkedSo) {
  FollowUpReport report = SampleReport();
  report.measurements.insert(report.measurements.begin(), ReportedMeasurement{});
  EXPECT_EQ(PrimaryOf(report)->name, "t2");
  report.measurements.clear();
  EXPECT_EQ(PrimaryOf(report), nullptr);
}

}  // namespace
}  // namespace regen
