// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/archive/archive.h"

#include <string>
#include <vector>

#include <json/value.h>

namespace regen {

// The regions of one instance, from its attributes by tag number (`?short`): segments of a SEG,
// ROIs of an RTSTRUCT, measurement groups of an Enhanced, Comprehensive or Comprehensive 3D SR
// with coordinates. Empty for any other instance. The archive cuts long values, so that what
// the outlines enclose is for the analysis program to find out.
std::vector<ArchivedRegion> RegionsFromTags(const std::string& orthanc_id,
                                            const Json::Value& tags);

}  // namespace regen
