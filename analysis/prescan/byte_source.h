// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: bytes read once, from front to back, in bounded memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

namespace regen::prescan {

using Bytes = std::span<const std::uint8_t>;

class ByteSource {
 public:
  static constexpr std::size_t kLongestPeek = 4096;

  virtual ~ByteSource() = default;
  // The next bytes, `count` of them (at most kLongestPeek) or fewer where the source ends
  // there. Valid until the next call.
  virtual Bytes Peek(std::size_t count) = 0;
  // Leaves out `count` bytes; gives how many there were.
  virtual std::uint64_t Skip(std::uint64_t count) = 0;
  // All bytes of the source from its start; nothing where only reading tells.
  virtual std::optional<std::uint64_t> Size() const = 0;
};

class SpanSource final : public ByteSource {
 public:
  explicit SpanSource(Bytes bytes) : bytes_(bytes) {}
  Bytes Peek(std::size_t count) override;
  std::uint64_t Skip(std::uint64_t count) override;
  std::optional<std::uint64_t> Size() const override { return bytes_.size(); }

 private:
  Bytes bytes_;
  std::size_t position_ = 0;
};

// A regular file through a buffer; a read error looks like the end of the file.
class FileSource final : public ByteSource {
 public:
  // Not usable (see `is_open`) where it is no regular file or may not be read.
  explicit FileSource(const std::filesystem::path& file);
  ~FileSource() override;
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  Bytes Peek(std::size_t count) override;
  std::uint64_t Skip(std::uint64_t count) override;
  std::optional<std::uint64_t> Size() const override { return size_; }

 private:
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  std::uint64_t position_ = 0;      // of the next byte
  std::uint64_t buffer_start_ = 0;  // of the buffer, in the file
  std::size_t buffered_ = 0;
  std::vector<std::uint8_t> buffer_;
};

}  // namespace regen::prescan
