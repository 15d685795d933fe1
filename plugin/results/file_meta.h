// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"

#include <string>
#include <string_view>

namespace regen {

// What a DICOM file says of itself before its dataset (PS3.10 section 7.1).
struct FileMeta {
  std::string sop_class_uid;     // (0002,0002)
  std::string sop_instance_uid;  // (0002,0003)
};

// Reads the preamble and group 0002, which is always explicit VR little endian. kInput for
// anything else than a DICOM file with both UIDs.
Result<FileMeta> ReadFileMeta(std::string_view dicom_file);

}  // namespace regen
