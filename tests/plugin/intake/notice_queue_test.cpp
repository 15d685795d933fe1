// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/intake/notice_queue.h"

#include <thread>

#include <gtest/gtest.h>

namespace regen {
namespace {

TEST(NoticeQueue, GivesNoticesInTheirOrderOnce) {
  NoticeQueue queue;
  queue.Add(NoticeQueue::Kind::kDeleted, "a");
  queue.Add(NoticeQueue::Kind::kStable, "b");
  const auto taken = queue.TakeAll();
  ASSERT_EQ(taken.notices.size(), 2U);
  EXPECT_EQ(taken.notices[0].kind, NoticeQueue::Kind::kDeleted);
  EXPECT_EQ(taken.notices[1].orthanc_study_id, "b");
  EXPECT_FALSE(taken.lost_some);
  EXPECT_TRUE(queue.TakeAll().notices.empty());
}

TEST(NoticeQueue, SaysThatItLostSomeInsteadOfGrowingWithoutEnd) {
  NoticeQueue queue;
  for (int i = 0; i < 200'000; ++i) queue.Add(NoticeQueue::Kind::kStable, "a");
  const auto taken = queue.TakeAll();
  EXPECT_LT(taken.notices.size(), 200'000U);
  EXPECT_TRUE(taken.lost_some);
  EXPECT_FALSE(queue.TakeAll().lost_some);
}

TEST(NoticeQueue, TakesNoticesFromManyThreads) {
  NoticeQueue queue;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&queue] {
        for (int n = 0; n < 1000; ++n) queue.Add(NoticeQueue::Kind::kStable, "a");
      });
    }
  }
  EXPECT_EQ(queue.TakeAll().notices.size(), 4000U);
}

}  // namespace
}  // namespace regen
