// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_surfaces.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(KneeSurfaces, PutsACartilageSiteOnTheCondylesSurface) {
  const KneeSurfaces surfaces{KneeShape{}};
  for (const bool lateral : {false, true}) {
    const auto site = surfaces.SiteOf({lateral, 10.0, 6.0});
    EXPECT_NEAR(surfaces.Femur(site.at), 0.0, 1e-9);
    EXPECT_EQ(site.at.x() > 0.0, lateral);
    EXPECT_LT(site.outward.z(), -0.8);  // towards the tibia
    EXPECT_NEAR(site.outward.norm(), 1.0, 1e-12);
  }
}

TEST(KneeSurfaces, GrowsTrueDistancesOutOfTheCondyle) {
  const KneeSurfaces surfaces{KneeShape{}};
  const auto site = surfaces.SiteOf({false, 10.0, 6.0});
  for (const double height : {0.5, 1.0, 2.0}) {
    EXPECT_NEAR(surfaces.Femur(site.at + height * site.outward), height, 0.05 * height);
  }
}

TEST(KneeSurfaces, BoundsNeverReachBeyondTheShapeTheyHold) {
  const KneeSurfaces surfaces{KneeShape{}};
  for (double y = -70.0; y < 70.0; y += 3.7) {
    for (double z = -80.0; z < 80.0; z += 4.3) {
      const Vec3 p(11.0, y, z);
      EXPECT_GE(std::max(surfaces.Shin(p), 0.0), 0.8 * surfaces.ShinOrBounds(p));
      EXPECT_GE(std::max(surfaces.Patella(p), 0.0), 0.8 * surfaces.PatellaOrBounds(p));
      EXPECT_GE(std::max(surfaces.Femur(p), 0.0), 0.8 * surfaces.FemurOrBounds(p));
    }
  }
}

TEST(KneeSurfaces, KeepsTheTendonsCentreInsideTheTendon) {
  const KneeSurfaces surfaces{KneeShape{}};
  for (double z = surfaces.TendonFootZ() + 1.0; z < surfaces.TendonApexZ() - 1.0; z += 1.0) {
    EXPECT_LT(surfaces.Tendon({0.0, surfaces.TendonCentreY(z), z}), 0.0);
  }
}

}  // namespace
}  // namespace regen
