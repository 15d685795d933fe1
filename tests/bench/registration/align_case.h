// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"

#include <filesystem>

namespace regen::bench {

// Runs our registration with one thread on the files of a rendered case, as a peer would, and
// writes where it takes the points of points.json: {"femur": [[x, y, z], …], …}.
Status AlignCase(const std::filesystem::path& rendered, const std::filesystem::path& mapped);

}  // namespace regen::bench
