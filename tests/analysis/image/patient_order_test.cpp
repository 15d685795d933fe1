// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/image/patient_order.h"
#include "tests/support/recounted.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>

namespace regen {
namespace {

// Axes near left, back and head, but oblique to all of them.
Volume Oblique() {
  VolumeGeometry grid;
  grid.size = {5, 4, 3};
  grid.spacing_mm = Vec3(0.6, 0.7, 3.5);
  grid.direction = Eigen::AngleAxisd(0.5, Vec3(1, -2, 0.5).normalized()).toRotationMatrix();
  grid.origin_lps = Vec3(-40, 20, 7);
  Volume volume = MakeVolume(grid);
  for (std::size_t n = 0; n < volume.values.size(); ++n) {
    volume.values[n] = static_cast<float>(n);
  }
  return volume;
}

TEST(InPatientOrder, GivesOneVolumeForAllWaysToStoreIt) {
  const Volume expected = Oblique();
  for (const test::Count& count : test::RightHandedCounts()) {
    const Volume found = InPatientOrder(test::Recounted(expected, count));
    EXPECT_EQ(found.values, expected.values);
    EXPECT_TRUE(SameGrid(found.geometry, expected.geometry, 1e-9));
  }
}

TEST(InPatientOrder, LeavesEveryVoxelWhereItIs) {
  const Volume stored = test::Recounted(Oblique(), {{{2, true}, {0, false}, {1, true}}});
  const Volume found = InPatientOrder(stored);
  const Vec3 index(1, 2, 3);
  const Vec3 p = LpsFromIndex(stored.geometry, index);
  const Vec3 at = IndexFromLps(found.geometry, p);
  EXPECT_EQ(found.At(static_cast<int>(std::lround(at[0])),
                     static_cast<int>(std::lround(at[1])),
                     static_cast<int>(std::lround(at[2]))),
            stored.At(1, 2, 3));
  EXPECT_TRUE(SameGrid(found.geometry, InPatientOrder(stored.geometry)));
}

// Also where no axis is clearly nearest to one of the patient's.
TEST(InPatientOrder, IsRightHandedForGridsTurnedInAnyWay) {
  for (int n = 0; n < 200; ++n) {
    VolumeGeometry grid;
    grid.direction =
        Eigen::AngleAxisd(0.031 * n, Vec3(std::cos(n), std::sin(3.0 * n), 0.4).normalized())
            .toRotationMatrix();
    EXPECT_NEAR(InPatientOrder(grid).direction.determinant(), 1, 1e-9) << n;
  }
}

}  // namespace
}  // namespace regen
