// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/bone_measurement.h"

#include "analysis/measurement/reference_ball.h"
#include "analysis/phantom/hip_phantom.h"
#include "analysis/phantom/phantom_visit.h"
#include "tests/support/scene.h"

#include <cmath>
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

// A block of even bone is no ball, and its lesion is told as a share of what was drawn.
struct Block {
  Block() {
    const VolumeGeometry grid = test::SagittalGrid({70, 70, 14}, Vec3(0.8, 0.8, 3.5));
    const auto inside = [](const Vec3& p) {
      return std::abs(p[0]) < 18 && std::abs(p[1]) < 22 && std::abs(p[2]) < 22;
    };
    const auto in_lesion = [](const Vec3& p) { return p.norm() < 8; };
    image = test::Rendered(grid,
                           [&](const Vec3& p) {
                             return !inside(p) ? 10.0 : in_lesion(p) ? 40.0 : 100.0;
                           },
                           {2, 2, 2});
    test::AddNoise(image, 3, 5);
    series.echo_times_ms = {11};
    series.echoes = {image};
    const std::array<int, 3> points{2, 2, 2};
    bone = MakeRegionShape(test::Rendered(
        grid, [&](const Vec3& p) { return inside(p); }, points));
    lesion = MakeRegionShape(test::Rendered(
        grid, [&](const Vec3& p) { return in_lesion(p); }, points));
  }
  ExamPair Pair() const {
    const AxisMotion still = RigidMotion(Rigid3{});
    const OutlinedExam exam{series, image, bone, still, still};
    return {exam, exam, &lesion};
  }
  Volume image;
  EchoSeries series;
  RegionShape bone;
  RegionShape lesion;
};

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
