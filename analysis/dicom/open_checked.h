// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: no file reaches DCMTK unseen.
#pragma once

#include "analysis/base/result.h"
#include "analysis/prescan/pixel_reader.h"

#include <filesystem>
#include <memory>
#include <optional>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::dicom {

// Opens a file that the pre-scanner (analysis/prescan) finds nothing against; large values stay
// in the file until they are asked for. Every reading of a DICOM file goes through here or
// through OpenHeader. Fails by name, with the defect's code and place.
Result<std::unique_ptr<DcmFileFormat>> OpenChecked(const std::filesystem::path& file);

// A file up to, not including, PixelData, and what the scan of the whole of it found. Of the
// vendors' own elements of the dataset itself there are those alone that somebody reads
// (private_elements.h): they are most of a header, and the slowest to read.
struct OpenedHeader {
  std::unique_ptr<DcmFileFormat> object;
  prescan::ScanReport scan;
  std::optional<prescan::PixelPlace> pixels;
  prescan::FileStamp stamp;
};

// The same for the header alone: an image that lies about its pixels is opened too.
Result<OpenedHeader> OpenHeader(const std::filesystem::path& file);

// The same with every element up to, not including, PixelData.
Result<std::unique_ptr<DcmFileFormat>> OpenWholeHeader(const std::filesystem::path& file);

}  // namespace regen::dicom
