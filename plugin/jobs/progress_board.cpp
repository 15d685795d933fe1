// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/jobs/progress_board.h"

namespace regen {

void ProgressBoard::Set(std::int64_t job_id, std::string_view stage, double fraction) {
  const std::lock_guard<std::mutex> guard(mutex_);
  entries_[job_id] = {std::string(stage), fraction};
}

void ProgressBoard::Remove(std::int64_t job_id) {
  const std::lock_guard<std::mutex> guard(mutex_);
  entries_.erase(job_id);
}

ProgressBoard::Entry ProgressBoard::Of(std::int64_t job_id) const {
  const std::lock_guard<std::mutex> guard(mutex_);
  const auto found = entries_.find(job_id);
  return found == entries_.end() ? Entry{} : found->second;
}

}  // namespace regen
