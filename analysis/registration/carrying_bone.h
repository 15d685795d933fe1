// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/registration/bone_motion.h"
#include "analysis/registration/region_surroundings.h"
#include "analysis/registration/register_follow_up.h"

#include <array>
#include <string>
#include <vector>

namespace regen {

// The bones to both sides of a sheet that lies on one of them (joint cartilage), named by where
// they lie ("bone-above").
struct BonesBesideSheet {
  std::array<BoneSeed, 2> sides;
  bool seen = false;  // the first is the one beneath the sheet; else either may be it
};

// Cartilage lies on its bone: outwards from it comes the bone's dark plate and then, with no more
// than the plate between, its marrow. The opposite bone has cartilage of its own before its
// plate; fat that touches the surface has no plate. Marrow is looked for in balls to both sides
// along the sheet's normal, of `radius_mm` and for a knee cap of half of it, above and below, and
// where the sheet is bent round its bone at its middle. Where one bone alone fits, it and the
// ball to its other side are returned; else the balls to both sides. Works with bright and with
// suppressed marrow.
BonesBesideSheet FindBonesBesideSheet(const Volume& image,
                                      const RegionSurroundings& sheet,
                                      double radius_mm);

// Whether the first of both bones may carry the sheet.
struct CarrierCheck {
  std::string why_not;  // one sentence, where it may not
  double doubt_mm = 0;  // where either may be the one: how far apart they would place the sheet
};

// The bone that was seen beneath, if it could be followed. Where none was seen, both must be
// usable and it must not matter which one it is: they have to place the sheet within
// `max_apart_mm` of each other. How well a bone's motion explains the surroundings says nothing
// about whether the sheet is its own: the opposite bone is as near.
CarrierCheck CheckCarrier(const RegisteredStructure& first,
                          const RegisteredStructure& second,
                          bool seen,
                          const std::vector<Vec3>& sheet_lps,
                          double max_apart_mm);

}  // namespace regen
