// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/measurement/shared_work.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace regen {
namespace {

struct Noise {
  int value;
};
struct Level {
  int value;
};

TEST(SharedWork, IsMadeOnce) {
  SharedWork work;
  int made = 0;
  for (int n = 0; n < 3; ++n) {
    const auto noise = work.Get<Noise>(WorkOn::kImages, [&] { return Noise{++made}; });
    EXPECT_EQ(noise->value, 1);
  }
  EXPECT_EQ(made, 1);
}

TEST(SharedWork, TellsItsKindsApart) {
  SharedWork work;
  work.Get<Noise>(WorkOn::kImages, [] { return Noise{1}; });
  EXPECT_EQ(work.Get<Level>(WorkOn::kImages, [] { return Level{2}; })->value, 2);
}

TEST(SharedWork, KnowsTheWorkOnTheImagesWhereverTheOutlineIsPut) {
  SharedWork first;
  first.Get<Noise>(WorkOn::kImages, [] { return Noise{1}; });
  SharedWork elsewhere(&first);
  EXPECT_EQ(elsewhere.Get<Noise>(WorkOn::kImages, [] { return Noise{2}; })->value, 1);
}

TEST(SharedWork, LooksAgainWhereTheOutlineIsPutElsewhere) {
  SharedWork first;
  first.Get<Noise>(WorkOn::kOutline, [] { return Noise{1}; });
  SharedWork elsewhere(&first);
  EXPECT_EQ(elsewhere.Get<Noise>(WorkOn::kOutline, [] { return Noise{2}; })->value, 2);
}

TEST(SharedWork, MayAskForMoreWhileItIsMade) {
  SharedWork work;
  const auto level = work.Get<Level>(WorkOn::kOutline, [&] {
    return Level{1 + work.Get<Noise>(WorkOn::kImages, [] { return Noise{1}; })->value};
  });
  EXPECT_EQ(level->value, 2);
}

TEST(SharedWork, GivesAllThreadsTheSame) {
  SharedWork work;
  std::vector<std::shared_ptr<const Noise>> got(8);
  std::vector<std::thread> threads;
  for (std::size_t n = 0; n < got.size(); ++n) {
    threads.emplace_back([&, n] {
      got[n] = work.Get<Noise>(WorkOn::kImages, [&] { return Noise{static_cast<int>(n)}; });
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& one : got) EXPECT_EQ(one, got.front());
}

TEST(SharedWork, MakesAnewWhereThereIsNoStore) {
  int made = 0;
  for (int n = 0; n < 2; ++n)
    MadeOnce<Noise>(nullptr, WorkOn::kImages, [&] { return Noise{++made}; });
  EXPECT_EQ(made, 2);
}

}  // namespace
}  // namespace regen
