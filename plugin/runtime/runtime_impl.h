// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/intake/intake.h"
#include "plugin/intake/notice_queue.h"
#include "plugin/jobs/progress_board.h"
#include "plugin/jobs/run_job.h"
#include "plugin/runtime/runtime.h"
#include "plugin/runtime/store.h"
#include "plugin/runtime/wake_signal.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace regen {

// How often things are looked at; from the configuration, except in tests.
struct RuntimeTiming {
  IntakeTiming intake;
  std::chrono::milliseconds poll{1000};      // between two looks where nothing woke the thread
  std::chrono::milliseconds reopen{10'000};  // between two tries to open the database
  std::int64_t lease_ms = 30'000;
  std::int64_t first_delay_ms = 5'000;  // before a failed analysis is tried again
  std::int64_t longest_delay_ms = 300'000;

  static RuntimeTiming FromConfig(const PluginConfig& config);
};

class RuntimeImpl : public Runtime {
 public:
  RuntimeImpl(ConfigParsed config,
              std::string storage_folder,
              Archive& archive,
              Log& log,
              RuntimeTiming timing);
  ~RuntimeImpl() override;

  void Start() override;
  void Stop() override;
  void NoteStableStudy(const std::string& orthanc_study_id) noexcept override;
  void NoteDeletedStudy(const std::string& orthanc_study_id) noexcept override;
  Health ReadHealth() override;
  Counters ReadCounters() override;
  Result<std::optional<StudyView>> ViewStudy(const std::string& orthanc_study_id) override;
  Result<std::optional<StudyView>> DryRun(const std::string& orthanc_study_id) override;
  Result<bool> Analyze(const std::string& orthanc_study_id) override;
  Result<std::vector<ReviewEntry>> ReadReview() override;
  Result<VerifyAnswer> Verify(const std::string& orthanc_study_id,
                              const Verifier& verifier) override;
  Result<std::vector<QueueEntry>> ReadQueue() override;
  Result<bool> Retry(std::int64_t queue_id) override;
  Result<ImportOutcome> ImportTreatmentsCsv(const std::string& csv, bool dry_run) override;
  Result<std::vector<Treatment>> ListTreatments() override;

 private:
  bool Active() const { return config_.enable && config_problems_.empty(); }

  // The database, or why there is none.
  Result<std::shared_ptr<Store>> OpenedStore();
  void TryToOpen();

  PlanningContext Planning(Store& store);
  JobContext Jobs(Store& store, const std::stop_token& stop);

  // Bodies of the threads; nothing may leave them.
  void RunIntake(const std::stop_token& stop);
  void RunWorker(const std::stop_token& stop, const std::shared_ptr<Store>& store);
  void RunForwarding(const std::stop_token& stop, const std::shared_ptr<Store>& store);
  template <typename Body>
  std::jthread Guarded(const char* name, Body body);

  std::shared_ptr<Store> WaitForStore(const std::stop_token& stop);
  bool Recover(const std::stop_token& stop, Store& store);
  Result<std::filesystem::path> ScratchRoot(const Store& store) const;

  const PluginConfig config_;
  std::vector<std::string> config_problems_;
  const std::filesystem::path storage_folder_;
  Archive& archive_;
  Log& log_;
  const RuntimeTiming timing_;
  const std::string owner_;

  NoticeQueue notices_;
  IntakeTotals totals_;
  ProgressBoard progress_;
  std::atomic<double> last_job_seconds_ = 0;
  WakeSignal intake_signal_;
  WakeSignal worker_signal_;

  std::mutex store_mutex_;
  std::shared_ptr<Store> store_;
  Error store_error_;

  std::mutex life_mutex_;  // of Start and Stop
  std::vector<std::jthread> threads_;
};

}  // namespace regen
