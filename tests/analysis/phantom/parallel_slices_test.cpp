// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/parallel_slices.h"

#include <vector>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(ForEachSlice, CallsEveryNumberOnce) {
  for (const int threads : {0, 1, 3, 50}) {
    std::vector<int> calls(20, 0);
    ForEachSlice(20, threads, [&](int n) { ++calls[static_cast<std::size_t>(n)]; });
    EXPECT_EQ(calls, std::vector<int>(20, 1));
  }
}

TEST(ForEachSlice, CallsNothingForNoSlices) {
  ForEachSlice(0, 2, [](int) { FAIL(); });
}

}  // namespace
}  // namespace regen
