// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/parallel_slices.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace regen {

void ForEachSlice(int count, int threads, const std::function<void(int)>& work) {
  std::atomic<int> next{0};
  const auto take = [&] {
    for (int n = next++; n < count; n = next++) {
      work(n);
    }
  };
  const int available = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const int wanted = std::min(threads > 0 ? threads : available, count);
  std::vector<std::jthread> helpers;
  for (int n = 1; n < wanted; ++n) {
    helpers.emplace_back(take);
  }
  take();
}

}  // namespace regen
