// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/evaluation_points.h"

#include "analysis/phantom/random_field.h"

namespace regen {
namespace {

constexpr double kRimMm = 3.0;

bool Contains(const KneeAnatomy& anatomy, KneeStructure structure, const Vec3& p_knee) {
  switch (structure) {
    case KneeStructure::kFemur:
      return anatomy.BoneDistanceMm(KneeBone::kFemur, p_knee) < 0.0;
    case KneeStructure::kTibia:
      return anatomy.BoneDistanceMm(KneeBone::kTibia, p_knee) < 0.0;
    case KneeStructure::kPatella:
      return anatomy.BoneDistanceMm(KneeBone::kPatella, p_knee) < 0.0;
    case KneeStructure::kPatellarTendon:
      break;
  }
  const Tissue tissue = anatomy.TissueAt(p_knee).tissue;
  return tissue == Tissue::kTendon || tissue == Tissue::kTendonLesion;
}

}  // namespace

std::vector<Vec3> EvaluationPoints(const KneePhantom& phantom,
                                   KneeStructure structure,
                                   int count,
                                   std::uint64_t seed) {
  const VolumeGeometry& geometry = phantom.baseline.tendon.geometry;
  const Vec3 last(geometry.size[0] - 1, geometry.size[1] - 1, geometry.size[2] - 1);
  const Vec3 rim = kRimMm * geometry.spacing_mm.cwiseInverse();
  const Vec3 lower = rim.cwiseMax(Vec3::Zero());
  const Vec3 range = (last - 2.0 * rim).cwiseMax(0.0);
  RandomStream random(MixSeed(seed, 701 + static_cast<std::uint64_t>(structure)));
  std::vector<Vec3> points;
  constexpr int kTriesPerPoint = 20000;
  for (int tries = 0; static_cast<int>(points.size()) < count && tries < kTriesPerPoint * count;
       ++tries) {
    const double a = random.NextUniform();
    const double b = random.NextUniform();
    const double c = random.NextUniform();
    const Vec3 p_lps = LpsFromIndex(geometry, lower + range.cwiseProduct(Vec3(a, b, c)));
    if (Contains(phantom.baseline.anatomy, structure, phantom.pose.KneeFromLps(p_lps))) {
      points.push_back(p_lps);
    }
  }
  return points;
}

}  // namespace regen
