// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/archive/study_json.h"

#include "analysis/base/text.h"
#include "plugin/archive/dicom_tags.h"
#include "plugin/archive/json_text.h"

#include <algorithm>
#include <utility>

namespace regen {
namespace {

Error Unreadable(const char* what) {
  return {ErrorKind::kUnavailable, StrCat("the archive's answer is not ", what)};
}

// The value of `keyword` in one item of a sequence or in an instance.
std::string Text(const Json::Value& item, std::string_view keyword) {
  const std::string tag(TagOfKeyword(keyword));
  return std::string(Trim(JsonString(item, tag.c_str())));
}

}  // namespace

Result<StudyState> StudyStateFromJson(const Json::Value& study) {
  StudyState state;
  state.orthanc_id = JsonString(study, "ID");
  state.last_update = JsonString(study, "LastUpdate");
  if (state.orthanc_id.empty() || !study["IsStable"].isBool()) return Unreadable("a study");
  state.is_stable = study["IsStable"].asBool();
  return state;
}

Result<std::vector<ListedSeries>> SeriesListFromJson(const Json::Value& series) {
  if (!series.isArray()) return Unreadable("a list of series");
  std::vector<ListedSeries> list;
  for (const Json::Value& one : series) {
    ListedSeries listed;
    listed.orthanc_id = JsonString(one, "ID");
    if (listed.orthanc_id.empty() || !one["MainDicomTags"].isObject() ||
        !one["Instances"].isArray()) {
      return Unreadable("a series");
    }
    const Json::Value& tags = one["MainDicomTags"];
    listed.series_instance_uid = JsonString(tags, "SeriesInstanceUID");
    listed.modality = JsonString(tags, "Modality");
    listed.manufacturer = JsonString(tags, "Manufacturer");
    listed.series_description = JsonString(tags, "SeriesDescription");
    for (const Json::Value& instance : one["Instances"]) {
      if (!instance.isString()) return Unreadable("a series");
      listed.instances.push_back(instance.asString());
    }
    list.push_back(std::move(listed));
  }
  std::sort(list.begin(), list.end(), [](const ListedSeries& a, const ListedSeries& b) {
    return a.series_instance_uid < b.series_instance_uid;
  });
  return list;
}

AttributeLookup LookupByTag(const Json::Value& tags) {
  return [&tags](std::string_view path) {
    const Json::Value* item = &tags;
    while (true) {
      const std::size_t end = path.find('/');
      if (end == std::string_view::npos) return Text(*item, path);
      const std::string tag(TagOfKeyword(path.substr(0, end)));
      if (!item->isObject() || !item->isMember(tag)) return std::string();
      const Json::Value& items = (*item)[tag];
      if (!items.isArray() || items.empty()) return std::string();
      item = &items[0];
      path.remove_prefix(end + 1);
    }
  };
}

AttributeLookup LookupInMainTags(const Json::Value& study) {
  return [&study](std::string_view keyword) {
    const std::string name(keyword);
    for (const char* group : {"MainDicomTags", "PatientMainDicomTags"}) {
      if (!study.isObject() || !study.isMember(group)) continue;
      std::string text = JsonString(study[group], name.c_str());
      if (!text.empty()) return std::string(Trim(text));
    }
    return std::string();
  };
}

SeriesSummary SeriesFromTags(const Json::Value& tags_of_instances,
                             std::map<std::string, std::string>* orthanc_id_of_sop_instance) {
  SeriesSummary series;
  const Json::Value* first = nullptr;
  std::vector<InstanceSummary> instances;
  for (auto it = tags_of_instances.begin(); it != tags_of_instances.end(); ++it) {
    if (!it->isObject()) continue;
    InstanceSummary instance = SummarizeInstance(LookupByTag(*it));
    (*orthanc_id_of_sop_instance)[instance.sop_instance_uid] = it.name();
    if (!first || instance.sop_instance_uid < Text(*first, "SOPInstanceUID")) first = &*it;
    instances.push_back(std::move(instance));
  }
  if (first) series = SummarizeSeries(LookupByTag(*first));
  // The archive's order is that of its hashes: give the one that people know.
  std::sort(instances.begin(), instances.end(), [](const auto& a, const auto& b) {
    return std::pair(a.instance_number, std::string_view(a.sop_instance_uid)) <
           std::pair(b.instance_number, std::string_view(b.sop_instance_uid));
  });
  series.instances = std::move(instances);
  return series;
}

}  // namespace regen
