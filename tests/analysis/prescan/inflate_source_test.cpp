// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/prescan/inflate_source.h"

#include "analysis/prescan/limits.h"
#include "tests/analysis/prescan/scanned.h"

#include <gtest/gtest.h>

namespace regen::prescan {
namespace {

using State = InflateSource::State;

// The whole of a deflated text.
struct Inflated {
  std::string text;
  State state = State::kRunning;
};

Inflated InflateAll(const std::string& deflated) {
  SpanSource source(AsBytes(deflated));
  InflateSource inflated(source, deflated.size());
  Inflated all;
  while (true) {
    const Bytes next = inflated.Peek(1000);
    if (next.empty()) break;
    all.text.append(next.begin(), next.end());
    inflated.Skip(next.size());
  }
  all.state = inflated.state();
  return all;
}

TEST(InflateSource, GivesBackWhatWasDeflated) {
  std::string text;
  for (int n = 0; n < 60000; ++n) text += std::to_string(n % 977 * (n % 977));
  const Inflated all = InflateAll(test::Deflate(text));
  EXPECT_EQ(all.text, text);
  EXPECT_EQ(all.state, State::kEnded);
}

TEST(InflateSource, SkipsFurtherThanItsBuffer) {
  const std::string text = std::string(300000, 'a') + "end";
  const std::string deflated = test::Deflate(text);
  SpanSource source(AsBytes(deflated));
  InflateSource inflated(source, deflated.size());
  EXPECT_EQ(inflated.Skip(300000), 300000U);
  const Bytes rest = inflated.Peek(10);
  EXPECT_EQ(std::string(rest.begin(), rest.end()), "end");
  EXPECT_EQ(inflated.Skip(10), 3U);
}

TEST(InflateSource, TellsAStreamThatIsNone) {
  EXPECT_EQ(InflateAll(std::string(64, '\xff')).state, State::kCorrupt);
}

TEST(InflateSource, TellsAStreamThatEndsTooEarly) {
  std::string deflated = test::Deflate(std::string(1000, 'a') + "bcdefgh");
  deflated.resize(deflated.size() / 2);
  EXPECT_EQ(InflateAll(deflated).state, State::kCorrupt);
}

TEST(InflateSource, StopsABomb) {
  const std::string bomb = test::Deflate(std::string(kInflatedAlways + (1U << 20U), '\0'));
  SpanSource source(AsBytes(bomb));
  InflateSource inflated(source, bomb.size());
  const std::uint64_t skipped = inflated.Skip(~std::uint64_t{0});
  EXPECT_EQ(inflated.state(), State::kTooLarge);
  EXPECT_LT(skipped, kInflatedAlways + (1U << 20U));
}

}  // namespace
}  // namespace regen::prescan
