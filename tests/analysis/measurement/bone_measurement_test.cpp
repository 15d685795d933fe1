// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/bone_measurement.h"

#include "analysis/measurement/reference_ball.h"
#include "analysis/phantom/hip_phantom.h"
#include "analysis/phantom/phantom_visit.h"
#include "tests/support/scene.h"

#include <cmath>
#include <iostream>
#include <memory>

#include <gtest/gtest.h>

namespace regen {
namespace {

// A digital hip examined twice.
struct Exams {
  explicit Exams(const HipPhantomOptions& options) : phantom(*PlanHip(options)) {
    ExamRenderer before(phantom.baseline);
    ExamRenderer after(phantom.follow_up);
    const ExamSeries& t1 = phantom.series.front();
    baseline = before.Render(t1, 1);
    follow_up = after.Render(t1, 1);
    head = MakeRegionShape(before.Coverage(t1, RegionRole::kStructure));
    lesion = MakeRegionShape(before.Coverage(t1, RegionRole::kLesion));
  }

  ExamPair Pair() const {
    const AxisMotion still = RigidMotion(Rigid3{});
    const AxisMotion moved = RigidMotion(Inverse(phantom.baseline_from_follow_up));
    return {{baseline, baseline.echoes.front(), head, still, still},
            {follow_up, follow_up.echoes.front(), head, moved, moved},
            &lesion};
  }

  HipPhantom phantom;
  EchoSeries baseline;
  EchoSeries follow_up;
  RegionShape head;
  RegionShape lesion;
};

class DigitalHip : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    HipPhantomOptions options;
    options.threads = 2;
    options.lesion_change_percent = -60;
    exams_ = std::make_unique<Exams>(options);
  }
  static void TearDownTestSuite() { exams_.reset(); }
  static HipTruth Before() { return TruthOfHip(exams_->phantom.shape_before); }
  static HipTruth After() { return TruthOfHip(exams_->phantom.shape_after); }

  static inline std::unique_ptr<Exams> exams_;
};

TEST_F(DigitalHip, HasItsHeadFittedWithinTwoPercentOfItsVolume) {
  const ReferenceBall ball = FitReferenceBall(exams_->Pair().baseline);
  ASSERT_TRUE(ball.usable);
  EXPECT_NEAR(ball.VolumeMm3() / Before().head_mm3, 1, 0.02);
}

TEST_F(DigitalHip, HasItsLesionMeasuredWithinFivePercent) {
  const MeasuredPair volume = MeasureLesionVolume(exams_->Pair());
  ASSERT_TRUE(volume.baseline.value && volume.follow_up.value);
  EXPECT_NEAR(*volume.baseline.value / Before().lesion_mm3, 1, 0.05);
}

TEST_F(DigitalHip, LosesTheShareOfTheLesionThatItWasTaken) {
  const MeasuredPair volume = MeasureLesionVolume(exams_->Pair());
  ASSERT_TRUE(volume.baseline.value && volume.follow_up.value);
  EXPECT_NEAR(100 * (1 - *volume.follow_up.value / *volume.baseline.value), 60, 6);
}

TEST_F(DigitalHip, TellsTheLesionAsAShareOfTheBall) {
  const MeasuredPair share = MeasureLesionFraction(exams_->Pair());
  ASSERT_TRUE(share.baseline.value);
  EXPECT_TRUE(share.remarks.empty());
  EXPECT_NEAR(*share.baseline.value, 100 * Before().lesion_mm3 / Before().head_mm3, 0.6);
}

TEST_F(DigitalHip, SpansASmallerAngleWhereTheLesionShrank) {
  const MeasuredPair angle = MeasureNecroticAngle(exams_->Pair());
  ASSERT_TRUE(angle.baseline.value && angle.follow_up.value);
  EXPECT_GT(*angle.baseline.value, 80);
  EXPECT_LT(*angle.follow_up.value, 0.9 * *angle.baseline.value);
}

TEST_F(DigitalHip, ShowsTheLesionDarkAgainstRemoteMarrow) {
  const MeasuredPair signal = MeasureLesionSignal(exams_->Pair());
  ASSERT_TRUE(signal.baseline.value);
  EXPECT_NEAR(*signal.baseline.value, 0.25, 0.1);
}

// Other heads and lesions, some of which reach the bone's border, that lost 20 … 60 %.
TEST(DigitalHips, HaveTheirLesionsMeasuredWithoutBiasAndWithinTheirError) {
  constexpr int kHips = 6;
  double bias = 0;
  for (int n = 0; n < kHips; ++n) {
    HipPhantomOptions options;
    options.seed = options.anatomy_seed = 83000 + static_cast<std::uint64_t>(n);
    options.threads = 2;
    options.lesion_change_percent = -20 - 10 * (n % 5);
    const Exams exams(options);
    const MeasuredPair lesion = MeasureLesionVolume(exams.Pair());
    ASSERT_TRUE(lesion.baseline.value && lesion.follow_up.value) << n;
    const HipTruth before = TruthOfHip(exams.phantom.shape_before);
    const HipTruth after = TruthOfHip(exams.phantom.shape_after);
    const ReferenceBall ball = FitReferenceBall(exams.Pair().baseline);
    EXPECT_NEAR(ball.VolumeMm3() / before.head_mm3, 1, 0.02) << n;
    const double left = *lesion.follow_up.value / *lesion.baseline.value;
    const double error =
        std::hypot(lesion.follow_up.standard_error, left * lesion.baseline.standard_error) /
        *lesion.baseline.value;
    EXPECT_NEAR(left, after.lesion_mm3 / before.lesion_mm3, 3 * error) << n;
    bias += (*lesion.baseline.value / before.lesion_mm3 - 1) / (2 * kHips);
    bias += (*lesion.follow_up.value / after.lesion_mm3 - 1) / (2 * kHips);
    std::cout << "hip " << n << ": ball " << 100 * (ball.VolumeMm3() / before.head_mm3 - 1)
              << " %, lesion left " << 100 * left << " % of "
              << 100 * after.lesion_mm3 / before.lesion_mm3 << " %, error " << 100 * error
              << " %\n";
  }
  std::cout << "bias of the lesions' volume " << 100 * bias << " %\n";
  EXPECT_LE(std::abs(bias), 0.03);
}

struct RoundLesion {
  Vec3 centre = Vec3::Zero();
  double radius_mm = 8;
  bool Holds(const Vec3& p) const { return (p - centre).norm() < radius_mm; }
};

// A block of even bone is no ball, and its lesion is told as a share of what was drawn.
struct Block {
  explicit Block(const RoundLesion& before = {}, const RoundLesion& after = {})
      : image(Image(before, 5)), later_image(Image(after, 6)) {
    series.echo_times_ms = later_series.echo_times_ms = {11};
    series.echoes = {image};
    later_series.echoes = {later_image};
    const std::array<int, 3> points{2, 2, 2};
    bone = MakeRegionShape(test::Rendered(Grid(), InBlock, points));
    lesion = MakeRegionShape(test::Rendered(
        Grid(), [&](const Vec3& p) { return InBlock(p) && before.Holds(p); }, points));
  }
  ExamPair Pair() const {
    const AxisMotion still = RigidMotion(Rigid3{});
    return {{series, image, bone, still, still},
            {later_series, later_image, bone, still, still},
            &lesion};
  }
  static VolumeGeometry Grid() { return test::SagittalGrid({70, 70, 14}, Vec3(0.8, 0.8, 3.5)); }
  static bool InBlock(const Vec3& p) {
    return std::abs(p[0]) < 18 && std::abs(p[1]) < 22 && std::abs(p[2]) < 22;
  }
  static Volume Image(const RoundLesion& round, std::uint64_t seed) {
    const auto signal = [&](const Vec3& p) {
      return !InBlock(p) ? 10.0 : round.Holds(p) ? 40.0 : 100.0;
    };
    Volume rendered = test::Rendered(Grid(), signal, {2, 2, 2});
    test::AddNoise(rendered, 3, seed);
    return rendered;
  }
  Volume image;
  Volume later_image;
  EchoSeries series;
  EchoSeries later_series;
  RegionShape bone;
  RegionShape lesion;
};

// 92 mm³ of the ball of 8 mm lie beyond the bone's border, 2 mm deep.
TEST(BlockOfBone, LosesALesionThatLeavesTheBorderWhole) {
  const Block block({Vec3(0, 16, 0), 8}, {Vec3(0, 13, 0), 5.5});
  const MeasuredPair volume = MeasureLesionVolume(block.Pair());
  ASSERT_TRUE(volume.baseline.value && volume.follow_up.value);
  EXPECT_NEAR(*volume.baseline.value, 2144.66 - 92.15, 60);
  EXPECT_NEAR(*volume.follow_up.value, 696.91, 20);
}

TEST(BlockOfBone, IsNoBallAndSaysSo) {
  const Block block;
  const MeasuredPair share = MeasureLesionFraction(block.Pair());
  ASSERT_EQ(share.remarks.size(), 1U);
  EXPECT_EQ(share.remarks.front().code, reasons::kBoneNotRound);
  EXPECT_NEAR(*share.baseline.value, 100 * 2144.66 / (36 * 44 * 44), 0.25);
}

TEST(BlockOfBone, HasNoNecroticAngle) {
  const Block block;
  const MeasuredPair angle = MeasureNecroticAngle(block.Pair());
  EXPECT_FALSE(angle.baseline.value);
  ASSERT_FALSE(angle.baseline.reasons.empty());
  EXPECT_EQ(angle.baseline.reasons.front().code, reasons::kBoneNotRound);
}

TEST(BlockOfBone, HasNoVolumeWhereTheDrawnLesionLooksLikeMarrow) {
  Block block;
  for (float& value : block.image.values) value = value > 30 && value < 70 ? 100.0F : value;
  const MeasuredPair volume = MeasureLesionVolume(block.Pair());
  EXPECT_FALSE(volume.baseline.value);
  ASSERT_FALSE(volume.baseline.reasons.empty());
  EXPECT_EQ(volume.baseline.reasons.front().code, reasons::kNoContrast);
}

}  // namespace
}  // namespace regen
