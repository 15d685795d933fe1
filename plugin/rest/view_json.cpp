// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/rest/view_json.h"

#include "analysis/base/text.h"
#include "analysis/report/reason_json.h"
#include "plugin/archive/json_text.h"

#include <json/value.h>

namespace regen {
namespace {

// Absent rather than empty: null says that there is none.
Json::Value TextOrNull(const std::string& text) {
  return text.empty() ? Json::Value() : Json::Value(text);
}

Json::Value ResultsValue(const std::vector<StoredResult>& results) {
  Json::Value list(Json::arrayValue);
  for (const StoredResult& result : results) {
    Json::Value value;
    value["Kind"] = result.kind;
    value["SOPInstanceUID"] = result.sop_instance_uid;
    value["OrthancInstanceId"] = result.orthanc_instance_id;
    value["State"] = result.superseded ? "superseded" : "current";
    list.append(value);
  }
  return list;
}

Json::Value VerificationValue(const std::optional<VerificationRecord>& verification) {
  if (!verification) return {};
  Json::Value value;
  value["State"] = std::string(VerificationStateName(verification->state));
  value["Name"] = verification->verifier.name;
  value["Organisation"] = verification->verifier.organisation;
  value["Requested"] = verification->requested;
  value["Reason"] = TextOrNull(verification->reason);
  return value;
}

const char* EffectName(ImportRow::Effect effect) {
  switch (effect) {
    case ImportRow::Effect::kAdded:
      return "added";
    case ImportRow::Effect::kChanged:
      return "changed";
    case ImportRow::Effect::kUnchanged:
      return "unchanged";
  }
  return "";
}

}  // namespace

std::string HealthJson(const Health& health) {
  Json::Value value;
  value["Healthy"] = health.healthy;
  value["Enabled"] = health.enabled;
  value["Version"] = REGENERATION_VERSION;
  value["Database"] = health.database;
  value["Analyzer"] = health.analyzer;
  value["QueueLength"] = Json::Value(static_cast<Json::Int64>(health.queue_length));
  value["QueueOldestSeconds"] = health.queue_oldest_seconds;
  value["FreeDiskMb"] = health.free_disk_mb;
  value["Problems"] = Json::arrayValue;
  for (const std::string& problem : health.problems) value["Problems"].append(problem);
  if (!health.healthy) {
    value["Code"] = "unhealthy";
    value["Message"] = health.problems.empty() ? std::string("not healthy")
                                               : JoinStrings(health.problems, "; ");
  }
  return WriteJson(value);
}

std::string StudyViewJson(const StudyView& view) {
  Json::Value value;
  value["State"] = std::string(StudyPhaseName(view.phase));
  value["Outcome"] = TextOrNull(view.outcome);
  value["Reasons"] = ReasonsValue(view.reasons);
  value["Candidates"] = CandidatesValue(view.candidates);
  value["Results"] = ResultsValue(view.results);
  value["EarlierResults"] = ResultsValue(view.earlier_results);
  value["Verification"] = VerificationValue(view.verification);
  value["TreatmentId"] = TextOrNull(view.treatment_id);
  value["BaselineStudyInstanceUID"] = TextOrNull(view.baseline_study_instance_uid);
  std::string text = WriteJson(value);
  // The report goes in as it was written, so that no number changes its last digit on the way.
  const bool usable =
      !view.report_json.empty() && ParseJson(view.report_json, "report").has_value();
  text.resize(text.find_last_of('}'));
  while (text.back() == '\n') text.pop_back();
  return StrCat(text,
                ",\n  \"Report\" : ",
                usable ? Trim(view.report_json) : std::string_view("null"),
                "\n}\n");
}

std::string ReviewJson(const std::vector<ReviewEntry>& review) {
  Json::Value list(Json::arrayValue);
  for (const ReviewEntry& entry : review) {
    Json::Value value;
    value["OrthancStudyId"] = entry.orthanc_study_id;
    value["State"] = std::string(StudyPhaseName(entry.phase));
    value["Needs"] = entry.phase == StudyPhase::kHeld ? "decision" : "verification";
    value["Reasons"] = ReasonsValue(entry.reasons);
    value["Updated"] = TextOrNull(entry.updated);
    list.append(value);
  }
  return WriteJson(list);
}

std::string QueueJson(const std::vector<QueueEntry>& queue) {
  Json::Value list(Json::arrayValue);
  for (const QueueEntry& entry : queue) {
    Json::Value value;
    value["Id"] = Json::Value(static_cast<Json::Int64>(entry.id));
    value["OrthancStudyId"] = entry.orthanc_study_id;
    value["State"] = std::string(StudyPhaseName(entry.phase));
    value["Reasons"] = ReasonsValue(entry.reasons);
    value["Attempts"] = entry.attempts;
    value["Updated"] = TextOrNull(entry.updated);
    value["Stage"] = TextOrNull(entry.stage);
    value["Progress"] = entry.progress;
    list.append(value);
  }
  return WriteJson(list);
}

std::string TreatmentsJson(const std::vector<Treatment>& treatments) {
  Json::Value list(Json::arrayValue);
  for (const Treatment& treatment : treatments) {
    Json::Value value(Json::objectValue);
    for (const auto& [column, text] : TreatmentFields(treatment)) value[column] = text;
    list.append(value);
  }
  return WriteJson(list);
}

std::string ImportOutcomeJson(const ImportOutcome& outcome, bool dry_run) {
  Json::Value value;
  value["Applied"] = outcome.applied;
  value["DryRun"] = dry_run;
  value["Rows"] = Json::arrayValue;
  for (const ImportRow& row : outcome.rows) {
    Json::Value item;
    item["TreatmentId"] = row.treatment_id;
    item["Effect"] = EffectName(row.effect);
    value["Rows"].append(item);
  }
  value["Problems"] = Json::arrayValue;
  std::vector<std::string> texts;
  for (const ImportProblem& problem : outcome.problems) {
    Json::Value item;
    item["Row"] = problem.row;
    item["Column"] = TextOrNull(problem.column);
    item["Message"] = problem.message;
    value["Problems"].append(item);
    texts.push_back(ImportProblemText(problem));
  }
  if (!texts.empty()) {
    value["Code"] = "bad-csv";
    value["Message"] = JoinStrings(texts, "; ");
  }
  return WriteJson(value);
}

}  // namespace regen
