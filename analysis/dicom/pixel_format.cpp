// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/pixel_format.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/plane_geometry.h"

#include <optional>
#include <string>

namespace regen::dicom {

namespace {

std::optional<std::int64_t> Integer(DcmItem& dataset, const DcmTagKey& tag) {
  return ParseInt(AttributeText(dataset, tag));
}

// Checks everything that says what the pixels are; an empty result is good.
std::string UnsupportedImage(DcmItem& dataset) {
  const std::string photometric = AttributeText(dataset, DCM_PhotometricInterpretation);
  if (photometric != "MONOCHROME2" && photometric != "MONOCHROME1") {
    return StrCat("PhotometricInterpretation (0028,0004) is ",
                  photometric.empty() ? "missing" : photometric,
                  ", expected MONOCHROME2 or MONOCHROME1");
  }
  if (Integer(dataset, DCM_SamplesPerPixel).value_or(1) != 1) {
    return "SamplesPerPixel (0028,0002) is not 1, expected a grey image";
  }
  const auto frames = Integer(dataset, DCM_NumberOfFrames).value_or(1);
  if (frames < 1 || frames > kMaxFrames) {
    return StrCat("NumberOfFrames (0028,0008) is ", frames, ", expected 1 to ", kMaxFrames);
  }
  for (const DcmTagKey& tag : {DCM_Rows, DCM_Columns}) {
    const auto size = Integer(dataset, tag).value_or(0);
    if (size >= 1 && size <= kMaxRowsOrColumns) continue;
    return StrCat("Rows (0028,0010) or Columns (0028,0011) is ",
                  size,
                  ", expected 1 to ",
                  kMaxRowsOrColumns);
  }
  if (dataset.tagExistsWithValue(DCM_ModalityLUTSequence)) {
    return "ModalityLUTSequence (0028,3000) is present, expected RescaleSlope and "
           "RescaleIntercept";
  }
  return {};
}

// Stored values of one word each, straight from its bits.
class StoredValues {
 public:
  explicit StoredValues(const PixelFormat& format)
      : shift_(static_cast<unsigned>(format.high_bit + 1 - format.bits_stored)),
        mask_((1U << static_cast<unsigned>(format.bits_stored)) - 1U),
        sign_(format.is_signed ? (mask_ >> 1U) + 1U : 0U) {}

  std::int32_t operator()(std::uint32_t word) const {
    const std::uint32_t bits = (word >> shift_) & mask_;
    // Two's complement without a branch: flips the sign bit and takes its weight away.
    return static_cast<std::int32_t>(bits ^ sign_) - static_cast<std::int32_t>(sign_);
  }

 private:
  std::uint32_t shift_;
  std::uint32_t mask_;
  std::uint32_t sign_;
};

template <typename Word>
void Convert(std::span<const Word> words,
             const PixelFormat& format,
             const Rescale& rescale,
             float* values) {
  const StoredValues stored(format);
  if (rescale.slope == 1 && rescale.intercept == 0) {  // the same values, without doubles
    for (std::size_t n = 0; n < words.size(); ++n) {
      values[n] = static_cast<float>(stored(words[n]));
    }
    return;
  }
  for (std::size_t n = 0; n < words.size(); ++n) {
    values[n] = static_cast<float>(stored(words[n]) * rescale.slope + rescale.intercept);
  }
}

}  // namespace

Result<PixelFormat> ReadPixelFormat(DcmItem& dataset, const std::filesystem::path& file) {
  const auto fail = [&](const std::string& text) {
    return InputError(StrCat(ShortName(file), ": ", text));
  };
  if (const std::string problem = UnsupportedImage(dataset); !problem.empty()) {
    return fail(problem);
  }
  const auto allocated = Integer(dataset, DCM_BitsAllocated);
  if (allocated != 8 && allocated != 16) {
    return fail("BitsAllocated (0028,0100) is not 8 or 16");
  }
  const auto stored = Integer(dataset, DCM_BitsStored).value_or(*allocated);
  const auto high = Integer(dataset, DCM_HighBit).value_or(stored - 1);
  if (stored < 1 || stored > *allocated || high < stored - 1 || high >= *allocated) {
    return fail(StrCat("BitsStored (0028,0101) ",
                       stored,
                       " and HighBit (0028,0102) ",
                       high,
                       " do not fit BitsAllocated ",
                       *allocated));
  }
  PixelFormat format;
  format.rows = static_cast<int>(*Integer(dataset, DCM_Rows));
  format.columns = static_cast<int>(*Integer(dataset, DCM_Columns));
  format.frames = static_cast<int>(Integer(dataset, DCM_NumberOfFrames).value_or(1));
  format.bits_allocated = static_cast<int>(*allocated);
  format.bits_stored = static_cast<int>(stored);
  format.high_bit = static_cast<int>(high);
  format.is_signed = Integer(dataset, DCM_PixelRepresentation).value_or(0) == 1;
  return format;
}

void ConvertPixels(std::span<const std::uint16_t> words,
                   const PixelFormat& format,
                   const Rescale& rescale,
                   float* values) {
  Convert(words, format, rescale, values);
}

void ConvertPixels(std::span<const std::uint8_t> bytes,
                   const PixelFormat& format,
                   const Rescale& rescale,
                   float* values) {
  Convert(bytes, format, rescale, values);
}

}  // namespace regen::dicom
