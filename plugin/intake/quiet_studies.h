// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace regen {

// Studies that the reconciler found new or changed, until they have been quiet for long enough.
// After a restart the archive calls every study stable, also one in the middle of being sent;
// so we watch it ourselves, by the time that passes here: no clock has to agree with another.
class QuietStudies {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit QuietStudies(std::chrono::milliseconds quiet) : quiet_(quiet) {}

  // Starts the wait, or starts it anew where `last_update` has changed.
  void Observe(const std::string& orthanc_id, const std::string& last_update, Time now);
  void Forget(const std::string& orthanc_id) { watched_.erase(orthanc_id); }

  struct Candidate {
    std::string orthanc_id;
    std::string last_update;  // as observed
  };
  // Up to `most` that have not been observed to change for long enough. They stay until
  // forgotten.
  std::vector<Candidate> Quiet(Time now, std::size_t most) const;

 private:
  struct Watch {
    std::string last_update;
    Time since;
  };

  std::chrono::milliseconds quiet_;
  std::map<std::string, Watch> watched_;
};

}  // namespace regen
