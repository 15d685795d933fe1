// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/axis_motion.h"
#include "analysis/image/iso_contour.h"
#include "analysis/image/volume.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace regen {

// One examination's key slice as the report shows it: square pixels, grey 0 (black) to 255.
struct ReportPicture {
  int width = 0;  // pixels
  int height = 0;
  double pixel_mm = 1;
  std::vector<std::uint8_t> grey;  // row by row
  std::vector<Outline>
      outlines;  // of the region, in pixels; (0, 0) is the first pixel's centre
  // Where the edges lie in the patient: left, right, top, bottom; "A", "P", "L", "R", "H", "F".
  std::array<std::string, 4> edges;
};

// Both key slices, alike in place and scale. Absent where there was nothing to show.
struct ReportPictures {
  std::optional<ReportPicture> baseline;
  std::optional<ReportPicture> follow_up;  // interpolated where the baseline's slice lies
  int slice = 0;                           // of the baseline's images, counted from 1
  int slices = 0;
};

// The baseline's slice with the largest part of the region, and the follow-up at the same
// place. `baseline` and `follow_up`: any one image per exam (the mean of all echoes); the
// regions are coverages on their grids; the motion takes points of the baseline to the
// follow-up. Each is windowed by its own values (1st to 99.5th percentile). No pictures where
// the baseline's region is empty.
ReportPictures MakeReportPictures(const Volume& baseline,
                                  const Volume& baseline_region,
                                  const Volume& follow_up,
                                  const Volume& follow_up_region,
                                  const AxisMotion& followup_from_baseline);

// The letter of the side of the patient that a direction in LPS points to.
std::string SideLetter(const Vec3& direction_lps);

}  // namespace regen
