// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: does the pixel data hold what the attributes promise (PS3.3 C.7.6.3)?
#pragma once

#include "analysis/prescan/defect.h"
#include "analysis/prescan/encoding.h"

#include <cstdint>
#include <optional>
#include <string>

namespace regen::prescan {

// One defect found in the content, without its place.
struct ContentDefect {
  DefectCode code;
  std::string expected;
};

// What follows the head of a PixelData element.
struct PixelDataFound {
  std::uint64_t bytes = 0;      // of the value, or of all fragments without the offset table
  std::uint64_t fragments = 0;  // without the offset table
  bool encapsulated = false;
};

// The attributes of one dataset that say how large its image is.
class ImageCheck {
 public:
  // Whether `tag` is one of them; then its value (at most kLongestValue bytes) is to be taken.
  static bool Wants(Tag tag);
  static constexpr std::uint32_t kLongestValue = 64;

  std::optional<ContentDefect> Take(const Header& header, Bytes value, bool big_endian);

  // For PixelData and its float relatives, once all attributes have been taken.
  // `encapsulated`: what the transfer syntax says; nothing where it is unknown.
  std::optional<ContentDefect> Check(const PixelDataFound& found,
                                     std::optional<bool> encapsulated) const;

 private:
  std::optional<ContentDefect> TakeFrames(Bytes value);
  std::optional<ContentDefect> CheckNative(const PixelDataFound& found) const;
  std::optional<ContentDefect> CheckFragments(const PixelDataFound& found) const;

  std::optional<std::uint64_t> rows_;
  std::optional<std::uint64_t> columns_;
  std::optional<std::uint64_t> bits_allocated_;
  std::uint64_t samples_ = 1;
  std::uint64_t frames_ = 1;
  bool halved_chroma_ = false;  // YBR_…_422: two samples for each pixel instead of three
};

}  // namespace regen::prescan
