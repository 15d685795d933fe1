// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/axis_motion.h"
#include "analysis/image/volume.h"

namespace regen {

// How one patient's structure comes to lie on another patient's.
struct PatientTransfer {
  AxisMotion other_from_atlas;
  // Of the locally normalised images over the structure and what is beside it; -1: they could
  // not be laid over each other.
  double correlation = -1;
};

// Lays one patient's exam on another's of the same weighting, around `region` (the first one's
// structure, coverage 0..1 in its frame). People differ, so that no rigid motion is right: the
// neighbourhood as one rigid body from anywhere near, then windows along the structure that may
// leave it by centimetres, from coarse to fine. Unlike between two visits of one patient the
// structure itself takes part: it is what has to be found. Whether the result can be believed
// is for the caller to judge: another joint is laid on as willingly as the same one.
PatientTransfer TransferStructure(const Volume& atlas,
                                  const Volume& region,
                                  const Volume& other);

}  // namespace regen
