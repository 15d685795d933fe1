// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"

#include <filesystem>
#include <optional>

namespace regen {

// Reads an uncompressed little-endian NIfTI-1 file with a right-handed `srow` affine, of 8, 16
// or 32 bit numbers; its RAS coordinates become LPS. Nothing for any other file.
std::optional<Volume> ReadNifti(const std::filesystem::path& file);

}  // namespace regen
