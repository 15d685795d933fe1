// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: how pixels are compressed, and compressed frames within the fragments
// of encapsulated pixel data (PS3.5 section A.4).
#pragma once

#include "analysis/prescan/pixel_reader.h"

#include <cstddef>
#include <string_view>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::dicom {

enum class Codec { kNative, kRle, kJpeg, kJpegLs, kJpeg2000, kUnknown };

// `uid`: the transfer syntax as the file states it, or empty where it does not; `syntax`: as
// DCMTK read the dataset. High-Throughput JPEG 2000 is known whether DCMTK knows it or not.
Codec CodecOf(std::string_view uid, E_TransferSyntax syntax);

// Whether a syntax of JPEG-LS or JPEG 2000 says that nothing was lost.
bool IsLosslessSyntax(std::string_view uid, E_TransferSyntax syntax);

// Whether the syntax says by itself that something was lost (JPEG other than process 14). Of
// JPEG-LS and JPEG 2000 only the stream tells (codestream.h).
bool IsLossyProcess(E_TransferSyntax syntax);

// The first fragment of every frame: one fragment for each frame, all for one frame, or by the
// marker that begins a stream. Empty where the fragments do not make `frames` frames.
std::vector<std::size_t> FirstFragments(const prescan::PixelPlace& place,
                                        int frames,
                                        Codec codec,
                                        prescan::PixelReader& reader);

}  // namespace regen::dicom
