// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/intake/notice_queue.h"

#include <utility>

namespace regen {
namespace {

constexpr std::size_t kMostNotices = 100'000;

}  // namespace

void NoticeQueue::Add(Kind kind, const std::string& orthanc_study_id) noexcept {
  try {
    const std::lock_guard<std::mutex> guard(mutex_);
    try {
      if (notices_.size() < kMostNotices) {
        notices_.push_back({kind, orthanc_study_id});
      } else {
        lost_some_ = true;
      }
    } catch (...) {
      lost_some_ = true;
    }
  } catch (...) {  // the mutex failed: nothing can be noted, the reconciler will find it
  }
}

NoticeQueue::Taken NoticeQueue::TakeAll() {
  const std::lock_guard<std::mutex> guard(mutex_);
  return {std::exchange(notices_, {}), std::exchange(lost_some_, false)};
}

}  // namespace regen
