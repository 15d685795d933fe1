// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: has an image lost anything to compression?
#pragma once

#include <filesystem>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::dicom {

// By its transfer syntax, and where that leaves it open (JPEG-LS near-lossless, JPEG 2000) by
// its first frame. `header` is the dataset of `file` without its pixels; LossyImageCompression
// is not asked. An image whose pixels cannot be looked at is not lossy: reading them fails, as
// it does where a stream is lossy in a syntax that excludes it.
bool IsLossy(const std::filesystem::path& file, DcmDataset& header);

}  // namespace regen::dicom
