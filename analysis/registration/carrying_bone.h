// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/registration/bone_motion.h"
#include "analysis/registration/register_follow_up.h"

#include <optional>
#include <string>
#include <vector>

namespace regen {

// The bones to both sides of a sheet that lies on one of them (joint cartilage).
struct BonesBesideSheet {
  std::vector<BoneSeed> seeds;
  int beneath = -1;  // the seed of the bone that the sheet lies on; -1: cannot be seen
};

// Cartilage lies on its bone: outwards from it comes the bone's dark plate and then, with no more
// than the plate between, its marrow. The opposite bone has cartilage of its own before its
// plate; fat that touches the surface has no plate. Marrow is looked for in balls to both sides
// along the sheet's normal, of `radius_mm` and for a knee cap of half of it, above and below, and
// where the sheet is bent round its bone at its middle. Where one bone alone fits it and one
// beside it are returned as `names[0]` and `names[1]`; else the balls to both sides, named by
// where they lie. Works with bright and with suppressed marrow.
BonesBesideSheet FindBonesBesideSheet(const Volume& image,
                                      const std::vector<Vec3>& sheet_lps,
                                      const std::vector<std::string>& names,
                                      double radius_mm);

// Which bone carries the sheet.
struct CarrierChoice {
  int bone = -1;        // its place in the list; -1: cannot be told
  std::string why_not;  // one sentence, where it cannot
  // Where any of the bones may be the one: how far apart they would place it, at most.
  double doubt_mm = 0;
};

// The bone beneath, if it could be followed. Where it was not seen, every bone must be usable and
// it must not matter which one it is: they have to place the sheet within `max_apart_mm` of each
// other. How well a bone's motion explains the surroundings says nothing about whether the sheet
// is its own: the opposite bone is as near.
CarrierChoice ChooseCarrier(const std::vector<RegisteredStructure>& bones,
                            int beneath,
                            const std::vector<Vec3>& sheet_lps,
                            double max_apart_mm);

}  // namespace regen
