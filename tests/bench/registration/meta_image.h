// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/image/volume.h"

#include <filesystem>

namespace regen::bench {

// MetaImage files (a .mhd header beside a .raw), the format that all peers read: 16-bit signed,
// little endian, geometry in LPS. Only what WriteMetaImage writes can be read back.
Status WriteMetaImage(const Volume& volume, double scale, const std::filesystem::path& mhd);
Result<Volume> ReadMetaImage(double scale, const std::filesystem::path& mhd);

}  // namespace regen::bench
