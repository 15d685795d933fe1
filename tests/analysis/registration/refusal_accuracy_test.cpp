// SPDX-License-Identifier: GPL-3.0-or-later
// What must be refused, and that nothing is called usable which lies more than a millimetre
// off.
#include "analysis/image/shrink.h"
#include "analysis/indications/joints.h"
#include "analysis/phantom/evaluation_points.h"
#include "analysis/phantom/knee_phantom.h"
#include "analysis/registration/register_follow_up.h"
#include "tests/support/ankle_scene.h"
#include "tests/support/image_changes.h"
#include "tests/support/scene.h"
#include "tests/support/spine_scene.h"

#include <iostream>
#include <numbers>
#include <optional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;
constexpr double kSilentFailureMm = 1.0;

KneePhantomOptions SmallKnee(std::uint64_t seed, std::uint64_t anatomy_seed) {
  KneePhantomOptions options;
  options.seed = seed;
  options.anatomy_seed = anatomy_seed;
  options.size = {160, 160, 24};
  options.spacing_mm = Vec3(1.0, 1.0, 4.0);
  options.echo_times_ms = {30};
  options.noise_sigma = 80;
  options.threads = 2;
  return options;
}

// The knee most tests start from, rendered once.
const KneePhantom& Knee() {
  static const KneePhantom knee = [] {
    auto made = MakeKneePhantom(SmallKnee(51, 0));
    EXPECT_TRUE(made.has_value());
    return std::move(*made);
  }();
  return knee;
}

FollowUpRegistration Register(const KneePhantom& knee,
                              const Volume& follow_up,
                              bool other_weighting = false) {
  const FollowUpRegistration found =
      RegisterFollowUp(MeanOfEchoes(knee.baseline.images),
                       follow_up,
                       knee.baseline.tendon,
                       PatellarTendonJoint(),
                       {.other_weighting = other_weighting, .lateral_sign = -1});
  std::cout << found.why_not << "\n";
  return found;
}

// The other image in the place of the knee's follow-up: centre on centre.
Volume AtTheKnee(Volume image) {
  const auto centre = [](const VolumeGeometry& grid) {
    return LpsFromIndex(grid, Vec3(grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1) / 2);
  };
  image.geometry.origin_lps +=
      centre(Knee().follow_up.tendon.geometry) - centre(image.geometry);
  return image;
}

Volume FollowUpImage() {
  return MeanOfEchoes(Knee().follow_up.images);
}

// Refused, with a sentence that carries one of the figures.
void ExpectRefused(const FollowUpRegistration& found) {
  EXPECT_FALSE(found.usable);
  EXPECT_FALSE(found.region.usable);
  EXPECT_FALSE(found.why_not.empty());
  EXPECT_NE(found.why_not.find_first_of("0123456789"), std::string::npos) << found.why_not;
}

// Mean distance from the truth over points of the tendon; `turn` came on top of it.
double TendonErrorMm(const KneePhantom& knee,
                     const FollowUpRegistration& found,
                     const Rigid3& turn = {}) {
  double sum = 0;
  const auto points = EvaluationPoints(knee, KneeStructure::kPatellarTendon, 300);
  for (const Vec3& p : points) {
    const Vec3 truth = turn * knee.motion.FollowUpFromBaseline(p);
    sum += (truth - found.followup_from_baseline * p).norm();
  }
  const double error_mm = points.empty() ? 1e3 : sum / static_cast<double>(points.size());
  std::cout << "tendon " << error_mm << " mm\n";
  return error_mm;
}

TEST(RegisterFollowUpRefuses, NothingOfTheKneeThatItsOtherTestsChange) {
  const FollowUpRegistration found = Register(Knee(), FollowUpImage());
  EXPECT_TRUE(found.usable) << found.why_not;
  EXPECT_LT(TendonErrorMm(Knee(), found), 0.5);
}

// --- another patient's or body's part

// The left knee alone, as its follow-up shows it.
Volume LeftKnee(std::uint64_t seed, std::uint64_t anatomy_seed) {
  KneePhantomOptions options = SmallKnee(seed, anatomy_seed);
  options.side = Side::kLeft;
  options.follow_up_grid =
      KneeGrid{options.size, options.spacing_mm, options.slice_thickness_mm, std::nullopt};
  options.size = {1, 1, 1};
  const auto other = MakeKneePhantom(options);
  EXPECT_TRUE(other.has_value());
  return MeanOfEchoes(other->follow_up.images);
}

TEST(RegisterFollowUpRefuses, TheOtherKneeOfAnotherShape) {
  ExpectRefused(Register(Knee(), AtTheKnee(LeftKnee(52, 4))));
}

TEST(RegisterFollowUpRefuses, AKneeWithAHeaderThatExchangesLeftAndRight) {
  const FollowUpRegistration found = Register(Knee(), test::Mirrored(FollowUpImage(), 2));
  ExpectRefused(found);
}

Volume AnkleImage() {
  Volume ankle = test::Rendered(test::SagittalGrid({120, 140, 24}, Vec3(1.0, 1.0, 4.0)),
                                [](const Vec3& p) { return test::AnkleScene().ValueAt(p); });
  test::AddNoise(ankle, 20, 53);
  return AtTheKnee(std::move(ankle));
}

TEST(RegisterFollowUpRefuses, AnAnkle) {
  ExpectRefused(Register(Knee(), AnkleImage()));
}

TEST(RegisterFollowUpRefuses, ALumbarSpine) {
  SpineSceneOptions options;
  options.seed = 54;
  ExpectRefused(Register(Knee(), AtTheKnee(MakeSpineScene(options).image)));
}

TEST(RegisterFollowUpRefuses, AKneeUpsideDown) {
  ExpectRefused(
      Register(Knee(), AtTheKnee(test::Turned(FollowUpImage(), Vec3(180, 0, 0) * kDeg))));
}

// --- turned further than a knee lies

void ExpectTurnedRefused(const Vec3& rotation_deg) {
  ExpectRefused(
      Register(Knee(), AtTheKnee(test::Turned(FollowUpImage(), rotation_deg * kDeg))));
}

TEST(RegisterFollowUpRefuses, AKneeTurnedBy60DegreesAboutLeftRight) {
  ExpectTurnedRefused(Vec3(60, 0, 0));
}

TEST(RegisterFollowUpRefuses, AKneeTurnedBy60DegreesAboutFrontBack) {
  ExpectTurnedRefused(Vec3(0, 60, 0));
}

// The images show enough for this turn: what is called usable must then be right.
TEST(RegisterFollowUpTurned, IsRightOrRefusedForAKneeTurnedBy60DegreesAboutItsShaft) {
  const VolumeGeometry grid = FollowUpImage().geometry;
  const Volume turned = AtTheKnee(test::Turned(FollowUpImage(), Vec3(0, 0, 60) * kDeg));
  const Mat3 turn = turned.geometry.direction * grid.direction.transpose();
  const Rigid3 turned_from_follow_up{turn, turned.geometry.origin_lps - turn * grid.origin_lps};
  const FollowUpRegistration found = Register(Knee(), turned);
  const double error_mm = TendonErrorMm(Knee(), found, turned_from_follow_up);
  EXPECT_TRUE(!found.usable || error_mm < kSilentFailureMm) << error_mm;
}

// --- parts of the knee missing

TEST(RegisterFollowUpRefuses, AFollowUpWithoutTheInnerHalfOfItsSlices) {
  const Volume whole = FollowUpImage();
  const auto [columns, rows, slices] = whole.geometry.size;
  ExpectRefused(
      Register(Knee(), test::Cropped(whole, {0, 0, slices / 2}, {columns, rows, slices})));
}

TEST(RegisterFollowUpRefuses, AFollowUpWithoutTheOuterHalfOfItsSlices) {
  const Volume whole = FollowUpImage();
  const auto [columns, rows, slices] = whole.geometry.size;
  ExpectRefused(Register(Knee(), test::Cropped(whole, {0, 0, 0}, {columns, rows, slices / 2})));
}

TEST(RegisterFollowUpRefuses, AFollowUpWithoutTheUpperHalfOfItsRows) {
  const Volume whole = FollowUpImage();
  const auto [columns, rows, slices] = whole.geometry.size;
  ExpectRefused(
      Register(Knee(), test::Cropped(whole, {0, rows / 2, 0}, {columns, rows, slices})));
}

TEST(RegisterFollowUpRefuses, AFollowUpThatShowsOnlyNoise) {
  Volume noise = MakeVolume(Knee().follow_up.tendon.geometry);
  test::AddNoise(noise, 80, 55);
  ExpectRefused(Register(Knee(), noise));
}

TEST(RegisterFollowUpRefuses, AFollowUpThatIsZeroEverywhere) {
  ExpectRefused(Register(Knee(), MakeVolume(Knee().follow_up.tendon.geometry)));
}

// --- another weighting

TEST(RegisterFollowUpRefuses, AnAnkleOfAnotherWeighting) {
  ExpectRefused(Register(Knee(), AnkleImage(), true));
}

TEST(RegisterFollowUpRefuses, TheOtherKneeOfAnotherWeighting) {
  ExpectRefused(Register(Knee(), AtTheKnee(LeftKnee(52, 4)), true));
}

TEST(RegisterFollowUpRefuses, NoiseOfAnotherWeighting) {
  Volume noise = MakeVolume(Knee().follow_up.tendon.geometry);
  test::AddNoise(noise, 80, 56);
  ExpectRefused(Register(Knee(), noise, true));
}

}  // namespace
}  // namespace regen
