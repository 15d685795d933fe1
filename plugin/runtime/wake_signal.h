// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>

namespace regen {

// Lets threads sleep until something is to be done. A wake between two sleeps is not lost.
class WakeSignal {
 public:
  void Wake() noexcept;

  // Sleeps until a wake later than `seen`, the stop or the time; then brings `seen` up to date.
  void Sleep(const std::stop_token& stop, std::chrono::milliseconds time, std::uint64_t& seen);

 private:
  std::mutex mutex_;
  std::condition_variable_any condition_;
  std::uint64_t wakes_ = 0;
};

}  // namespace regen
