// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bias, repeatability, false changes and coverage over many pairs of exams with known truth:
// new noise, grid, tilt, gain and coil in every exam. The repeatability that judges the pairs
// comes from another set of pairs by the same statistics as a site's own file.
#include "analysis/change/test_retest.h"
#include "analysis/follow_up_measure.h"
#include "analysis/measurement/cartilage_thickness.h"
#include "analysis/measurement/thickness_measurement.h"
#include "tests/analysis/measurement/sheet_pair.h"

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <random>

#include <gtest/gtest.h>

namespace regen {
namespace {

using test::SheetPair;
using test::SheetSceneOptions;

int Pairs(int by_default) {
  const char* asked = std::getenv("REGEN_METROLOGY_PAIRS");
  return asked == nullptr ? by_default : std::max(10, std::atoi(asked));
}

// How an exam is acquired anew: position on the grid, tilt, gain, coil, noise.
class Visits {
 public:
  explicit Visits(std::uint64_t seed) : random_(seed) {}

  SheetSceneOptions Next(SheetSceneOptions scene) {
    scene.shift_mm = Vec3(Uniform(1.75), Uniform(0.3), Uniform(0.3));
    scene.tilt_rad = Vec3(Uniform(0.105), Uniform(0.105), Uniform(0.105));
    scene.gain = std::exp(Uniform(0.3));
    scene.seed = random_();
    return scene;
  }
  double Uniform(double half) {
    return std::uniform_real_distribution<double>(-half, half)(random_);
  }

 private:
  std::mt19937_64 random_;
};

const IndicationProtocol& Tendon() {
  return ProtocolOf(Indication::kPatellarTendon);
}

// A gap of 38 mm³, 3 mm from front to back, on 0.6 × 0.6 × 3.5 mm at a signal-to-noise of 15.
SheetSceneOptions SmallGap() {
  SheetSceneOptions scene;
  scene.half_mm = Vec3(12, 3.5, 20);
  scene.defect_radii_mm = Vec3(3, 1.5, 2.016);
  scene.noise = 100.0 / 15;
  scene.shading = 0.15;
  return scene;
}

struct Spread {
  double bias_percent = 0;
  double wcv_percent = 0;
  double rc = 0;  // in the unit
  std::vector<RetestValue> values;
};

// Unchanged pairs of one measurement.
Spread NullPairs(const char* name, const SheetSceneOptions& scene, double truth, int pairs) {
  const MeasurementDefinition& row = *FindMeasurement(Tendon(), name);
  Visits visits(20260115);
  Spread spread;
  double sum = 0;
  for (int n = 0; n < pairs; ++n) {
    const SheetPair pair(visits.Next(scene), visits.Next(scene));
    const MeasuredPair measured = Measure(row, pair.Pair());
    if (!measured.baseline.value || !measured.follow_up.value) {
      ADD_FAILURE() << "pair " << n << " could not be measured";
      continue;
    }
    for (const MeasuredValue* value : {&measured.baseline, &measured.follow_up}) {
      sum += *value->value;
      spread.values.push_back({std::to_string(n), *value->value, {}});
    }
  }
  const auto retest = AnalyseRetest(spread.values);
  spread.bias_percent = 100 * (sum / static_cast<double>(spread.values.size()) / truth - 1);
  spread.wcv_percent = retest->within_subject_cv_percent->value;
  spread.rc = retest->repeatability.value;
  return spread;
}

// One line of tests/bench/metrology.py.
void Figure(const char* of, const char* metric, double value, const char* unit) {
  std::cout << "figure " << of << " " << metric << " " << value << " " << unit << "\n";
}

TEST(Metrology, AGapOf38CubicMillimetresIsUnbiasedWithinFifteenPercent) {
  const Spread gap =
      NullPairs("defect-volume", SmallGap(), test::DefectVolumeMm3(SmallGap()), Pairs(60));
  Figure("gap-38mm3", "bias", gap.bias_percent, "%");
  Figure("gap-38mm3", "repeatability", 2.772 * gap.wcv_percent, "%");
  EXPECT_LE(std::abs(gap.bias_percent), 3);
  EXPECT_LE(2.772 * gap.wcv_percent, 15);
}

TEST(Metrology, TendonThicknessRepeatsWithinFifteenHundredthsOfAMillimetre) {
  SheetSceneOptions tendon;
  tendon.noise = 80.0 / 15;
  tendon.shading = 0.15;
  const Spread thickness = NullPairs("thickness", tendon, 6, Pairs(30));
  Figure("tendon-6mm", "bias", thickness.bias_percent, "%");
  Figure("tendon-6mm", "repeatability", thickness.rc, "mm");
  EXPECT_LE(thickness.rc, 0.15);
}

TEST(Metrology, CartilageThicknessRepeatsWithinFifteenHundredthsOfAMillimetre) {
  SheetSceneOptions cartilage = test::ThinCartilage();
  cartilage.back = 40;
  cartilage.noise = 100.0 / 15;
  cartilage.shading = 0.15;
  Visits visits(7);
  std::vector<RetestValue> values;
  double sum = 0;
  for (int n = 0; n < Pairs(30); ++n) {
    const SheetPair pair(visits.Next(cartilage), visits.Next(cartilage));
    for (const OutlinedExam& exam : {pair.Baseline(), pair.FollowUp()}) {
      const MeasuredValue measured = MeasureMeanThickness(exam);
      ASSERT_TRUE(measured.value);
      values.push_back({std::to_string(n), *measured.value, {}});
      sum += *measured.value;
    }
  }
  const auto retest = AnalyseRetest(values);
  Figure("cartilage-2.4mm", "mean", sum / static_cast<double>(values.size()), "mm");
  Figure("cartilage-2.4mm", "repeatability", retest->repeatability.value, "mm");
  EXPECT_LE(retest->repeatability.value, 0.15);
}

// What a thousand patients' verdicts and intervals would be.
struct Verdicts {
  int pairs = 0;
  int exceeds = 0;
  int covered = 0;
};

Verdicts JudgeGaps(const AnalysisOptions& options,
                   const SheetSceneOptions& before,
                   const SheetSceneOptions& after,
                   std::uint64_t seed,
                   int pairs) {
  const double truth = 100 * (test::DefectVolumeMm3(after) / test::DefectVolumeMm3(before) - 1);
  const MeasurementDefinition& row = *FindMeasurement(Tendon(), "defect-volume");
  Visits visits(seed);
  Verdicts verdicts;
  for (int n = 0; n < pairs; ++n) {
    const SheetPair pair(visits.Next(before), visits.Next(after));
    const ReportedMeasurement change = AssessRow(
        {row, Measure(row, pair.Pair())}, std::nullopt, pair.Pair(), {Tendon(), options});
    if (!change.change_percent) continue;
    ++verdicts.pairs;
    verdicts.exceeds += change.verdict == Verdict::kExceedsError ? 1 : 0;
    verdicts.covered +=
        *change.change_percent_lower <= truth && truth <= *change.change_percent_upper ? 1 : 0;
  }
  return verdicts;
}

AnalysisOptions CalibratedOn(const Spread& spread) {
  AnalysisOptions options;
  options.repeatability["patellar-tendon/defect-volume"] = {
      spread.wcv_percent, static_cast<int>(spread.values.size() / 2), "phantom", "digital"};
  return options;
}

double Percent(int part, int whole) {
  return 100.0 * part / std::max(1, whole);
}

TEST(Metrology, UnchangedGapsSeldomExceedTheError) {
  const int pairs = Pairs(60);
  const Spread calibration =
      NullPairs("defect-volume", SmallGap(), test::DefectVolumeMm3(SmallGap()), pairs);
  const Verdicts judged =
      JudgeGaps(CalibratedOn(calibration), SmallGap(), SmallGap(), 99, pairs);
  Figure("gap-null", "exceeds-error", Percent(judged.exceeds, judged.pairs), "%");
  ASSERT_EQ(judged.pairs, pairs);
  // 5 % and two standard errors of a share of so many pairs.
  EXPECT_LE(Percent(judged.exceeds, judged.pairs), 5 + 2 * 21.8 / std::sqrt(pairs));
}

TEST(Metrology, IntervalsHoldTheTrueChange) {
  const int pairs = Pairs(60);
  const Spread calibration =
      NullPairs("defect-volume", SmallGap(), test::DefectVolumeMm3(SmallGap()), pairs);
  SheetSceneOptions smaller = SmallGap();
  smaller.defect_radii_mm *= std::cbrt(0.75);
  const Verdicts judged = JudgeGaps(CalibratedOn(calibration), SmallGap(), smaller, 101, pairs);
  Figure("gap-changed", "coverage", Percent(judged.covered, judged.pairs), "%");
  EXPECT_GE(Percent(judged.covered, judged.pairs), 93 - 2 * 21.8 / std::sqrt(pairs));
}

TEST(Metrology, OutsideOfTheModelVerdictsAreNotBolder) {
  const int pairs = Pairs(40);
  const Spread calibration =
      NullPairs("defect-volume", SmallGap(), test::DefectVolumeMm3(SmallGap()), pairs);
  SheetSceneOptions worse = SmallGap();
  worse.noise *= 2;
  worse.shading *= 2;
  const Verdicts judged = JudgeGaps(CalibratedOn(calibration), worse, worse, 103, pairs);
  Figure("gap-null-outside-model", "exceeds-error", Percent(judged.exceeds, judged.pairs), "%");
  Figure("gap-null-outside-model", "not-measured", Percent(pairs - judged.pairs, pairs), "%");
  EXPECT_LE(Percent(judged.exceeds, judged.pairs),
            5 + 2 * 21.8 / std::sqrt(std::max(1, judged.pairs)));
}

}  // namespace
}  // namespace regen
