// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"

#include <filesystem>
#include <string>

namespace regen {

// The folder in which the scratch folders of this installation's analyses are made: inside
// `configured`, or the system's temporary folder where that is empty, and named after the
// database, which only one archive uses at a time. Made private (0700); refused where somebody
// else owns it, which the temporary folder allows anybody to bring about.
Result<std::filesystem::path> PrepareScratchRoot(const std::string& configured,
                                                 const std::filesystem::path& database_file);

// Removes what analyses left behind that were cut short together with the archive. To be called
// while none is running.
void RemoveLeftovers(const std::filesystem::path& scratch_root);

}  // namespace regen
