// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/intake/quiet_studies.h"

namespace regen {

void QuietStudies::Observe(const std::string& orthanc_id,
                           const std::string& last_update,
                           Time now) {
  const auto [place, is_new] = watched_.try_emplace(orthanc_id, Watch{last_update, now});
  if (!is_new && place->second.last_update != last_update) {
    place->second = {last_update, now};
  }
}

std::vector<QuietStudies::Candidate> QuietStudies::Quiet(Time now, std::size_t most) const {
  std::vector<Candidate> quiet;
  for (const auto& [id, watch] : watched_) {
    if (quiet.size() < most && now - watch.since >= quiet_) {
      quiet.push_back({id, watch.last_update});
    }
  }
  return quiet;
}

}  // namespace regen
