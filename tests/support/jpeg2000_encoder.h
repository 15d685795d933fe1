// SPDX-License-Identifier: GPL-3.0-or-later
// JPEG 2000 for tests: OpenJPEG's encoder, and fragments that DCMTK does not write.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::test {

// One component of `bits` bits; `samples` of rows × columns.
std::vector<std::uint8_t> EncodeJpeg2000(const std::vector<int>& samples,
                                         int rows,
                                         int columns,
                                         int bits,
                                         bool is_signed,
                                         bool reversible);

// Saves the file with `frames` as the fragments of its pixel data; each frame in `pieces`.
bool SaveEncapsulated(const std::filesystem::path& file,
                      const std::vector<std::vector<std::uint8_t>>& frames,
                      E_TransferSyntax syntax,
                      int pieces = 1);

// Both for a file of 16-bit native pixels: every frame encoded.
bool TranscodeToJpeg2000(const std::filesystem::path& file, bool reversible, int pieces = 1);

}  // namespace regen::test
