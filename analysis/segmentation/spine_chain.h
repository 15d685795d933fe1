// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/segmentation/spine_view.h"

#include <vector>

namespace regen {

// One link of the chain of discs.
struct SpineLink {
  SpinePose pose;
  double score = 0;   // how much like a disc between two vertebral bodies, about 0..1
  double marrow = 0;  // signal of the bodies beside it
};

using SpineChain = std::vector<SpineLink>;  // the lowest disc first

// Candidates for the chain of discs, the best first, at most three that share no place; the
// caller looks closer and takes the first that proves to be one.
//
// A disc is a slab across the spine that is darker than the bodies on both sides of it for at
// least a part (end-plates and annulus always are, in T1 and T2 weighting; the nucleus may be
// brighter, alike or darker), and the bodies are alike and even. The score of every place and
// tilt of a sagittal slab is measured with values cut off at the marrow's own level; the best
// chain of places under the rules of a spine (distance, direction and turn from one disc to the
// next) is found by dynamic programming. Pictorial structures of the spine: Schmidt et al.
// 2007, MICCAI, LNCS 4792:122; Oktay and Akgul 2013, IEEE TBME 60:2375.
//
// `view`: of MakeSpineView. A chain has at least two links.
std::vector<SpineChain> FindSpineChains(const Volume& view);

}  // namespace regen
