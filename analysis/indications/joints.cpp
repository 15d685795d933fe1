// SPDX-License-Identifier: GPL-3.0-or-later
//
// Places and sizes are those of an adult, in millimetres, from the end of the region that is
// named; they only have to hit the bone.
#include "analysis/indications/joints.h"

namespace regen {
namespace {

using From = BoneAnchor::From;

BoneAnchor Bone(const char* name, From from, double posterior_mm, double superior_mm) {
  BoneAnchor bone;
  bone.name = name;
  bone.from = from;
  bone.posterior_mm = posterior_mm;
  bone.superior_mm = superior_mm;
  bone.holds_structure = true;
  return bone;
}

BoneAnchor Sized(BoneAnchor bone, double radius_mm) {
  bone.radius_mm = radius_mm;
  return bone;
}

}  // namespace

JointModel PatellarTendonJoint() {
  BoneAnchor femur = Sized(Bone("femur", From::kUpperEnd, 45, 16), 36);
  femur.holds_structure = false;
  JointModel joint;
  joint.typical_length_mm = 48;
  joint.bones = {Sized(Bone("patella", From::kUpperEnd, 2, 20), 20),
                 Sized(Bone("tibia", From::kLowerEnd, 32, 2), 32),
                 femur};
  return joint;
}

JointModel AchillesTendonJoint() {
  JointModel joint;
  joint.typical_length_mm = 60;
  joint.bones = {Sized(Bone("calcaneus", From::kLowerEnd, -18, -8), 22),
                 Sized(Bone("tibia", From::kUpperEnd, -40, -10), 26)};
  return joint;
}

JointModel SupraspinatusTendonJoint() {
  BoneAnchor head = Sized(Bone("humerus", From::kCentre, 0, -24), 26);
  BoneAnchor scapula = Sized(Bone("scapula", From::kCentre, 16, -28), 18);
  scapula.lateral_mm = -36;
  scapula.holds_structure = false;  // tells how the arm was turned
  JointModel joint;
  joint.bones = {head, scapula};
  return joint;
}

// The upper tendon goes with the ischium alone: coronal slices of 4 mm and more do not show how
// windows along it would slide.
JointModel HamstringTendonJoint() {
  JointModel joint;
  joint.carrier = JointModel::Carrier::kOneBone;
  joint.bones = {Sized(Bone("ischium", From::kUpperEnd, -10, 8), 22)};
  return joint;
}

JointModel BoneJoint() {
  JointModel joint;
  joint.carrier = JointModel::Carrier::kOneBone;
  joint.bones = {Sized(Bone("bone", From::kCentre, 0, 0), 32)};
  joint.bones.front().is_structure = true;
  return joint;
}

JointModel IntervertebralDiscJoint() {
  JointModel joint;
  joint.bones = {Sized(Bone("vertebra-above", From::kCentre, 0, 19), 17),
                 Sized(Bone("vertebra-below", From::kCentre, 0, -19), 17)};
  return joint;
}

JointModel ArticularCartilageJoint() {
  JointModel joint;
  joint.carrier = JointModel::Carrier::kBoneBeneath;
  joint.bones = {Sized(Bone("bone-beneath", From::kCentre, 0, 0), 24),
                 Sized(Bone("bone-opposite", From::kCentre, 0, 0), 24),
                 Sized(Bone("tissue-in-front", From::kCentre, -14, 4), 16)};
  return joint;
}

}  // namespace regen
