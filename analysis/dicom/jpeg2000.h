// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: JPEG 2000, which DCMTK does not decode. OpenJPEG stops here.
#pragma once

#include "analysis/base/result.h"

#include <cstdint>
#include <span>
#include <vector>

namespace regen::dicom {

// Decodes a stream of one component of at most 16 bits into rows × columns words; negative
// samples as two's complement. The stream's own size must be that. Fails with what is wrong,
// without the file's name.
Result<std::vector<std::uint16_t>> DecodeJpeg2000(std::span<const std::uint8_t> stream,
                                                  int rows,
                                                  int columns);

}  // namespace regen::dicom
