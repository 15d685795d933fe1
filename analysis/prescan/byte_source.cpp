// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/byte_source.h"

#include <algorithm>
#include <cassert>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace regen::prescan {

namespace {
// Small, because most reads skip over the value that follows.
constexpr std::size_t kBufferBytes = 2 * ByteSource::kLongestPeek;
}  // namespace

Bytes SpanSource::Peek(std::size_t count) {
  return bytes_.subspan(position_, std::min(count, bytes_.size() - position_));
}

std::uint64_t SpanSource::Skip(std::uint64_t count) {
  const std::uint64_t skipped = std::min<std::uint64_t>(count, bytes_.size() - position_);
  position_ += static_cast<std::size_t>(skipped);
  return skipped;
}

FileSource::FileSource(const std::filesystem::path& file) {
  // A pipe or a device could block or never end.
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return;
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return;
  }
  descriptor_ = descriptor;
  size_ = static_cast<std::uint64_t>(status.st_size);
  buffer_.resize(kBufferBytes);
}

FileSource::~FileSource() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Bytes FileSource::Peek(std::size_t count) {
  assert(count <= kLongestPeek);
  const bool inside =
      position_ >= buffer_start_ && position_ + count <= buffer_start_ + buffered_;
  if (!inside) {
    buffer_start_ = position_;
    buffered_ = 0;
    while (buffered_ < count) {
      const ssize_t got = ::pread(descriptor_,
                                  buffer_.data() + buffered_,
                                  buffer_.size() - buffered_,
                                  static_cast<off_t>(position_ + buffered_));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      buffered_ += static_cast<std::size_t>(got);
    }
  }
  const auto start = static_cast<std::size_t>(position_ - buffer_start_);
  return Bytes(buffer_).subspan(start, std::min(count, buffered_ - start));
}

std::uint64_t FileSource::Skip(std::uint64_t count) {
  const std::uint64_t skipped = std::min(count, size_ - position_);
  position_ += skipped;
  return skipped;
}

}  // namespace regen::prescan
