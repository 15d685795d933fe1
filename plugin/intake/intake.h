// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "plugin/database/database.h"
#include "plugin/intake/notice_queue.h"
#include "plugin/intake/quiet_studies.h"
#include "plugin/log.h"
#include "plugin/matching/plan_study.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace regen {

struct IntakeTiming {
  std::chrono::milliseconds quiet{60'000};       // the archive's StableAge
  std::chrono::milliseconds reconcile{300'000};  // between two comparisons with the archive
};

struct IntakeTotals {
  std::atomic<std::int64_t> seen = 0;     // studies planned for the first time or changed
  std::atomic<std::int64_t> matched = 0;  // of these, those that belong to a treatment
};

// The way of a study into the inbox and to its plan. One thread calls Step; the notices may
// come from any. Everything is kept in the database before it counts as done, so that the
// object may vanish at any moment.
class Intake {
 public:
  Intake(Database& database,
         PlanningContext planning,
         NoticeQueue& notices,
         Log& log,
         IntakeTiming timing,
         IntakeTotals& totals);

  // Does what there is to do, one plan at most, so that notices never wait long. True: there
  // may be more to do at once. Errors have been logged; what could not be done is tried again.
  bool Step();

  // Whether the last step queued an analysis.
  bool queued_job() const { return queued_job_; }

 private:
  using Time = QuietStudies::Time;

  Status TakeNotices();
  Status HandleDeleted(const std::string& orthanc_id);
  Status Reconcile(Time now);
  Status ForgetMissing(const std::string& orthanc_id);
  Status TakeQuietStudies(Time now);
  Status ReleaseChangedTreatments();
  Result<bool> PlanNext();
  Result<std::optional<StudyPlan>> PlanOrForget(const std::string& orthanc_id);
  Result<std::vector<std::string>> OtherStudies(const StudyPlan& plan, const std::string& self);
  void Report(const Status& status);

  Database& database_;
  PlanningContext planning_;
  NoticeQueue& notices_;
  Log& log_;
  IntakeTiming timing_;
  IntakeTotals& totals_;
  QuietStudies quiet_;
  std::optional<Time> reconciled_;  // nothing: to be done
  bool queued_job_ = false;
  std::string last_error_;
};

}  // namespace regen
