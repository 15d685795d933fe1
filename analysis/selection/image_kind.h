// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/selection/series_summary.h"

#include <string>

namespace regen {

// What the values of an image are, from ImageType (0008,0008), FrameType (0008,9007) and
// ComplexImageComponent (0008,9208) as vendors write them. No text of the series is asked.
struct ImageKind {
  std::string component;  // "magnitude", "phase", "real", "imaginary"
  std::string dixon;      // "", "water", "fat", "in-phase", "opposed-phase"
  std::string map;        // "", "t1", "t2", "t2-star", "r1", "r2", "r2-star", "s0", "adc", …
  bool derived = false;   // ImageType holds DERIVED, or it is a map
  bool projection = false;  // maximum or minimum intensity along a direction
  bool localizer = false;
  bool mosaic = false;     // slices side by side in one image (Siemens)
  bool secondary = false;  // ImageType holds SECONDARY

  bool operator==(const ImageKind&) const = default;
};

ImageKind KindOfImage(const InstanceSummary& image);

// A magnitude image as the scanner made it: neither a map nor derived nor a projection.
bool IsOriginalMagnitude(const ImageKind& kind);

// "magnitude", "phase", "water", "t2 map, derived": for messages.
std::string ImageKindText(const ImageKind& kind);

}  // namespace regen
