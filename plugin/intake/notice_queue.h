// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>
#include <string>
#include <vector>

namespace regen {

// What the archive's callbacks told, in order. In memory only: the reconciler finds whatever is
// lost with it.
class NoticeQueue {
 public:
  enum class Kind { kStable, kDeleted };
  struct Notice {
    Kind kind = Kind::kStable;
    std::string orthanc_study_id;
  };

  // Never throws and never waits for anything but another notice. Where there is no memory or
  // too much waits already, the notice is dropped and remembered as lost.
  void Add(Kind kind, const std::string& orthanc_study_id) noexcept;

  struct Taken {
    std::vector<Notice> notices;
    bool lost_some = false;  // compare with the archive
  };
  Taken TakeAll();

 private:
  std::mutex mutex_;
  std::vector<Notice> notices_;
  bool lost_some_ = false;
};

}  // namespace regen
