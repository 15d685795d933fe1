// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/pixel_fragments.h"

#include "analysis/dicom/dataset_util.h"

#include <array>

namespace regen::dicom {

namespace {

// DCMTK of Debian 12 has no names for these.
constexpr std::string_view kHtj2kLossless = "1.2.840.10008.1.2.4.201";
constexpr std::string_view kHtj2kRpclLossless = "1.2.840.10008.1.2.4.202";
constexpr std::string_view kHtj2k = "1.2.840.10008.1.2.4.203";

// SOI of JPEG and JPEG-LS, SOC of JPEG 2000.
bool BeginsStream(std::size_t fragment, Codec codec, prescan::PixelReader& reader) {
  std::array<std::uint8_t, 2> bytes{};
  if (!reader.ReadFragment(fragment, bytes)) return false;
  return bytes[0] == 0xFF && bytes[1] == (codec == Codec::kJpeg2000 ? 0x4F : 0xD8);
}

Codec CodecOfKnown(E_TransferSyntax syntax) {
  if (!IsEncapsulated(syntax)) return Codec::kNative;
  switch (syntax) {
    case EXS_RLELossless:
      return Codec::kRle;
    case EXS_JPEGProcess1:
    case EXS_JPEGProcess2_4:
    case EXS_JPEGProcess6_8:
    case EXS_JPEGProcess10_12:
    case EXS_JPEGProcess14:
    case EXS_JPEGProcess14SV1:
      return Codec::kJpeg;
    case EXS_JPEGLSLossless:
    case EXS_JPEGLSLossy:
      return Codec::kJpegLs;
    case EXS_JPEG2000LosslessOnly:
    case EXS_JPEG2000:
      return Codec::kJpeg2000;
    default:
      return Codec::kUnknown;
  }
}

}  // namespace

Codec CodecOf(std::string_view uid, E_TransferSyntax syntax) {
  if (uid == kHtj2kLossless || uid == kHtj2kRpclLossless || uid == kHtj2k) {
    return Codec::kJpeg2000;
  }
  const bool unknown =
      !uid.empty() && DcmXfer(std::string(uid).c_str()).getXfer() == EXS_Unknown;
  return unknown ? Codec::kUnknown : CodecOfKnown(syntax);
}

bool IsLosslessSyntax(std::string_view uid, E_TransferSyntax syntax) {
  return uid == kHtj2kLossless || uid == kHtj2kRpclLossless || syntax == EXS_JPEGLSLossless ||
         syntax == EXS_JPEG2000LosslessOnly;
}

bool IsLossyProcess(E_TransferSyntax syntax) {
  return CodecOfKnown(syntax) == Codec::kJpeg && syntax != EXS_JPEGProcess14 &&
         syntax != EXS_JPEGProcess14SV1;
}

std::vector<std::size_t> FirstFragments(const prescan::PixelPlace& place,
                                        int frames,
                                        Codec codec,
                                        prescan::PixelReader& reader) {
  const std::size_t fragments = place.fragments.size();
  const auto wanted = static_cast<std::size_t>(frames);
  std::vector<std::size_t> first;
  if (fragments == 0) return first;
  if (frames == 1) return {0};
  const bool one_each = fragments == wanted || codec == Codec::kRle;
  for (std::size_t n = 0; n < fragments; ++n) {
    if (one_each || BeginsStream(n, codec, reader)) first.push_back(n);
  }
  return first.size() == wanted ? first : std::vector<std::size_t>();
}

}  // namespace regen::dicom
