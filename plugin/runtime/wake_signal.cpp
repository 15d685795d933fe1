// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/runtime/wake_signal.h"

namespace regen {

void WakeSignal::Wake() noexcept {
  try {
    const std::lock_guard<std::mutex> guard(mutex_);
    ++wakes_;
  } catch (...) {  // the sleepers look by themselves after their time
  }
  condition_.notify_all();
}

void WakeSignal::Sleep(const std::stop_token& stop,
                       std::chrono::milliseconds time,
                       std::uint64_t& seen) {
  std::unique_lock<std::mutex> lock(mutex_);
  condition_.wait_for(lock, stop, time, [&] { return wakes_ != seen; });
  seen = wakes_;
}

}  // namespace regen
