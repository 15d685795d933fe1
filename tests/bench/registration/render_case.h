// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace regen::bench {

// The region's coverage is stored times this.
inline constexpr double kRegionScale = 1000.0;

// Renders one knee twice into `output`: baseline.mhd, follow-up.mhd, region.mhd (the tendon's
// coverage at the baseline) and points.json: {"femur": {"Baseline": [[x, y, z], …], "FollowUp":
// [[x, y, z], …]}, …}, LPS, millimetres, the second list being the truth. `name` as in
// README.md; fails (kUsage) for others.
Status RenderCase(const std::string& name,
                  std::uint64_t anatomy_seed,
                  const std::filesystem::path& output);

}  // namespace regen::bench
