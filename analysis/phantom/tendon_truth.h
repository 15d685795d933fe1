// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/knee_anatomy.h"

namespace regen {

// Sizes of the digital patellar tendon by its formula, as docs/measurements.md defines them.
struct TendonTruth {
  double volume_mm3 = 0;    // with lesion, without what the bones take of it
  double thickness_mm = 0;  // greatest median over 6 mm along and the inner 60 % of the width
  double cross_section_mm2 = 0;  // greatest mean over 5 mm along
  double lesion_mm3 = 0;
  double lesion_length_mm = 0;  // whole extent along the tendon
};

TendonTruth TruthOfTendon(const KneeAnatomy& anatomy);

}  // namespace regen
