// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/result.h"

#include <memory>

#include <gtest/gtest.h>

namespace regen {
namespace {

Result<int> Half(int value) {
  if (value % 2 != 0) return InputError("value 3: odd; expected an even number");
  return value / 2;
}

TEST(Result, HoldsTheValue) {
  const auto result = Half(4);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(*result, 2);
}

TEST(Result, HoldsTheErrorWithItsKind) {
  const auto result = Half(3);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kInput);
  EXPECT_EQ(result.error().message, "value 3: odd; expected an even number");
}

TEST(Result, MovesAValueOut) {
  Result<std::unique_ptr<int>> result(std::make_unique<int>(7));
  const std::unique_ptr<int> taken = *std::move(result);
  EXPECT_EQ(*taken, 7);
}

}  // namespace
}  // namespace regen
