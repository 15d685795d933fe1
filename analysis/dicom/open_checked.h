// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: no file reaches DCMTK unseen.
#pragma once

#include "analysis/base/result.h"

#include <filesystem>
#include <memory>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::dicom {

// How much of a file is asked for, and so must be right.
enum class FilePart {
  kHeader,  // up to, not including, PixelData; an image that lies about its pixels is opened
  kWhole    // large values stay in the file until they are asked for
};

// Opens a file that the pre-scanner (analysis/prescan) finds nothing against. Every reading of
// a DICOM file goes through here. Fails by name, with the defect's code and place.
Result<std::unique_ptr<DcmFileFormat>> OpenChecked(const std::filesystem::path& file,
                                                   FilePart part);

}  // namespace regen::dicom
