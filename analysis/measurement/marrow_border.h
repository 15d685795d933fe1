// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

namespace regen {

// Thickness of the bony end-plate and of the subchondral plate that no clinical image resolves:
// 0.5 to 1 mm (Roberts et al. 1989, Spine 14:166).
inline constexpr double kBonyPlateMm = 1.0;

// Where the marrow ends along a mean profile that runs out of it through a thin dark plate into
// something of any signal. The steepest place of the profile is not it: a plate thinner than a
// pixel pushes it into the marrow by half a millimetre where what lies beyond is bright, and
// not where it is dark. So three levels (marrow, a plate of kBonyPlateMm with a tenth of the
// marrow's signal, what lies beyond), blurred by a Gaussian, are fitted by least squares with
// the border, the blur and both outer levels free. `s_mm`: places in ascending order, 0 where
// the border is expected, within 2.5 mm; nothing where the best place is at the end of the
// range or the marrow is not brighter than the plate.
std::optional<double> MarrowBorder(const std::vector<double>& s_mm,
                                   const std::vector<double>& values);

}  // namespace regen
