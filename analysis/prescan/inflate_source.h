// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder.
#pragma once

#include "analysis/prescan/byte_source.h"

#include <memory>

namespace regen::prescan {

// What is left of another source, inflated as it is read (PS3.5 annex A.5: deflate without a
// zlib header, RFC 1951).
class InflateSource final : public ByteSource {
 public:
  enum class State { kRunning, kEnded, kCorrupt, kTooLarge };

  // `deflated_bytes`: how many there are at most, for the limit of kInflatedRatio.
  InflateSource(ByteSource& deflated, std::uint64_t deflated_bytes);
  ~InflateSource() override;

  Bytes Peek(std::size_t count) override;
  std::uint64_t Skip(std::uint64_t count) override;
  std::optional<std::uint64_t> Size() const override { return std::nullopt; }

  // Why there are no more bytes, once there are none.
  State state() const { return state_; }

 private:
  struct Stream;
  void Fill(std::size_t wanted);
  void InflateSome();

  ByteSource& deflated_;
  std::uint64_t limit_;
  std::uint64_t inflated_ = 0;
  State state_ = State::kRunning;
  std::unique_ptr<Stream> stream_;
  std::vector<std::uint8_t> buffer_;
  std::size_t begin_ = 0;  // the bytes not yet consumed
  std::size_t end_ = 0;
};

}  // namespace regen::prescan
