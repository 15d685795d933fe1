// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/archive/orthanc_archive.h"

#include "analysis/base/product.h"
#include "analysis/base/text.h"
#include "plugin/archive/json_text.h"
#include "plugin/archive/region_json.h"

#include <algorithm>
#include <utility>

namespace regen {
namespace {

// Above this many instances the tags are asked one by one, to bound the memory of one answer.
constexpr std::size_t kInstancesPerCall = 512;

Error Unavailable(std::string message) {
  return {ErrorKind::kUnavailable, std::move(message)};
}

bool IsSuccess(int status) {
  return status >= 200 && status < 300;
}

Error UnexpectedStatus(int status, const char* what) {
  return Unavailable(StrCat("the archive answered ", status, " to ", what));
}

// One object cannot carry two identities: what the series of one study disagree in is kept as
// two values, which agree with nobody's.
void MergeIdentity(const PatientIdentity& other, PatientIdentity* patient) {
  const auto merge = [](const std::string& from, std::string* to) {
    if (to->empty()) {
      *to = from;
    } else if (!from.empty() && from != *to) {
      to->append("\\").append(from);
    }
  };
  merge(other.issuer_of_patient_id, &patient->issuer_of_patient_id);
  merge(other.birth_date, &patient->birth_date);
  merge(other.sex, &patient->sex);
}

}  // namespace

bool IsOrthancId(std::string_view text) {
  if (text.size() != 44) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool hexadecimal = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (i % 9 == 8 ? c != '-' : !hexadecimal) return false;
  }
  return true;
}

bool IsDicomUid(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         text.find_first_not_of("0123456789.") == std::string_view::npos;
}

Result<std::optional<Json::Value>> OrthancArchive::GetJson(const std::string& uri) {
  Result<RestAnswer> answer = rest_.Get(uri);
  if (!answer) return answer.error();
  if (answer->status == 404) return std::optional<Json::Value>();
  if (!IsSuccess(answer->status)) return UnexpectedStatus(answer->status, "a query");
  Result<Json::Value> value = ParseJson(answer->body, "the archive's answer");
  if (!value) return value.error();
  return std::optional<Json::Value>(std::move(*value));
}

Result<Json::Value> OrthancArchive::PostJson(const std::string& uri, std::string_view body) {
  Result<RestAnswer> answer = rest_.Post(uri, body);
  if (!answer) return answer.error();
  if (!IsSuccess(answer->status)) return UnexpectedStatus(answer->status, "a request");
  return ParseJson(answer->body, "the archive's answer");
}

Result<std::vector<StudyState>> OrthancArchive::ListStudies(std::size_t since,
                                                            std::size_t limit) {
  std::vector<StudyState> states;
  if (limit == 0) return states;  // Orthanc would take it for "all"
  auto answer = GetJson(StrCat("/studies?since=", since, "&limit=", limit, "&expand"));
  if (!answer) return answer.error();
  if (!answer->has_value() || !(*answer)->isArray()) {
    return Unavailable("the archive's answer is not a list of studies");
  }
  for (const Json::Value& study : **answer) {
    Result<StudyState> state = StudyStateFromJson(study);
    if (!state) return state.error();
    states.push_back(std::move(*state));
  }
  return states;
}

Result<std::optional<StudyState>> OrthancArchive::ReadStudyState(
    const std::string& orthanc_id) {
  if (!IsOrthancId(orthanc_id)) return std::optional<StudyState>();
  auto answer = GetJson(StrCat("/studies/", orthanc_id));
  if (!answer) return answer.error();
  if (!answer->has_value()) return std::optional<StudyState>();
  Result<StudyState> state = StudyStateFromJson(**answer);
  if (!state) return state.error();
  return std::optional<StudyState>(std::move(*state));
}

Result<Json::Value> OrthancArchive::ReadTags(const ListedSeries& series) {
  if (series.instances.size() <= kInstancesPerCall) {
    auto tags = GetJson(StrCat("/series/", series.orthanc_id, "/instances-tags?short"));
    if (!tags) return tags.error();
    if (!tags->has_value() || !(*tags)->isObject()) {
      return Unavailable("a series went away while it was read");
    }
    return std::move(**tags);
  }
  Json::Value all(Json::objectValue);
  for (const std::string& instance : series.instances) {
    auto tags = GetJson(StrCat("/instances/", instance, "/tags?short"));
    if (!tags) return tags.error();
    if (!tags->has_value()) return Unavailable("an instance went away while it was read");
    all[instance] = std::move(**tags);
  }
  return all;
}

// What is no image: regions where it may hold some, else only its name.
Status OrthancArchive::AddOtherSeries(const ListedSeries& listed, ArchivedStudy* study) {
  const bool segmentation = listed.modality == "SEG";
  if (!segmentation) {
    if (listed.manufacturer == kProductName) return Done{};
    SeriesSummary summary;
    summary.series_instance_uid = listed.series_instance_uid;
    summary.modality = listed.modality;
    summary.series_description = listed.series_description;
    study->summary.series.push_back(std::move(summary));
    if (listed.modality != "RTSTRUCT" && listed.modality != "SR") return Done{};
  }
  Result<Json::Value> tags = ReadTags(listed);
  // A report that nests too deep to be read must not keep its study from being planned.
  if (!tags && tags.error().kind == ErrorKind::kInput) return Done{};
  if (!tags) return tags.error();
  for (auto it = tags->begin(); it != tags->end(); ++it) {
    for (ArchivedRegion& region : RegionsFromTags(it.name(), *it)) {
      study->regions.push_back(std::move(region));
    }
  }
  return Done{};
}

Status OrthancArchive::AddSeries(const ListedSeries& listed, ArchivedStudy* study) {
  // Our own maps are of modality MR too.
  if (listed.modality != "MR" || listed.manufacturer == kProductName) {
    return AddOtherSeries(listed, study);
  }
  Result<Json::Value> tags = ReadTags(listed);
  if (!tags) return tags.error();
  for (const Json::Value& instance : *tags) {
    const StudySummary header = SummarizeStudy(LookupByTag(instance));
    if (study->summary.study_instance_uid.empty()) {
      study->summary.study_instance_uid = header.study_instance_uid;
      study->summary.study_date = header.study_date;
      study->summary.study_time = header.study_time;
      study->summary.study_description = header.study_description;
      study->summary.patient = header.patient;
    } else {
      MergeIdentity(header.patient, &study->summary.patient);
    }
    break;  // instances of one series share these by definition
  }
  study->summary.series.push_back(SeriesFromTags(*tags, &study->orthanc_id_of_sop_instance));
  return Done{};
}

Result<std::optional<ArchivedStudy>> OrthancArchive::ReadStudy(const std::string& orthanc_id) {
  if (!IsOrthancId(orthanc_id)) return std::optional<ArchivedStudy>();
  auto answer = GetJson(StrCat("/studies/", orthanc_id));
  if (!answer) return answer.error();
  if (!answer->has_value()) return std::optional<ArchivedStudy>();
  const Json::Value& json = **answer;
  Result<StudyState> state = StudyStateFromJson(json);
  if (!state) return state.error();

  auto listed = GetJson(StrCat("/studies/", orthanc_id, "/series"));
  if (!listed) return listed.error();
  if (!listed->has_value()) return std::optional<ArchivedStudy>();
  Result<std::vector<ListedSeries>> series = SeriesListFromJson(**listed);
  if (!series) return series.error();

  ArchivedStudy study;
  study.state = std::move(*state);
  study.anonymised_copy = !JsonString(json, "AnonymizedFrom").empty();
  for (const ListedSeries& one : *series) {
    Status added = AddSeries(one, &study);
    if (!added) return added.error();
  }
  if (study.summary.study_instance_uid.empty()) {
    std::vector<SeriesSummary> others = std::move(study.summary.series);
    study.summary = SummarizeStudy(LookupInMainTags(json));
    study.summary.series = std::move(others);
  }
  return std::optional<ArchivedStudy>(std::move(study));
}

Result<std::vector<std::string>> OrthancArchive::FindStudiesOfPatient(
    const std::string& patient_id) {
  std::vector<std::string> ids;
  if (Trim(patient_id).empty()) return ids;  // would mean everybody
  // '*' and '?' cannot be escaped in a query and '\\' separates alternatives: the archive may
  // therefore answer with more than was asked for, and each answer is looked at again.
  Json::Value query;
  query["Level"] = "Study";
  query["Expand"] = true;
  query["CaseSensitive"] = true;
  query["Query"]["PatientID"] = patient_id;
  Result<Json::Value> answer = PostJson("/tools/find", WriteJson(query));
  if (!answer) return answer.error();
  if (!answer->isArray()) return Unavailable("the archive's answer is not a list of studies");
  for (const Json::Value& study : *answer) {
    if (!study.isObject()) return Unavailable("the archive's answer is not a study");
    const std::string found = JsonString(study["PatientMainDicomTags"], "PatientID");
    if (Trim(found) == Trim(patient_id)) ids.push_back(JsonString(study, "ID"));
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

Result<std::optional<std::string>> OrthancArchive::Lookup(const std::string& uid,
                                                          const char* type) {
  if (!IsDicomUid(uid)) return std::optional<std::string>();
  Result<Json::Value> answer = PostJson("/tools/lookup", uid);
  if (!answer) return answer.error();
  if (!answer->isArray()) return Unavailable("the archive's answer is not a list");
  const bool is_study = std::string_view(type) == "Study";
  for (const Json::Value& found : *answer) {
    if (JsonString(found, "Type") != type) continue;
    std::string id = JsonString(found, "ID");
    if (!is_study) return std::optional<std::string>(std::move(id));
    // The look-up also answers to accession numbers, which may look like a UID.
    auto study = GetJson(StrCat("/studies/", id));
    if (!study) return study.error();
    if (study->has_value() && (*study)->isObject() &&
        JsonString((**study)["MainDicomTags"], "StudyInstanceUID") == uid) {
      return std::optional<std::string>(std::move(id));
    }
  }
  return std::optional<std::string>();
}

Result<std::optional<std::string>> OrthancArchive::FindStudy(const std::string& study_uid) {
  return Lookup(study_uid, "Study");
}

Result<std::optional<std::string>> OrthancArchive::FindInstance(const std::string& sop_uid) {
  return Lookup(sop_uid, "Instance");
}

Result<std::string> OrthancArchive::ReadInstance(const std::string& orthanc_id) {
  if (!IsOrthancId(orthanc_id)) return InputError("not an id of the archive");
  Result<RestAnswer> answer = rest_.Get(StrCat("/instances/", orthanc_id, "/file"));
  if (!answer) return answer.error();
  if (!IsSuccess(answer->status))
    return UnexpectedStatus(answer->status, "reading an instance");
  return std::move(answer->body);
}

Result<StoredInstance> OrthancArchive::StoreInstance(std::string_view dicom_file) {
  Result<Json::Value> answer = PostJson("/instances", dicom_file);
  if (!answer) return answer.error();
  const std::string status = JsonString(*answer, "Status");
  StoredInstance stored;
  stored.orthanc_id = JsonString(*answer, "ID");
  stored.already_stored = status == "AlreadyStored";
  if (stored.orthanc_id.empty() || (status != "Success" && !stored.already_stored)) {
    return Unavailable(StrCat("the archive did not store an object: ",
                              status.empty() ? std::string("no status") : status));
  }
  return stored;
}

Status OrthancArchive::SendToModality(const std::string& modality,
                                      const std::vector<std::string>& orthanc_ids) {
  auto nodes = GetJson("/modalities");
  if (!nodes) return nodes.error();
  const bool known =
      nodes->has_value() && (*nodes)->isArray() &&
      std::any_of((*nodes)->begin(), (*nodes)->end(), [&](const Json::Value& node) {
        return node.isString() && node.asString() == modality;
      });
  if (!known) {
    return Error{ErrorKind::kUsage, StrCat("DicomModalities has no node named ", modality)};
  }
  Json::Value order;
  order["Synchronous"] = false;
  order["Resources"] = Json::arrayValue;
  for (const std::string& id : orthanc_ids) order["Resources"].append(id);
  Result<Json::Value> answer =
      PostJson(StrCat("/modalities/", modality, "/store"), WriteJson(order));
  if (!answer) return answer.error();
  return Done{};
}

}  // namespace regen
