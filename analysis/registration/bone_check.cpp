// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/bone_check.h"

#include "analysis/base/text.h"
#include "analysis/registration/self_check.h"

#include <algorithm>

namespace regen {
namespace {

constexpr RigidRegistrationOptions kHalf{.max_iterations = 12,
                                         .translation_tolerance_mm = 2e-3,
                                         .rotation_tolerance_rad = 5e-5,
                                         .min_overlap = 0.5};

std::vector<Vec3> PointsOf(const std::vector<FixedSample>& samples, std::size_t max_points) {
  std::vector<Vec3> points;
  for (const FixedSample& sample : Thinned(samples, max_points)) {
    if (sample.weight > 0.5F) points.push_back(sample.p_lps);
  }
  return points;
}

}  // namespace

std::string WhyNotUsable(const RegisteredStructure& r,
                         const FollowUpRegistrationOptions& limits) {
  const auto share = [](double value) { return FormatFixed(100 * value, 0); };
  const auto number = [](double value) { return FormatFixed(value, 2); };
  if (r.overlap < limits.min_overlap) {
    return StrCat("only ",
                  share(r.overlap),
                  " % of the surroundings lie in both images (at least ",
                  share(limits.min_overlap),
                  " % needed)");
  }
  if (r.correlation < limits.min_correlation) {
    return StrCat("the images do not correspond after alignment: correlation ",
                  number(r.correlation),
                  " (at least ",
                  number(limits.min_correlation),
                  " needed)");
  }
  if (!(r.inverse_consistency_mm <= limits.max_inverse_consistency_mm)) {
    return StrCat("aligning forward and backward disagrees by ",
                  number(r.inverse_consistency_mm),
                  " mm (at most ",
                  number(limits.max_inverse_consistency_mm),
                  " mm allowed)");
  }
  if (!(r.half_sample_mm <= limits.max_half_sample_mm)) {
    return StrCat("two halves of the image points disagree by ",
                  number(r.half_sample_mm),
                  " mm (at most ",
                  number(limits.max_half_sample_mm),
                  " mm allowed)");
  }
  if (!(r.residual_mm <= limits.max_residual_mm)) {
    return StrCat("pieces of the surroundings still lie ",
                  number(r.residual_mm),
                  " mm apart (at most ",
                  number(limits.max_residual_mm),
                  " mm allowed)");
  }
  return {};
}

double RemainingShiftMm(const std::vector<FixedSample>& samples,
                        const MovingImage& moving,
                        const PointMap& moving_from_fixed) {
  constexpr double kCellMm = 15.0;
  return MedianShiftMm(FindCellShifts(samples, moving, moving_from_fixed, kCellMm));
}

CheckedBone CheckBone(const BoneMotion& forward,
                      const BoneMotion& back,
                      const MovingImage& moving,
                      const FollowUpRegistrationOptions& limits) {
  CheckedBone checked;
  checked.halves = {forward.moving_from_fixed, forward.moving_from_fixed};
  RegisteredStructure& bone = checked.figures;
  bone.name = forward.name;
  bone.correlation = std::min(forward.correlation, back.correlation);
  bone.overlap = std::min(forward.overlap, back.overlap);
  bone.followup_from_baseline =
      Blend(forward.moving_from_fixed, Inverse(back.moving_from_fixed), 0.5);
  const double support = std::min(forward.support, back.support);
  if (bone.correlation >= limits.min_correlation && bone.overlap >= limits.min_overlap) {
    const auto points = PointsOf(forward.samples, 300);
    bone.inverse_consistency_mm = MeanDistanceMm(
        points, MapOf(back.moving_from_fixed * forward.moving_from_fixed), MapOf(Rigid3{}));
    const auto samples = HalvesOf(forward.samples);
    for (std::size_t n = 0; n < samples.size(); ++n) {
      checked.halves[n] =
          RegisterRigid(samples[n], moving, forward.moving_from_fixed, kHalf).moving_from_fixed;
    }
    bone.half_sample_mm =
        MeanDistanceMm(points, MapOf(checked.halves[0]), MapOf(checked.halves[1])) / 2;
    bone.residual_mm =
        RemainingShiftMm(forward.samples, moving, MapOf(bone.followup_from_baseline));
  }
  bone.why_not = WhyNotUsable(bone, limits);
  if (bone.why_not.empty() && support < kLeastBoneSupport) {
    bone.why_not = StrCat("only ",
                          FormatFixed(100 * support, 0),
                          " % of its surroundings move as one (at least ",
                          FormatFixed(100 * kLeastBoneSupport, 0),
                          " % needed)");
  }
  bone.usable = bone.why_not.empty();
  return checked;
}

}  // namespace regen
