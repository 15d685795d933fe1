// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/register_patients.h"

#include "analysis/phantom/evaluation_points.h"
#include "analysis/phantom/knee_phantom.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace regen {
namespace {

KneePhantom Knee(std::uint64_t anatomy_seed) {
  KneePhantomOptions options;
  options.anatomy_seed = anatomy_seed;
  options.seed = anatomy_seed;
  options.size = {128, 128, 24};
  options.spacing_mm = Vec3(1.25, 1.25, 4.0);
  options.echo_times_ms = {30};
  options.follow_up_grid.emplace().size = {1, 1, 1};  // its follow-up is not looked at
  auto knee = MakeKneePhantom(options);
  EXPECT_TRUE(knee.has_value());
  return std::move(*knee);
}

// Share of a structure's points that come to lie inside the other one.
double ShareInside(const KneePhantom& knee,
                   const KneePhantom& other,
                   const AxisMotion& motion) {
  const Volume& tendon = other.baseline.tendon;
  int inside = 0;
  const auto points = EvaluationPoints(knee, KneeStructure::kPatellarTendon, 300);
  for (const Vec3& p : points) {
    const Vec3 index = IndexFromLps(tendon.geometry, motion * p).array().round();
    const bool on_grid = (index.array() >= 0).all() && index[0] < tendon.geometry.size[0] &&
                         index[1] < tendon.geometry.size[1] &&
                         index[2] < tendon.geometry.size[2];
    inside += on_grid && tendon.At(static_cast<int>(index[0]),
                                   static_cast<int>(index[1]),
                                   static_cast<int>(index[2])) > 0.25F
                  ? 1
                  : 0;
  }
  return static_cast<double>(inside) / static_cast<double>(points.size());
}

TEST(TransferStructure, LaysOnePatientsTendonOnAnothers) {
  const KneePhantom knee = Knee(3);
  const KneePhantom other = Knee(4);
  const PatientTransfer transfer = TransferStructure(
      knee.baseline.images.echoes[0], knee.baseline.tendon, other.baseline.images.echoes[0]);
  EXPECT_GT(transfer.correlation, 0.6);
  EXPECT_GT(ShareInside(knee, other, transfer.other_from_atlas), 0.7);
}

TEST(TransferStructure, SaysThatAnEmptyRegionLiesNowhere) {
  VolumeGeometry grid;
  grid.size = {8, 8, 8};
  const Volume nothing = MakeVolume(grid);
  EXPECT_EQ(TransferStructure(nothing, nothing, nothing).correlation, -1);
}

}  // namespace
}  // namespace regen
