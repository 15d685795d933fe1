// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: all that a header says about the pixels of an MR object, so that they
// are read later without looking at the header again.
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/open_checked.h"
#include "analysis/dicom/pixel_format.h"
#include "analysis/dicom/pixel_fragments.h"
#include "analysis/prescan/pixel_reader.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace regen::dicom {

struct PixelLayout {
  std::filesystem::path file;
  prescan::FileStamp stamp;
  prescan::PixelPlace place;
  PixelFormat format;
  E_TransferSyntax syntax = EXS_Unknown;  // of the decoder
  Codec codec = Codec::kNative;
  bool must_be_lossless = false;  // the transfer syntax says so
  // Of each frame, or one for all.
  std::vector<Rescale> rescale;
  // RescaleSlope times Philips' own scale slope (2005,100E): values divided by it can be
  // compared between frames that were scaled differently. Nothing where there is none.
  std::vector<std::optional<double>> philips_scale;

  const Rescale& RescaleOf(int frame_number) const;
  std::optional<double> PhilipsScaleOf(int frame_number) const;
};

// Of an image whose header was opened. Fails by name: file, attribute, what was expected.
Result<PixelLayout> ReadPixelLayout(const OpenedHeader& header,
                                    const std::filesystem::path& file);

// Whether the image lost anything to compression: by its transfer syntax, and where that leaves
// it open (JPEG-LS near-lossless, JPEG 2000) by its first frame. LossyImageCompression is not
// asked. An image whose pixels cannot be looked at is not lossy: reading them fails, as it does
// where a stream is lossy in a syntax that excludes it.
bool IsLossy(const PixelLayout& layout);

}  // namespace regen::dicom
