// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: compressed frames within the fragments of encapsulated pixel data
// (PS3.5 section A.4).
#pragma once

#include "analysis/base/result.h"

#include <cstdint>
#include <vector>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::dicom {

enum class Codec { kNative, kRle, kJpeg, kJpegLs, kJpeg2000, kUnknown };

Codec CodecOf(E_TransferSyntax syntax);

// Whether the syntax says by itself that something was lost (JPEG other than process 14). Of
// JPEG-LS and JPEG 2000 only the stream tells (codestream.h).
bool IsLossyProcess(E_TransferSyntax syntax);

// The fragments as they were read, or null where pixel data are native or missing.
DcmPixelSequence* FragmentsOf(DcmItem& dataset, E_TransferSyntax syntax);

// The first fragment of every frame; item 0, the offset table, is not counted as one. One
// fragment for each frame, all for one frame, or by the marker that begins a stream. Empty
// where the fragments do not make `frames` frames.
std::vector<unsigned long> FirstFragments(DcmPixelSequence& fragments, int frames, Codec codec);

// Bytes of the fragments from `first` to before `end`, joined.
std::vector<std::uint8_t> JoinFragments(DcmPixelSequence& fragments,
                                        unsigned long first,
                                        unsigned long end);

}  // namespace regen::dicom
