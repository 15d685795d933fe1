// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/runtime/runtime.h"

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace regen {

// Gives what a test put in; remembers what it was told.
class FakeRuntime : public Runtime {
 public:
  Health health;
  Counters counters;
  std::optional<StudyView> view;
  std::vector<QueueEntry> queue;
  std::vector<Treatment> treatments;
  ImportOutcome import;
  std::optional<Error> error;  // then every reading fails with it
  bool throws = false;         // then everything throws
  bool known = true;           // of Analyze and Retry

  std::vector<std::string> calls;
  std::string imported;
  int counters_read = 0;

  void Start() override { Note("start"); }
  void Stop() override { Note("stop"); }
  void NoteStableStudy(const std::string& id) noexcept override {
    calls.push_back("stable " + id);
  }
  void NoteDeletedStudy(const std::string& id) noexcept override {
    calls.push_back("deleted " + id);
  }
  Health ReadHealth() override {
    Note("health");
    return health;
  }
  Counters ReadCounters() override {
    ++counters_read;
    return counters;
  }
  Result<std::optional<StudyView>> ViewStudy(const std::string& id) override {
    return Give("view " + id, view);
  }
  Result<std::optional<StudyView>> DryRun(const std::string& id) override {
    return Give("dry-run " + id, view);
  }
  Result<bool> Analyze(const std::string& id) override { return Give("analyze " + id, known); }
  std::vector<ReviewEntry> review;
  VerifyAnswer verify_answer = VerifyAnswer::kQueued;
  Verifier verifier;

  Result<std::vector<ReviewEntry>> ReadReview() override { return Give("review", review); }
  Result<VerifyAnswer> Verify(const std::string& id, const Verifier& who) override {
    verifier = who;
    return Give("verify " + id, verify_answer);
  }
  Result<std::vector<QueueEntry>> ReadQueue() override { return Give("queue", queue); }
  Result<bool> Retry(std::int64_t id) override {
    return Give("retry " + std::to_string(id), known);
  }
  Result<ImportOutcome> ImportTreatmentsCsv(const std::string& csv, bool dry_run) override {
    imported = csv;
    return Give(dry_run ? "import dry" : "import", import);
  }
  Result<std::vector<Treatment>> ListTreatments() override {
    return Give("treatments", treatments);
  }

 private:
  void Note(const std::string& call) {
    calls.push_back(call);
    if (throws) throw std::runtime_error("secret of a patient");
  }

  template <typename T>
  Result<T> Give(const std::string& call, const T& value) {
    Note(call);
    if (error) return *error;
    return value;
  }
};

class MockArchive : public Archive {
 public:
  MOCK_METHOD((Result<std::vector<StudyState>>),
              ListStudies,
              (std::size_t, std::size_t),
              (override));
  MOCK_METHOD((Result<std::optional<StudyState>>),
              ReadStudyState,
              (const std::string&),
              (override));
  MOCK_METHOD((Result<std::optional<ArchivedStudy>>),
              ReadStudy,
              (const std::string&),
              (override));
  MOCK_METHOD((Result<std::vector<std::string>>),
              FindStudiesOfPatient,
              (const std::string&),
              (override));
  MOCK_METHOD((Result<std::optional<std::string>>),
              FindStudy,
              (const std::string&),
              (override));
  MOCK_METHOD((Result<std::optional<std::string>>),
              FindInstance,
              (const std::string&),
              (override));
  MOCK_METHOD((Result<std::string>), ReadInstance, (const std::string&), (override));
  MOCK_METHOD((Result<StoredInstance>), StoreInstance, (std::string_view), (override));
  MOCK_METHOD((Status),
              SendToModality,
              (const std::string&, const std::vector<std::string>&),
              (override));
};

}  // namespace regen
