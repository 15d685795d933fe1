// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder.
#pragma once

#include <atomic>
#include <cstddef>
#include <future>

namespace regen::dicom {

// Calls `work(n, own)` once for each n below `count`, on this thread and one other, each taking
// the next n that nobody has; `own` is the thread's and keeps what earlier calls left in it.
// `work` must not throw, and writes to places of its own n alone.
template <typename Own, typename Work>
void ForEachOnTwoThreads(std::size_t count, const Work& work) {
  std::atomic<std::size_t> next{0};
  const auto take = [&] {
    Own own;
    for (std::size_t n = next++; n < count; n = next++) work(n, own);
  };
  std::future<void> other;
  if (count > 1) other = std::async(std::launch::async, take);
  take();
  if (other.valid()) other.get();
}

// The same of `work(n)`.
template <typename Work>
void ForEachOnTwoThreads(std::size_t count, const Work& work) {
  struct Nothing {};
  ForEachOnTwoThreads<Nothing>(count, [&](std::size_t n, Nothing&) { work(n); });
}

}  // namespace regen::dicom
