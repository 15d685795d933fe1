// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: what the bits of an image's pixels mean (PS3.3 C.7.6.3).
#pragma once

#include "analysis/base/result.h"

#include <cstdint>
#include <filesystem>
#include <span>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

namespace regen::dicom {

struct PixelFormat {
  int rows = 0;
  int columns = 0;
  int frames = 1;
  int bits_allocated = 16;  // 8 or 16
  int bits_stored = 16;
  int high_bit = 15;
  bool is_signed = false;

  std::size_t PixelsOfFrame() const {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  }
  std::size_t BytesOfFrame() const {
    return PixelsOfFrame() * static_cast<std::size_t>(bits_allocated / 8);
  }
};

// Of a grey image of 8 or 16 bits. Fails by name: file, attribute, what was expected.
Result<PixelFormat> ReadPixelFormat(DcmItem& dataset, const std::filesystem::path& file);

// The linear map from stored values to what the image shows (PS3.3 C.11.1, C.7.6.16.2.9).
struct Rescale {
  double slope = 1;
  double intercept = 0;
};

// Writes `words.size()` values: the stored value (BitsStored below and with HighBit, sign
// extended) times slope plus intercept. PhotometricInterpretation changes no value: it says how
// they are shown (PS3.3 C.7.6.3.1.2).
void ConvertPixels(std::span<const std::uint16_t> words,
                   const PixelFormat& format,
                   const Rescale& rescale,
                   float* values);
void ConvertPixels(std::span<const std::uint8_t> bytes,
                   const PixelFormat& format,
                   const Rescale& rescale,
                   float* values);

}  // namespace regen::dicom
