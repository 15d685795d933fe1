// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace regen {

// A dark stretch of a profile between two brighter shoulders. Positions are in mm from the
// first sample's centre, between samples where a linear interpolation crosses half the height
// from the band's floor to the shoulder of that side, so that thickness does not depend on how
// bright the neighbours are.
struct DarkBand {
  double begin_mm = 0;
  double end_mm = 0;
  double floor = 0;           // smallest value
  double begin_shoulder = 0;  // value of the neighbour before it
  double end_shoulder = 0;    // and behind it
  double ThicknessMm() const { return end_mm - begin_mm; }
  double CentreMm() const { return 0.5 * (begin_mm + end_mm); }
  // 1 - floor / shoulder of the weaker side: 0 no band, 1 black between anything.
  double Contrast() const;
};

struct DarkBandLimits {
  double least_mm = 1.0;
  double most_mm = 12.0;
  double least_contrast = 0.3;
};

// Every band of the profile within the limits, in order. A dip inside of a deeper one that is
// not separated by a shoulder is part of it.
std::vector<DarkBand> FindDarkBands(const std::vector<double>& profile,
                                    double spacing_mm,
                                    const DarkBandLimits& limits);

}  // namespace regen
