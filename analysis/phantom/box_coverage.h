// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"

namespace regen {

// Share of the cube [-1, 1]³ where value + slope · u < 0: the volume that a plane cuts off, in
// closed form (Scardovelli and Zaleski 2000, J Comput Phys 164:228, equation 2).
double CubeShareBelow(double value, const Vec3& slope);

}  // namespace regen
