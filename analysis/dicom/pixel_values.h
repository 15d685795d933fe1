// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: pixels of one classic MR image.
#pragma once

#include "analysis/base/result.h"

#include <filesystem>
#include <string>

namespace regen::dicom {

// Reads the image and writes rows × columns values (stored value times RescaleSlope plus
// RescaleIntercept) to `values`. The file must hold `sop_instance_uid` with exactly that
// matrix. Checks the pixel data's length against the header before anything is decoded. Fails
// by name: file, attribute, what was expected.
Status ReadPixelValues(const std::filesystem::path& file,
                       const std::string& sop_instance_uid,
                       int rows,
                       int columns,
                       float* values);

}  // namespace regen::dicom
