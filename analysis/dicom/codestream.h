// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: what a compressed image says of itself, before anybody decodes it.
// Reads markers only, checks every length, allocates nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace regen::dicom {

struct CodestreamHeader {
  int rows = 0;
  int columns = 0;
  int components = 0;
  int precision = 0;  // bits of a sample
  bool lossy = false;
};

// JPEG (ISO 10918-1 annex B) and JPEG-LS (ISO 14495-1 annex C): frame and first scan header.
// Lossless: JPEG process 14 (SOF3) and JPEG-LS with NEAR = 0. Nothing where a marker is out of
// place.
std::optional<CodestreamHeader> ReadJpegHeader(std::span<const std::uint8_t> stream);

// JPEG 2000 (ISO 15444-1 annex A): main header. Lossy where any component uses the irreversible
// 9-7 wavelet; nothing tells whether coefficients of the
// reversible one were left out. Streams wrapped in a JP2 file are found within it.
std::optional<CodestreamHeader> ReadJpeg2000Header(std::span<const std::uint8_t> stream);

}  // namespace regen::dicom
