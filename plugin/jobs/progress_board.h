// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace regen {

// How far the running analyses are; in memory only, since it is of no use after a restart.
class ProgressBoard {
 public:
  struct Entry {
    std::string stage;    // empty: not running, or nothing was said yet
    double fraction = 0;  // 0..1
  };

  void Set(std::int64_t job_id, std::string_view stage, double fraction);
  void Remove(std::int64_t job_id);
  Entry Of(std::int64_t job_id) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::int64_t, Entry> entries_;
};

}  // namespace regen
