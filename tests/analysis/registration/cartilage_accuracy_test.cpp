// SPDX-License-Identifier: GPL-3.0-or-later
// Cartilage of a femoral condyle in knees that bend between two visits: it must go with its own
// bone, against the exact motion. The opposite bone lies as near and moves by millimetres.
#include "analysis/image/shrink.h"
#include "analysis/indications/joints.h"
#include "analysis/phantom/exam_series.h"
#include "analysis/phantom/knee_phantom.h"
#include "analysis/phantom/phantom_visit.h"
#include "analysis/phantom/random_field.h"
#include "analysis/registration/region_surroundings.h"
#include "analysis/registration/register_follow_up.h"

#include <algorithm>
#include <cmath>
#include <iostream>

#include <gtest/gtest.h>

namespace regen {
namespace {

constexpr int kKnees = 10;

KneePatient PatientOf(std::uint64_t seed) {
  RandomStream random(MixSeed(seed, 417));
  KneePhantomOptions options;
  options.seed = seed;
  options.anatomy_seed = seed;
  options.treated = KneeTreated::kCartilage;
  options.repair.place.radius_mm = 8;
  options.repair.place.lateral = seed % 2 == 0;
  options.repair.place.posterior_deg = random.NextBetween(0, 25);
  options.change_percent = 0;
  options.flexion_deg = (seed % 3 == 0 ? -1 : 1) * random.NextBetween(2.5, 5.0);
  return *PlanKnee(options);
}

struct Found {
  FollowUpRegistration registration;
  double error_mm = 0;     // mean over the region
  double opposite_mm = 0;  // what the tibia's motion would have been wrong by
};

Found Register(const KneePatient& knee, ExamSeries series) {
  series.size = {200, 200, 22};
  ExamRenderer before(knee.baseline);
  ExamRenderer after(knee.follow_up);
  const Volume baseline = MeanOfEchoes(before.Render(series, 1));
  const Volume follow_up = MeanOfEchoes(after.Render(series, 1));
  const Volume region = before.Coverage(series, RegionRole::kStructure);
  Found found;
  found.registration = RegisterFollowUp(
      baseline, follow_up, region, ArticularCartilageJoint(), {.lateral_sign = -1});
  const RegionSurroundings here(region, 0);
  const double share = 1.0 / static_cast<double>(here.Points().size());
  const Rigid3 tibia = knee.motion->FollowUpFromBaseline(KneeBone::kTibia);
  for (const Vec3& p : here.Points()) {
    const Vec3 truth = knee.motion->FollowUpFromBaseline(KneeBone::kFemur) * p;
    found.error_mm +=
        share * (found.registration.followup_from_baseline * p - truth).norm();
    found.opposite_mm += share * (tibia * p - truth).norm();
  }
  return found;
}

void ExpectFollowed(const ExamSeries& series, std::uint64_t first) {
  int usable = 0;
  double worst_mm = 0;
  double sum_mm = 0;
  double opposite_mm = 0;
  for (std::uint64_t seed = first; seed < first + kKnees; ++seed) {
    const Found found = Register(PatientOf(seed), series);
    opposite_mm += found.opposite_mm / kKnees;
    if (!found.registration.usable) {
      std::cout << "knee " << seed << ": " << found.registration.why_not << "\n";
      continue;
    }
    ++usable;
    sum_mm += found.error_mm;
    worst_mm = std::max(worst_mm, found.error_mm);
    EXPECT_LE(found.error_mm, 0.5) << seed << ", carried by " << found.registration.carried_by;
  }
  std::cout << series.description << ": " << usable << " of " << kKnees
            << " usable, cartilage off by " << sum_mm / std::max(usable, 1) << " mm, at most "
            << worst_mm << "; the opposite bone's motion would be off by " << opposite_mm
            << " mm\n";
  EXPECT_GE(usable, kKnees - 1);
  EXPECT_LE(sum_mm / std::max(usable, 1), 0.2);
  EXPECT_GE(opposite_mm, 0.5) << "nothing to tell apart";
}

TEST(BentKneesCartilage, GoesWithItsBoneInEchoTrains) {
  ExpectFollowed(SagittalT2Train(), 1);
}

TEST(BentKneesCartilage, GoesWithItsBoneWhereFatIsSuppressed) {
  ExpectFollowed(SagittalProtonDensityFat(), 41);
}

}  // namespace
}  // namespace regen
