// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/prescan/prescan.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

namespace regen::prescan {

// Tells one state of a file from another: where a place was found in it, and where it is read.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t bytes = 0;
  std::int64_t changed_ns = 0;

  bool operator==(const FileStamp&) const = default;
};

// Of a file as it is now; all zero where there is none.
FileStamp StampOf(const std::filesystem::path& file);

// The bytes of pixel data at the place where a scan found them.
class PixelReader {
 public:
  // Not usable (see `is_open`) where the file cannot be read or is not the one of `stamp`.
  // `place` must outlive the reader.
  PixelReader(const std::filesystem::path& file,
              const FileStamp& stamp,
              const PixelPlace& place);
  ~PixelReader();
  PixelReader(PixelReader&&) noexcept;

  bool is_open() const;
  // Native pixels from byte `at` of the value on, in the machine's order of bytes for words of
  // 16 bits where `words_of_16`, otherwise as single bytes. False where the file ends before.
  bool ReadNative(std::uint64_t at, std::span<std::uint8_t> bytes, bool words_of_16);
  // The bytes of one fragment from its start on.
  bool ReadFragment(std::size_t fragment, std::span<std::uint8_t> bytes);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace regen::prescan
