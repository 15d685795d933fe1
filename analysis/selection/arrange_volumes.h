// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/selection/arrange_stack.h"
#include "analysis/selection/image_kind.h"
#include "analysis/selection/series_summary.h"

#include <optional>
#include <string>
#include <vector>

namespace regen {

// What distinguishes the volumes of one series. Values that no image tells are absent.
struct VolumeTags {
  ImageKind kind;
  std::optional<double> echo_time_ms;
  std::optional<double> inversion_time_ms;
  std::optional<double> flip_angle_deg;
  std::optional<double> b_value_s_per_mm2;
  std::string stack_id;
  int time_point = 0;          // 1, 2, … where one place was imaged several times; else 0
  bool lossy = false;          // any image was ever compressed with loss
  bool inverted_grey = false;  // MONOCHROME1: to be shown with small values white
};

// "echo 20 ms, water, time point 2": for messages and lists.
std::string VolumeTagsText(const VolumeTags& tags);

// One volume of a series, or images that make none and why.
struct ArrangedVolume {
  VolumeTags tags;
  SliceStack stack;                    // where there are no reasons
  std::vector<ImageReference> images;  // in the order of the slices
  Reasons reasons;                     // empty: this is a volume
};

// Sorts the images of a series into volumes, by header values alone. Stacks (orientation,
// matrix, StackID), component (magnitude, phase …), Dixon contrast, map, echo, inversion time,
// flip angle and b-value are volumes of their own; so are repetitions of one place by temporal
// position, diffusion direction, acquisition, trigger time or dimension index. What is no
// volume comes back with its reasons: those of ArrangeStack, and not-mr, not-an-image,
// secondary-capture, localizer, siemens-mosaic, multi-frame-not-supported. Every image is in
// exactly one of the answers, whose order depends on the headers only.
std::vector<ArrangedVolume> ArrangeVolumes(const SeriesSummary& series);

}  // namespace regen
