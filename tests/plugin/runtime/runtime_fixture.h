// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/files.h"
#include "plugin/runtime/runtime_impl.h"
#include "tests/support/analyzer_link.h"
#include "tests/support/in_memory_archive.h"
#include "tests/support/recording_log.h"
#include "tests/support/study_maker.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace regen {

// A runtime with its threads, on an archive in memory and a fake analyzer.
class RuntimeTest : public testing::Test {
 protected:
  static constexpr const char* kTreatmentsCsv =
      "treatment_id,patient_id,indication,application_date,side,birth_date\n"
      "T-001,PATIENT-1,patellar-tendon,2026-01-15,R,1980-05-06\n";

  RuntimeTest() {
    parsed_.config.enable = true;
    parsed_.config.analyzer = analyzer_.path().string();
    parsed_.config.scratch = (folder_->path() / "scratch").string();
    parsed_.config.analysis_memory_mb = 0;
    parsed_.config.analysis_seconds = 60;
    timing_.intake.quiet = std::chrono::milliseconds(30);
    timing_.intake.reconcile = std::chrono::milliseconds(200);
    timing_.poll = std::chrono::milliseconds(20);
    timing_.reopen = std::chrono::milliseconds(50);
    timing_.first_delay_ms = 10;
    timing_.longest_delay_ms = 50;
  }
  void Make() {
    runtime_ = std::make_unique<RuntimeImpl>(
        parsed_, (folder_->path() / "storage").string(), archive_, log_, timing_);
  }
  void Start() {
    Make();
    runtime_->Start();
  }
  void Import() {
    const auto outcome = runtime_->ImportTreatmentsCsv(kTreatmentsCsv, false);
    ASSERT_TRUE(outcome);
    ASSERT_TRUE(outcome->applied);
  }
  // Baseline with region and follow-up arrive and become stable.
  void SendBoth() {
    archive_.Put(test::MakeBaselineWithRegion());
    archive_.Put(test::MakeFollowUp());
    runtime_->NoteStableStudy("baseline");
    runtime_->NoteStableStudy("follow-up");
  }
  std::string State(const std::string& id = "follow-up") {
    const auto view = runtime_->ViewStudy(id);
    if (!view) return view.error().message;
    if (!view->has_value()) return "unknown";
    std::string text(StudyPhaseName((*view)->phase));
    if (!(*view)->reasons.empty()) text += " " + (*view)->reasons.front().code;
    return text;
  }
  // Waits for it, at most twenty seconds.
  bool Becomes(const std::string& state, const std::string& id = "follow-up") {
    return Happens([&] { return State(id) == state; });
  }
  static bool Happens(const std::function<bool()>& condition) {
    for (int i = 0; i < 2000; ++i) {
      if (condition()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
  // Long enough for anything that should not happen to begin.
  static void LetThingsHappen() { std::this_thread::sleep_for(std::chrono::milliseconds(400)); }

  Result<ScratchFolder> folder_ = ScratchFolder::Create(std::filesystem::temp_directory_path());
  test::AnalyzerLink analyzer_{folder_->path()};
  test::InMemoryArchive archive_;
  test::RecordingLog log_;
  ConfigParsed parsed_;
  RuntimeTiming timing_;
  std::unique_ptr<RuntimeImpl> runtime_;
};

}  // namespace regen
