// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "plugin/archive/archive.h"

#include <string>
#include <vector>

#include <json/value.h>

namespace regen {

// Orthanc's answers, read. Attributes of instances are expected by tag number (`?short`).

// "/studies/{id}" or an element of "/studies?expand"; an error where it is not one.
Result<StudyState> StudyStateFromJson(const Json::Value& study);

// A series as "/studies/{id}/series" lists it.
struct ListedSeries {
  std::string orthanc_id;
  std::string series_instance_uid;
  std::string modality;
  std::string manufacturer;
  std::string series_description;
  std::vector<std::string> instances;  // Orthanc ids
};
Result<std::vector<ListedSeries>> SeriesListFromJson(const Json::Value& series);

// The attributes of one instance.
AttributeLookup LookupByTag(const Json::Value& tags);

// The main tags of a study as "/studies/{id}" has them, by name: for studies of which no image
// is read. Orthanc's patient is not the study's patient, so only the study's own are certain.
AttributeLookup LookupInMainTags(const Json::Value& study);

// A series of images from its instances: Orthanc id -> tags.
SeriesSummary SeriesFromTags(const Json::Value& tags_of_instances,
                             std::map<std::string, std::string>* orthanc_id_of_sop_instance);

}  // namespace regen
