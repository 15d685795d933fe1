// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/archive/study_json.h"

#include "analysis/base/text.h"
#include "analysis/selection/enhanced_frames.h"
#include "plugin/archive/dicom_tags.h"
#include "plugin/archive/json_text.h"

#include <algorithm>
#include <tuple>
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

// The first item of the sequence in `item`, or null.
const Json::Value& FirstItem(const Json::Value& item, std::string_view sequence) {
  const std::string tag(TagOfKeyword(sequence));
  if (!item.isObject()) return Json::Value::nullSingleton();
  const Json::Value& items = item[tag];
  return items.isArray() && !items.empty() ? items[0] : Json::Value::nullSingleton();
}

FunctionalGroups GroupsIn(const Json::Value& tags) {
  const Json::Value& frames =
      tags[std::string(TagOfKeyword("PerFrameFunctionalGroupsSequence"))];
  const Json::Value& shared = FirstItem(tags, "SharedFunctionalGroupsSequence");
  FunctionalGroups groups;
  groups.frames = frames.isArray() ? static_cast<int>(frames.size()) : 0;
  groups.value = [&tags, &frames, &shared, count = groups.frames](
                     int place, std::string_view macro, std::string_view keyword) {
    const Json::Value* item = &tags;
    if (place == FunctionalGroups::kShared) item = &shared;
    if (place >= count) return std::string();
    if (place >= 0) item = &frames[static_cast<Json::ArrayIndex>(place)];
    while (!macro.empty()) {
      const std::size_t slash = std::min(macro.find('/'), macro.size());
      item = &FirstItem(*item, macro.substr(0, slash));
      macro.remove_prefix(std::min(slash + 1, macro.size()));
    }
    return item->isObject() ? Text(*item, keyword) : std::string();
  };
  return groups;
}

// The frames of an enhanced object whose groups place them; else the object itself.
std::vector<InstanceSummary> ImagesFromTags(const Json::Value& tags) {
  InstanceSummary image = SummarizeInstance(LookupByTag(tags));
  if (IsEnhancedMr(image.sop_class_uid)) {
    std::vector<InstanceSummary> frames = SummarizeFrames(LookupByTag(tags), GroupsIn(tags));
    if (!frames.empty()) return frames;
  }
  return {std::move(image)};
}

// Attributes of the series as its object or its first frame has them.
SeriesSummary SeriesAttributes(const Json::Value& tags) {
  const AttributeLookup object = LookupByTag(tags);
  if (!IsEnhancedMr(Text(tags, "SOPClassUID"))) return SummarizeSeries(object);
  const FunctionalGroups groups = GroupsIn(tags);
  return SummarizeSeries(AttributesOfFrame(object, groups, 0));
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
    std::vector<InstanceSummary> images = ImagesFromTags(*it);
    const std::string uid = images.front().sop_instance_uid;
    (*orthanc_id_of_sop_instance)[uid] = it.name();
    if (!first || uid < Text(*first, "SOPInstanceUID")) first = &*it;
    for (InstanceSummary& image : images) instances.push_back(std::move(image));
  }
  if (first) series = SeriesAttributes(*first);
  // The archive's order is that of its hashes: give the one that people know.
  std::sort(instances.begin(), instances.end(), [](const auto& a, const auto& b) {
    return std::tie(a.instance_number, a.sop_instance_uid, a.frame_number) <
           std::tie(b.instance_number, b.sop_instance_uid, b.frame_number);
  });
  for (const InstanceSummary& image : instances) {
    series.lossy_compression = series.lossy_compression || image.lossy;
  }
  series.instances = std::move(instances);
  return series;
}

}  // namespace regen
