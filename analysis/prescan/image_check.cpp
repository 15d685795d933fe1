// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/image_check.h"

#include "analysis/base/text.h"
#include "analysis/prescan/limits.h"

#include <limits>
#include <string_view>

namespace regen::prescan {

namespace {

constexpr Tag kSamplesPerPixel = 0x00280002;
constexpr Tag kPhotometricInterpretation = 0x00280004;
constexpr Tag kNumberOfFrames = 0x00280008;
constexpr Tag kRows = 0x00280010;
constexpr Tag kColumns = 0x00280011;
constexpr Tag kBitsAllocated = 0x00280100;

std::string_view TextOf(Bytes value) {
  return {reinterpret_cast<const char*>(value.data()), value.size()};
}

// Never wraps: what does not fit is the largest number.
std::uint64_t Product(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t kLargest = std::numeric_limits<std::uint64_t>::max();
  return b != 0 && a > kLargest / b ? kLargest : a * b;
}

std::uint16_t VrOf(Tag tag) {
  if (tag == kNumberOfFrames) return Vr('I', 'S');
  if (tag == kPhotometricInterpretation) return Vr('C', 'S');
  return Vr('U', 'S');
}

std::string VrText(std::uint16_t vr) {
  return {static_cast<char>(vr >> 8U), static_cast<char>(vr & 0xFFU)};
}

}  // namespace

bool ImageCheck::Wants(Tag tag) {
  return tag == kSamplesPerPixel || tag == kPhotometricInterpretation ||
         tag == kNumberOfFrames || tag == kRows || tag == kColumns || tag == kBitsAllocated;
}

std::optional<ContentDefect> ImageCheck::Take(const Header& header,
                                              Bytes value,
                                              bool big_endian) {
  const std::uint16_t vr = VrOf(header.tag);
  if (header.vr != 0 && header.vr != vr) {
    // The numbers that image decoders multiply before they allocate are what harms.
    const DefectCode code =
        vr == Vr('U', 'S') ? DefectCode::kImageVr : DefectCode::kImageNumber;
    return ContentDefect{code, StrCat("VR ", VrText(vr))};
  }
  if (header.tag == kPhotometricInterpretation) {
    halved_chroma_ = Trim(TextOf(value)).ends_with("_422");
    return std::nullopt;
  }
  if (header.tag == kNumberOfFrames) return TakeFrames(value);
  if (header.length == 0) return std::nullopt;
  if (header.length != 2 || value.size() != 2) {
    return ContentDefect{DefectCode::kImageNumber, "one value of 2 bytes"};
  }
  const std::uint64_t number = Read16(value, big_endian);
  if (header.tag == kRows) rows_ = number;
  if (header.tag == kColumns) columns_ = number;
  if (header.tag == kBitsAllocated) bits_allocated_ = number;
  if (header.tag == kSamplesPerPixel) samples_ = number;
  return std::nullopt;
}

std::optional<ContentDefect> ImageCheck::TakeFrames(Bytes value) {
  const std::string_view text = Trim(TextOf(value));
  if (text.empty()) return std::nullopt;
  const auto frames = ParseInt(text);
  if (!frames || *frames < 1 || *frames > std::numeric_limits<std::int32_t>::max()) {
    return ContentDefect{DefectCode::kImageNumber, "a whole number of frames from 1 on"};
  }
  frames_ = static_cast<std::uint64_t>(*frames);
  return std::nullopt;
}

std::optional<ContentDefect> ImageCheck::Check(const PixelDataFound& found,
                                               std::optional<bool> encapsulated) const {
  const auto is_positive = [](const auto& number) { return number && *number > 0; };
  if (!is_positive(rows_) || !is_positive(columns_)) {
    return ContentDefect{DefectCode::kImageNumber,
                         "Rows (0028,0010) and Columns (0028,0011) of at least 1"};
  }
  const std::uint64_t bits = bits_allocated_.value_or(0);
  if (bits != 1 && (bits == 0 || bits % 8 != 0 || bits > 64)) {
    return ContentDefect{DefectCode::kImageNumber,
                         "BitsAllocated (0028,0100) of 1, 8, 16, 24, 32, 40, 48, 56 or 64"};
  }
  if (samples_ < 1 || samples_ > 4) {
    return ContentDefect{DefectCode::kImageNumber, "SamplesPerPixel (0028,0002) of 1 to 4"};
  }
  if (encapsulated && *encapsulated != found.encapsulated) {
    return ContentDefect{DefectCode::kPixelEncoding,
                         *encapsulated ? "fragments, as the transfer syntax says"
                                       : "native pixels, as the transfer syntax says"};
  }
  return found.encapsulated ? CheckFragments(found) : CheckNative(found);
}

std::optional<ContentDefect> ImageCheck::CheckNative(const PixelDataFound& found) const {
  const std::uint64_t samples = halved_chroma_ && samples_ == 3 ? 2 : samples_;
  const std::uint64_t pixels = Product(Product(*rows_, *columns_), Product(samples, frames_));
  const std::uint64_t bits = Product(pixels, *bits_allocated_);
  const std::uint64_t bytes = bits / 8 + (bits % 8 != 0 ? 1 : 0);
  if (found.bytes >= bytes) return std::nullopt;
  return ContentDefect{DefectCode::kPixelDataTooShort,
                       StrCat(bytes,
                              " bytes of PixelData (Rows x Columns x SamplesPerPixel x "
                              "NumberOfFrames x BitsAllocated / 8), found ",
                              found.bytes,
                              " bytes")};
}

std::optional<ContentDefect> ImageCheck::CheckFragments(const PixelDataFound& found) const {
  const std::uint64_t frame_bytes =
      Product(Product(*rows_, *columns_), samples_ * *bits_allocated_) / 8;
  if (frame_bytes > kMaxFrameBytes) {
    return ContentDefect{DefectCode::kImageTooLarge,
                         StrCat("at most ", kMaxFrameBytes, " bytes for one decoded frame")};
  }
  if (found.fragments < frames_ || found.bytes == 0) {
    return ContentDefect{DefectCode::kPixelDataTooShort,
                         StrCat("at least one fragment of PixelData for each of ",
                                frames_,
                                " frames, found ",
                                found.fragments)};
  }
  return std::nullopt;
}

}  // namespace regen::prescan
