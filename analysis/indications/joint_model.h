// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace regen {

// A bone beside the treated structure, found from the structure's region: where its middle lies
// from one end of the region (along the patient's axes, adult anatomy) and how far it reaches.
// A centimetre of error does not matter: what follows the bone's motion is found in the images.
struct BoneAnchor {
  enum class From { kUpperEnd, kLowerEnd, kCentre };
  std::string name;  // "patella"
  From from = From::kCentre;
  double lateral_mm = 0;  // away from the body's middle; 0 where the structure has no side
  double posterior_mm = 0;
  double superior_mm = 0;
  double radius_mm = 30;
  bool holds_structure = false;  // its motion is that of the structure at this end
  bool is_structure = false;     // the treated bone itself: all but its defect tells its motion
};

// What the treated structure moves with.
struct JointModel {
  enum class Carrier {
    kBetweenBones,  // tendon, disc: a blend of the bones that hold it, then its own windows
    kOneBone,       // bone, upper hamstring tendon: the first bone that could be followed
    kBoneBeneath    // cartilage: the first bone lies beneath it, the second opposite, where the
                    // image shows them
  };
  Carrier carrier = Carrier::kBetweenBones;
  // Of the whole structure along its axis; a region much shorter than it was drawn from the
  // upper end, and the lower end is taken to lie this far below. 0: the region is the whole.
  double typical_length_mm = 0;
  std::vector<BoneAnchor> bones;
};

}  // namespace regen
