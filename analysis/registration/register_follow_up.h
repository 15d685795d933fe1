// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/axis_motion.h"
#include "analysis/image/volume.h"
#include "analysis/indications/joint_model.h"
#include "analysis/registration/feature_pyramid.h"

#include <optional>
#include <string>
#include <vector>

namespace regen {

// Limits are ours: an error of half a millimetre is about a voxel of a clinical knee series and
// changes the mean T2 of a 5 mm thick tendon by less than its repeatability.
struct FollowUpRegistrationOptions {
  // The images show tissues in another contrast (PD, T1, T2, fat suppressed or not): one of
  // them is given the other's first, see weighting_map.h, and the limits are narrower.
  bool other_weighting = false;
  double lateral_sign = 0;         // -1 right side, +1 left side, 0 neither
  double neighbourhood_mm = 40.0;  // around the region, in which images are aligned
  double excluded_rim_mm = 2.0;    // the region and this rim take no part
  double beside_mm = 14.0;         // tissue beside the structure that tells its own motion
  // Of the features: the same knee again reaches 0.9, another knee or joint 0.4.
  double min_correlation = 0.60;
  double min_overlap = 0.60;
  double max_inverse_consistency_mm = 0.50;
  double max_half_sample_mm = 0.50;
  double max_residual_mm = 1.00;
  // Between where the bones that may carry the structure would place it.
  double max_carrier_doubt_mm = 0.50;
  // A mirrored image that fits better than the true one by this much is the other side.
  double mirror_margin = 0.05;
  int threads = 2;  // the result does not depend on it
};

// One structure's alignment and whether it may be used.
struct RegisteredStructure {
  std::string name;
  Rigid3 followup_from_baseline;
  double correlation = -1;  // of the features after alignment
  double overlap = 0;       // share of the surroundings inside both images
  // Mean |backward(forward(x)) - x|; both were solved on their own.
  double inverse_consistency_mm = -1;
  // Half the mean distance between the solutions of two halves of the samples.
  double half_sample_mm = -1;
  // Median shift that pieces of about 15 mm around it would still like to make: noise where the
  // motion is right, more where the tissue did not move as the model says.
  double residual_mm = -1;
  bool usable = false;
  std::string why_not;  // one sentence with the figure, where not usable
};

struct FollowUpRegistration {
  AxisMotion followup_from_baseline;  // of the treated structure
  RegisteredStructure region;         // its figures; the transform is that of its middle
  std::vector<RegisteredStructure> bones;
  std::string carried_by;                 // names of the bones that carry it, or empty
  double carrier_doubt_mm = 0;            // between those that may, where it cannot be seen
  std::optional<double> joint_angle_deg;  // largest turn of one usable bone against another
  bool usable = false;                    // region.usable
  std::string why_not;

  // Standard deviation of where the structure lies, as far as the checks can tell.
  double UncertaintyMm() const;
};

// Aligns the treated structure of the follow-up with the baseline. Both images are any volumes
// in LPS, any plane, grid and thickness; `region` is the drawn region's coverage in the
// baseline's frame, and neither it nor a rim around it takes part. In three steps, both ways:
//   1. the neighbourhood as one rigid body: global search over shifts and turns, then
//      Gauss–Newton from coarse to fine;
//   2. every bone of `joint` on its own;
//   3. the structure: blended between the bones that hold it, then local windows; or with the
//      bone that it lies on.
// Images of different weighting are first laid over each other by their edges alone and made
// alike there.
// The result is the middle between forward and backward, so that swapping the exams gives the
// inverse; what they disagree by is one of the checks.
FollowUpRegistration RegisterFollowUp(const Volume& baseline,
                                      const Volume& follow_up,
                                      const Volume& region,
                                      const JointModel& joint,
                                      const FollowUpRegistrationOptions& options = {});

}  // namespace regen
