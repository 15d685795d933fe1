// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_phantom.h"

#include "analysis/phantom/knee_anatomy.h"

#include <algorithm>
#include <cmath>

#include <Eigen/LU>
#include <gtest/gtest.h>

namespace regen {
namespace {

// Coarse and quick; nothing but the tissue's own signal.
KneePhantomOptions PlainOptions() {
  KneePhantomOptions options;
  options.size = {64, 64, 12};
  options.spacing_mm = {2.5, 2.5, 4.0};
  options.noise_sigma = 0.0;
  options.shading = 0.0;
  options.stimulated_echoes = false;
  return options;
}

KneePhantom Make(const KneePhantomOptions& options) {
  Result<KneePhantom> phantom = MakeKneePhantom(options);
  EXPECT_TRUE(phantom.has_value());
  return std::move(*phantom);
}

// T2 from two echoes at the voxel that lies most inside the tendon.
double T2InsideTendon(const KneePhantomExam& exam) {
  const auto& inside = exam.tendon.values;
  const auto best = static_cast<std::size_t>(
      std::distance(inside.begin(), std::max_element(inside.begin(), inside.end())));
  const EchoSeries& images = exam.images;
  const double first = static_cast<double>(images.echoes.front().values[best]);
  const double last = static_cast<double>(images.echoes.back().values[best]);
  return (images.echo_times_ms.back() - images.echo_times_ms.front()) / std::log(first / last);
}

TEST(MakeKneePhantom, GivesTheSameValuesForAnyNumberOfThreads) {
  KneePhantomOptions options = PlainOptions();
  options.noise_sigma = 10.0;
  options.threads = 1;
  const KneePhantom one = Make(options);
  options.threads = 3;
  const KneePhantom three = Make(options);
  EXPECT_EQ(one.follow_up.images.echoes[3].values, three.follow_up.images.echoes[3].values);
  EXPECT_EQ(one.baseline.tendon.values, three.baseline.tendon.values);
}

TEST(MakeKneePhantom, GivesAnotherKneeForAnotherSeed) {
  KneePhantomOptions options = PlainOptions();
  const KneePhantom one = Make(options);
  options.seed = 2;
  const KneePhantom two = Make(options);
  EXPECT_NE(one.baseline.images.echoes[0].values, two.baseline.images.echoes[0].values);
}

TEST(MakeKneePhantom, ChangesTheTendonsT2ByTheAskedPercentage) {
  const KneePhantom phantom = Make(PlainOptions());
  const double ratio = phantom.follow_up.tendon_t2_ms / phantom.baseline.tendon_t2_ms;
  EXPECT_NEAR(100.0 * (ratio - 1.0), -35.0, 0.3);
  EXPECT_NEAR(phantom.baseline.tendon_t2_ms, 38.0, 2.5);
}

TEST(MakeKneePhantom, ShowsTheTendonsT2InTheImages) {
  KneePhantomOptions options = PlainOptions();
  options.spacing_mm = {0.625, 0.625, 4.0};  // fine enough for voxels wholly inside
  options.size = {200, 100, 4};
  const KneePhantom phantom = Make(options);
  EXPECT_NEAR(T2InsideTendon(phantom.baseline), 38.0, 4.0);
  EXPECT_NEAR(T2InsideTendon(phantom.follow_up), 38.0 * 0.65, 3.0);
}

TEST(MakeKneePhantom, KeepsTheTendonsVolumeWhereverTheKneeLies) {
  const KneePhantom phantom = Make(PlainOptions());
  EXPECT_NEAR(
      phantom.follow_up.tendon_volume_mm3 / phantom.baseline.tendon_volume_mm3, 1.0, 0.01);
}

TEST(MakeKneePhantom, FindsTheTendonsVolumeOfItsFormula) {
  const KneePhantom phantom = Make(PlainOptions());
  const TendonSize shape = KneeAnatomy().PatellarTendon();
  // A super-ellipse of exponent 4 covers 0.9270 of its box; the tube is measured along z, and
  // the patella's apex takes a small part of it.
  const double height = 50.0;
  const double tube = 0.9270 * shape.width_mm * shape.thickness_mm * height;
  EXPECT_LT(phantom.baseline.tendon_volume_mm3, tube);
  EXPECT_GT(phantom.baseline.tendon_volume_mm3, 0.93 * tube);
}

TEST(MakeKneePhantom, MovesTheTendonByTheTrueMotion) {
  const KneePhantom phantom = Make(PlainOptions());
  const auto centroid = [](const Volume& region) {
    Vec3 sum = Vec3::Zero();
    double weight = 0;
    for (int k = 0; k < region.geometry.size[2]; ++k) {
      for (int j = 0; j < region.geometry.size[1]; ++j) {
        for (int i = 0; i < region.geometry.size[0]; ++i) {
          const double w = static_cast<double>(region.At(i, j, k));
          sum += w * LpsFromIndex(region.geometry, Vec3(i, j, k));
          weight += w;
        }
      }
    }
    return Vec3(sum / weight);
  };
  const Vec3 expected = centroid(phantom.baseline.tendon);
  const Vec3 found = phantom.baseline_from_follow_up * centroid(phantom.follow_up.tendon);
  EXPECT_LT((found - expected).norm(), 0.15);
}

TEST(MakeKneePhantom, LaysTheKneeDownAnewByAFewDegreesAndMillimetres) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    KneePhantomOptions options = PlainOptions();
    options.size = {4, 4, 2};
    options.seed = seed;
    const KneePhantom phantom = Make(options);
    const double degrees = RotationAngleDeg(phantom.baseline_from_follow_up);
    EXPECT_GT(degrees, 1.9);
    EXPECT_LT(degrees, 3.6);
  }
}

TEST(MakeKneePhantom, UsesTheMotionThatIsAskedFor) {
  KneePhantomOptions options = PlainOptions();
  options.size = {4, 4, 2};
  options.baseline_from_follow_up = Rigid3{Mat3::Identity(), Vec3(1, 2, 3)};
  EXPECT_EQ(Make(options).baseline_from_follow_up.translation_mm, Vec3(1, 2, 3));
}

TEST(MakeKneePhantom, PutsARightKneeToTheRightAndALeftOneToTheLeft) {
  KneePhantomOptions options = PlainOptions();
  options.size = {4, 4, 2};
  EXPECT_LT(Make(options).baseline.images.echoes[0].geometry.origin_lps.x(), 0.0);
  options.side = Side::kLeft;
  EXPECT_GT(Make(options).baseline.images.echoes[0].geometry.origin_lps.x(), 0.0);
}

TEST(MakeKneePhantom, SlicesAreSagittalAndRightHanded) {
  KneePhantomOptions options = PlainOptions();
  options.size = {4, 4, 2};
  const Mat3 direction = Make(options).baseline.images.echoes[0].geometry.direction;
  EXPECT_GT(std::abs(direction.col(2).x()), 0.98);
  EXPECT_NEAR(direction.determinant(), 1.0, 1e-9);
}

TEST(MakeKneePhantom, HasRicianNoiseInAir) {
  KneePhantomOptions options = PlainOptions();
  options.noise_sigma = 10.0;
  const Volume echo = Make(options).baseline.images.echoes[0];
  double sum = 0;
  int count = 0;
  for (int k = 0; k < echo.geometry.size[2]; ++k) {
    for (int j = 0; j < echo.geometry.size[1]; ++j) {
      sum += static_cast<double>(echo.At(0, j, k));  // the foremost column is air
      ++count;
    }
  }
  EXPECT_NEAR(sum / count, 10.0 * std::sqrt(std::acos(-1.0) / 2.0), 0.8);
}

TEST(MakeKneePhantom, LowersTheFirstEchoByImperfectRefocusing) {
  KneePhantomOptions options = PlainOptions();
  const KneePhantom plain = Make(options);
  options.stimulated_echoes = true;
  const KneePhantom rippled = Make(options);
  const std::size_t voxel = plain.baseline.tendon.Offset(32, 32, 6);
  const auto ratio = [&](std::size_t echo) {
    return static_cast<double>(rippled.baseline.images.echoes[echo].values[voxel]) /
           static_cast<double>(plain.baseline.images.echoes[echo].values[voxel]);
  };
  EXPECT_LT(ratio(0), 0.98 * ratio(1));
  EXPECT_LT(ratio(2), ratio(1));
  EXPECT_GT(ratio(0), 0.80);
}

TEST(MakeKneePhantom, RefusesAChangeThatLeavesNoT2) {
  KneePhantomOptions options = PlainOptions();
  options.change_percent = -100.0;
  const Result<KneePhantom> phantom = MakeKneePhantom(options);
  ASSERT_FALSE(phantom.has_value());
  EXPECT_EQ(phantom.error().kind, ErrorKind::kUsage);
  EXPECT_NE(phantom.error().message.find("-100"), std::string::npos);
}

TEST(MakeKneePhantom, RefusesEchoTimesThatDoNotAscend) {
  KneePhantomOptions options = PlainOptions();
  options.echo_times_ms = {10.0, 10.0};
  EXPECT_FALSE(MakeKneePhantom(options).has_value());
}

TEST(MakeKneePhantom, RefusesSlicesThickerThanTheirSpacing) {
  KneePhantomOptions options = PlainOptions();
  options.slice_thickness_mm = 5.0;
  EXPECT_FALSE(MakeKneePhantom(options).has_value());
}

TEST(MakeKneePhantom, RefusesAJointBentTooFar) {
  KneePhantomOptions options = PlainOptions();
  options.flexion_deg = 30.0;
  const Result<KneePhantom> phantom = MakeKneePhantom(options);
  ASSERT_FALSE(phantom.has_value());
  EXPECT_NE(phantom.error().message.find("30"), std::string::npos);
}

TEST(MakeKneePhantom, RefusesALesionLargerThanTheTendon) {
  KneePhantomOptions options = PlainOptions();
  options.lesion_radii_mm = Vec3(4, 5, 5);
  EXPECT_FALSE(MakeKneePhantom(options).has_value());
}

TEST(MakeKneePhantom, RefusesALeftHandedGrid) {
  KneePhantomOptions options = PlainOptions();
  options.direction = Vec3(1, 1, -1).asDiagonal();
  EXPECT_FALSE(MakeKneePhantom(options).has_value());
}

// Noise-free signal is the tissue's, which does not know how the grid lies.
TEST(MakeKneePhantom, ShowsTheSameKneeInEveryPlane) {
  KneePhantomOptions options = PlainOptions();
  options.size = {41, 41, 41};
  options.spacing_mm = {1.0, 1.0, 1.0};
  options.slice_thickness_mm = 1.0;
  options.echo_times_ms = {20};
  options.direction = Mat3::Identity();
  const KneePhantom axial = Make(options);
  Mat3 coronal;  // with rows that run towards the head and slices towards the front
  coronal << 1, 0, 0, 0, 0, -1, 0, 1, 0;
  options.direction = coronal;
  const KneePhantom other = Make(options);
  const Volume& a = axial.baseline.images.echoes[0];
  const Volume& b = other.baseline.images.echoes[0];
  double difference = 0;
  double sum = 0;
  for (int n = 0; n < 41; ++n) {
    for (int m = 0; m < 41; ++m) {
      const Vec3 index = IndexFromLps(b.geometry, LpsFromIndex(a.geometry, Vec3(n, m, 20)));
      const Eigen::Vector3i at = index.array().round().matrix().cast<int>();
      const double here = static_cast<double>(a.At(n, m, 20));
      difference += std::abs(here - static_cast<double>(b.At(at.x(), at.y(), at.z())));
      sum += here;
    }
  }
  EXPECT_LT(difference, 0.02 * sum);
}

TEST(MakeKneePhantom, GivesTheFollowUpAGridOfItsOwn) {
  KneePhantomOptions options = PlainOptions();
  options.follow_up_grid = KneeGrid{{30, 20, 10}, {4.0, 4.0, 5.0}, 4.0, std::nullopt};
  const KneePhantom phantom = Make(options);
  EXPECT_EQ(phantom.follow_up.tendon.geometry.size, (std::array<int, 3>{30, 20, 10}));
  EXPECT_EQ(phantom.baseline.tendon.geometry.size, options.size);
}

TEST(MakeKneePhantom, GivesTheFollowUpEchoTimesOfItsOwn) {
  KneePhantomOptions options = PlainOptions();
  options.follow_up_echo_times_ms = {30.0};
  const KneePhantom phantom = Make(options);
  EXPECT_EQ(phantom.follow_up.images.echoes.size(), 1U);
  EXPECT_EQ(phantom.baseline.images.echoes.size(), 8U);
}

TEST(MakeKneePhantom, SuppressesFatAndMarrowInTheFollowUp) {
  KneePhantomOptions options = PlainOptions();
  options.baseline_from_follow_up = Rigid3{};
  const KneePhantom plain = Make(options);
  options.follow_up_fat_factor = 0.1;
  const KneePhantom suppressed = Make(options);
  const VolumeGeometry& geometry = plain.follow_up.tendon.geometry;
  const Vec3 tibia = plain.pose.LpsFromKnee({0.0, 4.0, -18.0});
  const Eigen::Vector3i at = IndexFromLps(geometry, tibia).array().round().matrix().cast<int>();
  const auto signal = [&](const KneePhantom& phantom) {
    return static_cast<double>(phantom.follow_up.images.echoes[0].At(at.x(), at.y(), at.z()));
  };
  // A tenth of fatty marrow is water, which stays.
  EXPECT_NEAR(signal(suppressed) / signal(plain), 0.18, 0.02);
}

TEST(MakeKneePhantom, UsesTheGainThatIsAskedFor) {
  KneePhantomOptions options = PlainOptions();
  options.follow_up_gain = 1.3;
  EXPECT_EQ(Make(options).follow_up.gain, 1.3);
}

// A fine grid, not wider than the tendon: where fractions add up to an exact volume.
KneePhantomOptions TendonOptions() {
  KneePhantomOptions options = PlainOptions();
  options.baseline_from_follow_up = Rigid3{};
  options.direction = Mat3::Identity();
  options.size = {36, 106, 56};
  options.spacing_mm = {1.0, 1.0, 1.5};
  options.slice_thickness_mm = 1.5;
  options.echo_times_ms = {20};
  options.follow_up_grid =
      KneeGrid{options.size, options.spacing_mm, options.slice_thickness_mm, Mat3::Identity()};
  return options;
}

TEST(MakeKneePhantom, ChangesTheTendonsVolumeByTheAskedPercentage) {
  KneePhantomOptions options = TendonOptions();
  options.tendon_volume_change_percent = 12.0;
  const KneePhantom phantom = Make(options);
  const double ratio = phantom.follow_up.tendon_volume_mm3 / phantom.baseline.tendon_volume_mm3;
  EXPECT_NEAR(100.0 * (ratio - 1.0), 12.0, 0.3);
}

TEST(MakeKneePhantom, ShrinksTheLesionByTheAskedPercentage) {
  KneePhantomOptions options = TendonOptions();
  options.lesion_radii_mm = Vec3(6, 2, 5);
  options.lesion_shrinks_percent = 50.0;
  const KneePhantom phantom = Make(options);
  EXPECT_NEAR(phantom.baseline.lesion_volume_mm3, 251.3, 2.5);
  EXPECT_NEAR(phantom.follow_up.lesion_volume_mm3, 125.7, 1.3);
}

TEST(MakeKneePhantom, CountsTheLesionAsTendon) {
  KneePhantomOptions options = PlainOptions();
  const KneePhantom plain = Make(options);
  options.lesion_radii_mm = Vec3(6, 2, 5);
  const KneePhantom ill = Make(options);
  EXPECT_NEAR(ill.baseline.tendon_volume_mm3, plain.baseline.tendon_volume_mm3, 6.0);
  EXPECT_GT(ill.baseline.tendon_t2_ms, plain.baseline.tendon_t2_ms + 0.5);
}

TEST(MakeKneePhantom, RendersABentKneeTheSameForAnyNumberOfThreads) {
  KneePhantomOptions options = PlainOptions();
  options.flexion_deg = 6.0;
  options.threads = 1;
  const KneePhantom one = Make(options);
  options.threads = 3;
  EXPECT_EQ(one.follow_up.images.echoes[1].values,
            Make(options).follow_up.images.echoes[1].values);
}

// What a bone's voxel shows at the second visit is what its place showed at the first.
TEST(MakeKneePhantom, CarriesTheTextureOfEveryBoneAlong) {
  KneePhantomOptions options = PlainOptions();
  options.size = {48, 48, 24};
  options.spacing_mm = {2.8, 2.8, 3.0};
  options.echo_times_ms = {20};
  options.flexion_deg = 6.0;
  options.internal_rotation_deg = 2.0;
  options.follow_up_gain = 1.0;
  const KneePhantom phantom = Make(options);
  const Volume& image = phantom.follow_up.images.echoes[0];
  for (const Vec3& in_knee : {Vec3(0, 4, -18), Vec3(0, -43, 33), Vec3(24, 4, 26)}) {
    const Vec3 p_lps = phantom.motion.FollowUpFromBaseline(phantom.pose.LpsFromKnee(in_knee));
    const Eigen::Vector3i at =
        IndexFromLps(image.geometry, p_lps).array().round().matrix().cast<int>();
    EXPECT_NEAR(static_cast<double>(image.At(at.x(), at.y(), at.z())), 3430.0, 0.16 * 3430.0);
  }
}

TEST(MakeKneePhantom, ChangesTheRepairTissueWhereTheCartilageIsTreated) {
  KneePhantomOptions options = TendonOptions();
  options.treated = KneeTreated::kCartilage;
  options.repair.place.radius_mm = 6.0;
  options.change_percent = -20.0;
  options.size = {60, 60, 12};
  options.follow_up_grid =
      KneeGrid{options.size, options.spacing_mm, options.slice_thickness_mm, Mat3::Identity()};
  const KneePhantom phantom = Make(options);
  EXPECT_NEAR(phantom.follow_up.tendon_t2_ms / phantom.baseline.tendon_t2_ms, 0.8, 0.002);
  // A disc of 6 mm, as thick as the cartilage.
  EXPECT_NEAR(phantom.baseline.tendon_volume_mm3, 3.1416 * 36.0 * 2.2, 30.0);
}

TEST(MakeKneePhantom, FillsTheDefectUntilTheFollowUp) {
  KneePhantomOptions options = TendonOptions();
  options.treated = KneeTreated::kCartilage;
  options.repair = {{false, 8.0, 6.0}, 0.5};
  options.follow_up_fill = 1.0;
  options.size = {60, 60, 12};
  options.follow_up_grid =
      KneeGrid{options.size, options.spacing_mm, options.slice_thickness_mm, Mat3::Identity()};
  const KneePhantom phantom = Make(options);
  EXPECT_GT(phantom.baseline.lesion_volume_mm3, 80.0);
  EXPECT_EQ(phantom.follow_up.lesion_volume_mm3, 0.0);
}

}  // namespace
}  // namespace regen
