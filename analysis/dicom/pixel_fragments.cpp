// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/pixel_fragments.h"

#include "analysis/dicom/dataset_util.h"

#include <array>

namespace regen::dicom {

namespace {

// SOI of JPEG and JPEG-LS, SOC of JPEG 2000.
bool BeginsStream(DcmPixelItem& fragment, Codec codec) {
  std::array<Uint8, 2> bytes{};
  if (fragment.getLength() < bytes.size() ||
      fragment.getPartialValue(bytes.data(), 0, bytes.size()).bad()) {
    return false;
  }
  return bytes[0] == 0xFF && bytes[1] == (codec == Codec::kJpeg2000 ? 0x4F : 0xD8);
}

}  // namespace

Codec CodecOf(E_TransferSyntax syntax) {
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

bool IsLossyProcess(E_TransferSyntax syntax) {
  return CodecOf(syntax) == Codec::kJpeg && syntax != EXS_JPEGProcess14 &&
         syntax != EXS_JPEGProcess14SV1;
}

DcmPixelSequence* FragmentsOf(DcmItem& dataset, E_TransferSyntax syntax) {
  DcmElement* element = nullptr;
  if (dataset.findAndGetElement(DCM_PixelData, element).bad()) return nullptr;
  auto* pixels = dynamic_cast<DcmPixelData*>(element);
  DcmPixelSequence* fragments = nullptr;
  if (pixels == nullptr ||
      pixels->getEncapsulatedRepresentation(syntax, nullptr, fragments).bad()) {
    return nullptr;
  }
  return fragments;
}

std::vector<unsigned long> FirstFragments(DcmPixelSequence& fragments,
                                          int frames,
                                          Codec codec) {
  const unsigned long items = fragments.card();
  const auto wanted = static_cast<std::size_t>(frames);
  std::vector<unsigned long> first;
  if (items <= 1) return first;
  if (frames == 1) return {1};
  if (items - 1 == wanted || codec == Codec::kRle) {
    for (unsigned long item = 1; item < items; ++item) first.push_back(item);
  } else {
    unsigned long item = 0;
    for (DcmObject* object = fragments.nextInContainer(nullptr); object != nullptr;
         object = fragments.nextInContainer(object), ++item) {
      auto* fragment = dynamic_cast<DcmPixelItem*>(object);
      if (item > 0 && fragment != nullptr && BeginsStream(*fragment, codec)) {
        first.push_back(item);
      }
    }
  }
  return first.size() == wanted ? first : std::vector<unsigned long>();
}

std::vector<std::uint8_t> JoinFragments(DcmPixelSequence& fragments,
                                        unsigned long first,
                                        unsigned long end) {
  std::vector<std::uint8_t> bytes;
  for (unsigned long item = first; item < end; ++item) {
    DcmPixelItem* fragment = nullptr;
    Uint8* data = nullptr;
    if (fragments.getItem(fragment, item).bad() || fragment == nullptr ||
        fragment->getLength() == 0 || fragment->getUint8Array(data).bad() || data == nullptr) {
      continue;
    }
    bytes.insert(bytes.end(), data, data + fragment->getLength());
  }
  return bytes;
}

}  // namespace regen::dicom
