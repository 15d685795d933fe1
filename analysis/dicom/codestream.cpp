// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/codestream.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace regen::dicom {

namespace {

using Bytes = std::span<const std::uint8_t>;

std::uint32_t Read16(Bytes bytes, std::size_t at) {
  return (std::uint32_t{bytes[at]} << 8U) | bytes[at + 1];
}

std::uint32_t Read32(Bytes bytes, std::size_t at) {
  return (Read16(bytes, at) << 16U) | Read16(bytes, at + 2);
}

// A marker segment: its code and what follows its length.
struct Segment {
  std::uint32_t marker = 0;
  Bytes content;
  std::size_t next = 0;  // where the next marker stands
};

// Nothing where there is no whole segment at `at`.
std::optional<Segment> SegmentAt(Bytes stream, std::size_t at) {
  while (at + 1 < stream.size() && stream[at] == 0xFF && stream[at + 1] == 0xFF) ++at;  // fill
  if (at + 4 > stream.size() || stream[at] != 0xFF) return std::nullopt;
  const std::size_t length = Read16(stream, at + 2);
  if (length < 2 || length > stream.size() - at - 2) return std::nullopt;
  return Segment{Read16(stream, at), stream.subspan(at + 4, length - 2), at + 2 + length};
}

bool IsJpegFrame(std::uint32_t marker) {
  constexpr std::uint32_t kHuffmanTable = 0xFFC4;
  constexpr std::uint32_t kReserved = 0xFFC8;
  constexpr std::uint32_t kArithmeticConditions = 0xFFCC;
  return marker >= 0xFFC0 && marker <= 0xFFCF && marker != kHuffmanTable &&
         marker != kReserved && marker != kArithmeticConditions;
}

// Transformation in COD and COC: 1 is the reversible 5-3 wavelet.
bool IsIrreversible(Bytes parameters) {
  constexpr std::size_t kTransformation = 4;
  return parameters.size() > kTransformation && parameters[kTransformation] != 1;
}

bool TakeSize(Bytes siz, CodestreamHeader& header) {
  constexpr std::size_t kShortest = 37;
  if (siz.size() < kShortest) return false;
  const std::uint32_t width = Read32(siz, 2);
  const std::uint32_t height = Read32(siz, 6);
  const std::uint32_t left = Read32(siz, 10);
  const std::uint32_t top = Read32(siz, 14);
  constexpr std::uint32_t kLargest = 0xFFFF;  // what Rows and Columns can say
  if (width <= left || height <= top || width - left > kLargest || height - top > kLargest) {
    return false;
  }
  header.columns = static_cast<int>(width - left);
  header.rows = static_cast<int>(height - top);
  header.components = static_cast<int>(Read16(siz, 34));
  header.precision = static_cast<int>(siz[36] & 0x7FU) + 1;
  return true;
}

}  // namespace

std::optional<CodestreamHeader> ReadJpegHeader(Bytes stream) {
  constexpr std::uint32_t kStart = 0xFFD8;
  constexpr std::uint32_t kLosslessFrame = 0xFFC3;
  constexpr std::uint32_t kJpegLsFrame = 0xFFF7;
  constexpr std::uint32_t kScan = 0xFFDA;
  if (stream.size() < 2 || Read16(stream, 0) != kStart) return std::nullopt;
  std::optional<CodestreamHeader> header;
  bool jpeg_ls = false;
  for (auto segment = SegmentAt(stream, 2); segment;
       segment = SegmentAt(stream, segment->next)) {
    const Bytes content = segment->content;
    if (segment->marker == kJpegLsFrame || IsJpegFrame(segment->marker)) {
      if (content.size() < 6) return std::nullopt;
      jpeg_ls = segment->marker == kJpegLsFrame;
      header = CodestreamHeader{static_cast<int>(Read16(content, 1)),
                                static_cast<int>(Read16(content, 3)),
                                content[5],
                                content[0],
                                !jpeg_ls && segment->marker != kLosslessFrame};
    }
    if (segment->marker != kScan) continue;
    if (!header || content.empty()) return std::nullopt;
    const std::size_t near = 1 + 2 * std::size_t{content[0]};
    if (content.size() <= near) return std::nullopt;
    if (jpeg_ls) header->lossy = content[near] != 0;
    return header;
  }
  return std::nullopt;
}

std::optional<CodestreamHeader> ReadJpeg2000Header(Bytes stream) {
  constexpr std::uint32_t kSize = 0xFF51;
  constexpr std::uint32_t kCodingStyle = 0xFF52;
  constexpr std::uint32_t kComponentStyle = 0xFF53;
  constexpr std::uint32_t kTilePart = 0xFF90;
  // SOC and SIZ: the stream's beginning, also within a JP2 file.
  constexpr std::array<std::uint8_t, 4> kBegin = {0xFF, 0x4F, 0xFF, 0x51};
  const auto begin = std::search(stream.begin(), stream.end(), kBegin.begin(), kBegin.end());
  if (begin == stream.end()) return std::nullopt;
  const Bytes code = stream.subspan(static_cast<std::size_t>(begin - stream.begin()));
  CodestreamHeader header;
  bool has_size = false;
  bool has_style = false;
  for (auto segment = SegmentAt(code, 2); segment; segment = SegmentAt(code, segment->next)) {
    const Bytes content = segment->content;
    if (segment->marker == kSize) {
      if (!TakeSize(content, header)) return std::nullopt;
      has_size = true;
    } else if (segment->marker == kCodingStyle) {
      if (content.size() < 10) return std::nullopt;
      header.lossy = header.lossy || IsIrreversible(content.subspan(5));
      has_style = true;
    } else if (segment->marker == kComponentStyle) {
      const std::size_t before = header.components < 257 ? 2 : 3;
      if (content.size() < before + 5) return std::nullopt;
      header.lossy = header.lossy || IsIrreversible(content.subspan(before));
    } else if (segment->marker == kTilePart) {
      break;
    }
  }
  if (!has_size || !has_style) return std::nullopt;
  return header;
}

}  // namespace regen::dicom
