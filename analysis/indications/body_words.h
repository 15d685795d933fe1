// SPDX-License-Identifier: GPL-3.0-or-later
//
// Words are upper-case without accents (the matcher folds what it compares with them), in
// English, Spanish, Catalan, German and French; a word of four letters or more also stands for
// words that begin with it ("KNIE" for KNIEGELENK).
#pragma once

#include <string>
#include <vector>

namespace regen {

using Words = std::vector<std::string>;

// Regions of the body, each named once.
extern const Words kKnee;
extern const Words kAnkle;
extern const Words kFoot;
extern const Words kShoulder;
extern const Words kHip;
extern const Words kThigh;
extern const Words kLumbarSpine;
extern const Words kOtherSpine;
extern const Words kArm;
extern const Words kTrunk;

Words Join(const std::vector<const Words*>& groups);

}  // namespace regen
