// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/pixel_reader.h"

#include "analysis/prescan/inflate_source.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cerrno>
#include <optional>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace regen::prescan {

namespace {

FileStamp Stamp(const struct stat& status) {
  if (!S_ISREG(status.st_mode)) return {};
  constexpr std::int64_t kNsPerS = 1'000'000'000;
  return {static_cast<std::uint64_t>(status.st_dev),
          static_cast<std::uint64_t>(status.st_ino),
          static_cast<std::uint64_t>(status.st_size),
          static_cast<std::int64_t>(status.st_mtim.tv_sec) * kNsPerS + status.st_mtim.tv_nsec};
}

void SwapPairs(std::span<std::uint8_t> bytes) {
  for (std::size_t n = 0; n + 1 < bytes.size(); n += 2) std::swap(bytes[n], bytes[n + 1]);
}

// The dataset of a deflated file, which can only be read from front to back.
class Inflated {
 public:
  Inflated(const std::filesystem::path& file, std::uint64_t from)
      : source_(file), inflated_(source_, SkippedTo(source_, from)) {}

  std::uint64_t position() const { return position_; }

  bool Read(std::uint64_t at, std::span<std::uint8_t> bytes) {
    assert(at >= position_);
    position_ += inflated_.Skip(at - position_);
    while (position_ == at && !bytes.empty()) {
      const Bytes next = inflated_.Peek(std::min(bytes.size(), ByteSource::kLongestPeek));
      if (next.empty()) return false;
      std::copy(next.begin(), next.end(), bytes.begin());
      bytes = bytes.subspan(next.size());
      position_ += next.size();
      at += inflated_.Skip(next.size());
    }
    return bytes.empty();
  }

 private:
  // What is left behind `from`.
  static std::uint64_t SkippedTo(FileSource& source, std::uint64_t from) {
    return source.Size().value_or(0) - (source.is_open() ? source.Skip(from) : 0);
  }

  FileSource source_;
  InflateSource inflated_;
  std::uint64_t position_ = 0;
};

}  // namespace

FileStamp StampOf(const std::filesystem::path& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 ? Stamp(status) : FileStamp{};
}

struct PixelReader::Impl {
  Impl(std::filesystem::path path, const PixelPlace& where)
      : file(std::move(path)), place(where) {}
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (descriptor >= 0) ::close(descriptor);
  }

  bool Read(std::uint64_t at, std::span<std::uint8_t> bytes) {
    if (place.deflated_from != 0) return ReadInflated(at, bytes);
    while (!bytes.empty()) {
      const ssize_t got =
          ::pread(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(at));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return false;
      at += static_cast<std::uint64_t>(got);
      bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
    return true;
  }

  bool ReadInflated(std::uint64_t at, std::span<std::uint8_t> bytes) {
    if (!inflated || at < inflated->position()) inflated.emplace(file, place.deflated_from);
    return inflated->Read(at, bytes);
  }

  std::filesystem::path file;
  const PixelPlace& place;
  int descriptor = -1;
  std::optional<Inflated> inflated;
};

PixelReader::PixelReader(const std::filesystem::path& file,
                         const FileStamp& stamp,
                         const PixelPlace& place)
    : impl_(std::make_unique<Impl>(file, place)) {
  // A pipe or a device could block or never end.
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return;
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && Stamp(status) == stamp) {
    impl_->descriptor = descriptor;
  } else {
    ::close(descriptor);
  }
}

PixelReader::~PixelReader() = default;
PixelReader::PixelReader(PixelReader&&) noexcept = default;

bool PixelReader::is_open() const {
  return impl_->descriptor >= 0;
}

bool PixelReader::ReadNative(std::uint64_t at,
                             std::span<std::uint8_t> bytes,
                             bool words_of_16) {
  const PixelPlace& place = impl_->place;
  if (at > place.bytes || bytes.size() > place.bytes - at) return false;
  constexpr bool kBigEndianMachine = std::endian::native == std::endian::big;
  if (words_of_16 || !place.words) {
    if (!impl_->Read(place.offset + at, bytes)) return false;
    if (words_of_16 && place.big_endian != kBigEndianMachine) SwapPairs(bytes);
    return true;
  }
  if (!place.big_endian) return impl_->Read(place.offset + at, bytes);
  // Single bytes in words: whole words are read, each turned round.
  const std::uint64_t first = at & ~std::uint64_t{1};
  const std::uint64_t end = std::min(place.bytes, (at + bytes.size() + 1) & ~std::uint64_t{1});
  std::vector<std::uint8_t> words(static_cast<std::size_t>(end - first));
  if (!impl_->Read(place.offset + first, words)) return false;
  SwapPairs(words);
  std::copy_n(
      words.begin() + static_cast<std::ptrdiff_t>(at - first), bytes.size(), bytes.begin());
  return true;
}

bool PixelReader::ReadFragment(std::size_t fragment, std::span<std::uint8_t> bytes) {
  const auto& fragments = impl_->place.fragments;
  return fragment < fragments.size() && bytes.size() <= fragments[fragment].length &&
         impl_->Read(fragments[fragment].offset, bytes);
}

}  // namespace regen::prescan
