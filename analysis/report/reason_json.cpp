// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/reason_json.h"

namespace regen {

std::string TextOf(const Json::Value& object, const char* key) {
  const Json::Value& value = object[key];
  return value.isString() ? value.asString() : std::string();
}

Json::Value ReasonsValue(const Reasons& reasons) {
  Json::Value list(Json::arrayValue);
  for (const Reason& reason : reasons) {
    Json::Value item;
    item["Code"] = reason.code;
    item["Text"] = reason.text;
    list.append(item);
  }
  return list;
}

Reasons ReasonsOf(const Json::Value& list) {
  Reasons reasons;
  if (!list.isArray()) return reasons;
  for (const Json::Value& item : list) {
    if (item.isObject()) reasons.push_back({TextOf(item, "Code"), TextOf(item, "Text")});
  }
  return reasons;
}

Json::Value CandidatesValue(const std::vector<Candidate>& candidates) {
  Json::Value list(Json::arrayValue);
  for (const Candidate& candidate : candidates) {
    Json::Value item;
    item["StudyInstanceUID"] = candidate.study_instance_uid;
    item["SeriesInstanceUID"] = candidate.series_instance_uid;
    item["SeriesDescription"] = candidate.series_description;
    item["Selected"] = candidate.selected;
    item["Reasons"] = ReasonsValue(candidate.reasons);
    list.append(item);
  }
  return list;
}

std::vector<Candidate> CandidatesOf(const Json::Value& list) {
  std::vector<Candidate> candidates;
  if (!list.isArray()) return candidates;
  for (const Json::Value& item : list) {
    if (!item.isObject()) continue;
    candidates.push_back({TextOf(item, "StudyInstanceUID"),
                          TextOf(item, "SeriesInstanceUID"),
                          TextOf(item, "SeriesDescription"),
                          item["Selected"].isBool() && item["Selected"].asBool(),
                          ReasonsOf(item["Reasons"])});
  }
  return candidates;
}

}  // namespace regen
