// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/phantom/knee_anatomy.h"

namespace regen {

// Volume of the patellar tendon, lesion included, as it shows: what bone has taken at its ends
// does not count. The anatomy must be one whose treated structure is the tendon.
double TendonVolumeMm3(const KneeAnatomy& anatomy);

inline constexpr double kMinVolumeChangePercent = -15.0;
inline constexpr double kMaxVolumeChangePercent = 40.0;

// The same knee with a tendon whose volume differs by `percent` (within the limits above), all
// of it in one part. Neighbouring tissue gives way.
KneeShape WithTendonVolumeChange(const KneeShape& shape, TendonPart part, double percent);

// The same knee with a lesion whose volume is smaller by `percent` (below 100: at 100 it is
// gone).
KneeShape WithSmallerLesion(const KneeShape& shape, double percent);

}  // namespace regen
