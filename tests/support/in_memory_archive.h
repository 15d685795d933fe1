// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/text.h"
#include "analysis/report/result_kinds.h"
#include "plugin/archive/archive.h"
#include "plugin/results/file_meta.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace regen::test {

// An archive in memory, with faults on demand. A stored object is one of ours; the study it
// goes into stands behind its meta group as "study=UID", and it becomes part of that study's
// update stamp, as in the real archive.
class InMemoryArchive : public Archive {
 public:
  // What tests do to it -------------------------------------------------------------------

  void Put(ArchivedStudy study) {
    const std::lock_guard<std::mutex> guard(mutex_);
    study.state.last_update = NextUpdate();
    for (const SeriesSummary& series : study.summary.series) {
      for (const InstanceSummary& image : series.instances) {
        study.orthanc_id_of_sop_instance[image.sop_instance_uid] =
            "orthanc-" + image.sop_instance_uid;
      }
    }
    studies_[study.state.orthanc_id] = std::move(study);
  }
  void Delete(const std::string& orthanc_id) {
    const std::lock_guard<std::mutex> guard(mutex_);
    const auto found = studies_.find(orthanc_id);
    if (found != studies_.end()) {
      const std::string uid = found->second.summary.study_instance_uid;
      std::erase_if(stored_, [&uid](const Stored& object) { return object.study_uid == uid; });
      studies_.erase(found);
    }
  }
  void AddRegion(const std::string& orthanc_id, const ArchivedRegion& region) {
    const std::lock_guard<std::mutex> guard(mutex_);
    studies_.at(orthanc_id).regions.push_back(region);
    studies_.at(orthanc_id).state.last_update = NextUpdate();
  }
  void SetStable(const std::string& orthanc_id, bool stable) {
    const std::lock_guard<std::mutex> guard(mutex_);
    studies_.at(orthanc_id).state.is_stable = stable;
  }
  void Touch(const std::string& orthanc_id) {
    const std::lock_guard<std::mutex> guard(mutex_);
    studies_.at(orthanc_id).state.last_update = NextUpdate();
  }

  // The n-th call from now on (1: the next) and `count - 1` behind it do not answer.
  void FailCalls(int n, int count = 1) {
    const std::lock_guard<std::mutex> guard(mutex_);
    first_failing_ = calls_ + n;
    last_failing_ = first_failing_ + count - 1;
  }
  int calls() {
    const std::lock_guard<std::mutex> guard(mutex_);
    return calls_;
  }
  // Called, without a lock, before the call named so is served.
  void OnCall(std::function<void(const std::string&)> hook) {
    const std::lock_guard<std::mutex> guard(mutex_);
    hook_ = std::move(hook);
  }

  struct Stored {
    std::string kind;
    std::string sop_instance_uid;
    std::string study_uid;
  };
  std::vector<Stored> stored() {
    const std::lock_guard<std::mutex> guard(mutex_);
    return stored_;
  }
  int CountStored(const std::string& kind) {
    const std::vector<Stored> all = stored();
    return static_cast<int>(std::count_if(
        all.begin(), all.end(), [&kind](const Stored& one) { return one.kind == kind; }));
  }
  std::vector<std::pair<std::string, std::vector<std::string>>> sent() {
    const std::lock_guard<std::mutex> guard(mutex_);
    return sent_;
  }

  // Archive --------------------------------------------------------------------------------

  Result<std::vector<StudyState>> ListStudies(std::size_t since, std::size_t limit) override {
    if (!Answers("ListStudies")) return NoAnswer();
    const std::lock_guard<std::mutex> guard(mutex_);
    std::vector<StudyState> states;
    std::size_t place = 0;
    for (const auto& [id, study] : studies_) {
      if (place++ >= since && states.size() < limit) states.push_back(study.state);
    }
    return states;
  }
  Result<std::optional<StudyState>> ReadStudyState(const std::string& id) override {
    if (!Answers("ReadStudyState")) return NoAnswer();
    const std::lock_guard<std::mutex> guard(mutex_);
    const auto found = studies_.find(id);
    return found == studies_.end() ? std::nullopt : std::optional(found->second.state);
  }
  Result<std::optional<ArchivedStudy>> ReadStudy(const std::string& id) override {
    if (!Answers("ReadStudy")) return NoAnswer();
    const std::lock_guard<std::mutex> guard(mutex_);
    const auto found = studies_.find(id);
    return found == studies_.end() ? std::nullopt : std::optional(found->second);
  }
  Result<std::vector<std::string>> FindStudiesOfPatient(const std::string& patient) override {
    if (!Answers("FindStudiesOfPatient")) return NoAnswer();
    const std::lock_guard<std::mutex> guard(mutex_);
    std::vector<std::string> ids;
    for (const auto& [id, study] : studies_) {
      if (study.summary.patient.patient_id == patient) ids.push_back(id);
    }
    return ids;
  }
  Result<std::optional<std::string>> FindStudy(const std::string& uid) override {
    if (!Answers("FindStudy")) return NoAnswer();
    const std::lock_guard<std::mutex> guard(mutex_);
    for (const auto& [id, study] : studies_) {
      if (study.summary.study_instance_uid == uid) return std::optional(id);
    }
    return std::optional<std::string>();
  }
  Result<std::optional<std::string>> FindInstance(const std::string& sop) override {
    if (!Answers("FindInstance")) return NoAnswer();
    return std::optional("orthanc-" + sop);
  }
  Result<std::string> ReadInstance(const std::string& orthanc_id) override {
    if (!Answers("ReadInstance")) return NoAnswer();
    return "image " + orthanc_id;
  }
  Result<StoredInstance> StoreInstance(std::string_view file) override {
    if (!Answers("StoreInstance")) return NoAnswer();
    const std::lock_guard<std::mutex> guard(mutex_);
    const Result<FileMeta> meta = ReadFileMeta(file);
    if (!meta) return meta.error();
    const std::string sop = meta->sop_instance_uid;
    for (const Stored& one : stored_) {
      if (one.sop_instance_uid == sop) return StoredInstance{"orthanc-" + sop, true};
    }
    const std::string study_uid(file.substr(file.find("study=") + 6));
    for (auto& [id, study] : studies_) {
      if (study.summary.study_instance_uid == study_uid) study.state.last_update = NextUpdate();
    }
    stored_.push_back({KindOf(meta->sop_class_uid), sop, study_uid});
    return StoredInstance{"orthanc-" + sop, false};
  }
  Status SendToModality(const std::string& modality,
                        const std::vector<std::string>& ids) override {
    if (!Answers("SendToModality")) return NoAnswer();
    const std::lock_guard<std::mutex> guard(mutex_);
    sent_.emplace_back(modality, ids);
    return Done{};
  }

 private:
  // Of several kinds of one class the report.
  static std::string KindOf(const std::string& sop_class) {
    const ResultKind* report = FindResultKind(result_kinds::kReport);
    if (report->sop_class_uid == sop_class) return std::string(report->name);
    for (const ResultKind& kind : ResultKinds()) {
      if (kind.sop_class_uid == sop_class) return std::string(kind.name);
    }
    return {};
  }
  static Error NoAnswer() { return {ErrorKind::kUnavailable, "the archive does not answer"}; }
  std::string NextUpdate() { return StrCat("20260101T", ++updates_); }

  bool Answers(const std::string& call) {
    std::function<void(const std::string&)> hook;
    bool answers = true;
    {
      const std::lock_guard<std::mutex> guard(mutex_);
      ++calls_;
      answers = calls_ < first_failing_ || calls_ > last_failing_;
      hook = hook_;
    }
    if (hook) hook(call);
    return answers;
  }

  std::mutex mutex_;
  std::map<std::string, ArchivedStudy> studies_;
  std::vector<Stored> stored_;
  std::vector<std::pair<std::string, std::vector<std::string>>> sent_;
  std::function<void(const std::string&)> hook_;
  int updates_ = 0;
  int calls_ = 0;
  int first_failing_ = 0;
  int last_failing_ = -1;
};

}  // namespace regen::test
