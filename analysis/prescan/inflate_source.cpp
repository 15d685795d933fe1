// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/inflate_source.h"

#include "analysis/prescan/limits.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>

#include <zlib.h>

namespace regen::prescan {

namespace {
constexpr std::size_t kBufferBytes = std::size_t{64} << 10U;

std::uint64_t LimitOf(std::uint64_t deflated_bytes) {
  const std::uint64_t largest = std::numeric_limits<std::uint64_t>::max() / kInflatedRatio;
  return std::max(kInflatedAlways, std::min(deflated_bytes, largest) * kInflatedRatio);
}

constexpr int kRawDeflate = -MAX_WBITS;  // zlib: negative for a stream without a header
}  // namespace

struct InflateSource::Stream {
  Stream() {
    if (inflateInit2(&zlib, kRawDeflate) != Z_OK) throw std::bad_alloc();
  }
  ~Stream() { inflateEnd(&zlib); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  z_stream zlib{};
};

InflateSource::InflateSource(ByteSource& deflated, std::uint64_t deflated_bytes)
    : deflated_(deflated),
      limit_(LimitOf(deflated_bytes)),
      stream_(std::make_unique<Stream>()),
      buffer_(kBufferBytes) {}

InflateSource::~InflateSource() = default;

Bytes InflateSource::Peek(std::size_t count) {
  Fill(count);
  return Bytes(buffer_).subspan(begin_, std::min(count, end_ - begin_));
}

std::uint64_t InflateSource::Skip(std::uint64_t count) {
  std::uint64_t skipped = 0;
  while (skipped < count) {
    if (begin_ == end_) Fill(1);
    if (begin_ == end_) break;
    const auto step =
        static_cast<std::size_t>(std::min<std::uint64_t>(count - skipped, end_ - begin_));
    begin_ += step;
    skipped += step;
  }
  return skipped;
}

void InflateSource::Fill(std::size_t wanted) {
  if (end_ - begin_ >= wanted) return;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  while (end_ < wanted && state_ == State::kRunning) InflateSome();
}

void InflateSource::InflateSome() {
  z_stream& zlib = stream_->zlib;
  const Bytes input = deflated_.Peek(kLongestPeek);
  zlib.next_in = const_cast<Bytef*>(input.data());  // zlib's old interface; it does not write
  zlib.avail_in = static_cast<uInt>(input.size());
  zlib.next_out = buffer_.data() + end_;
  const std::size_t room = buffer_.size() - end_;
  zlib.avail_out = static_cast<uInt>(room);
  const int result = inflate(&zlib, Z_NO_FLUSH);
  const std::size_t taken = input.size() - zlib.avail_in;
  const std::size_t made = room - zlib.avail_out;
  deflated_.Skip(taken);
  end_ += made;
  inflated_ += made;
  if (result == Z_STREAM_END) {
    state_ = State::kEnded;
  } else if (result != Z_OK || (taken == 0 && made == 0)) {
    state_ = State::kCorrupt;
  } else if (inflated_ > limit_) {
    state_ = State::kTooLarge;
  }
}

}  // namespace regen::prescan
