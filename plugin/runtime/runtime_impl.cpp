// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/runtime/runtime_impl.h"

#include "analysis/base/text.h"
#include "plugin/database/result_store.h"
#include "plugin/jobs/scratch_root.h"
#include "plugin/jobs/verify_report.h"
#include "plugin/results/forward.h"

#include <random>
#include <utility>

#include <unistd.h>

namespace regen {
namespace {

// Names this process in the database's claims, differently after every start.
std::string NewOwner() {
  std::random_device random;
  return StrCat(static_cast<std::int64_t>(getpid()),
                "-",
                static_cast<std::int64_t>(random()),
                "-",
                static_cast<std::int64_t>(random()));
}

}  // namespace

RuntimeTiming RuntimeTiming::FromConfig(const PluginConfig& config) {
  RuntimeTiming timing;
  timing.intake.quiet = std::chrono::seconds(config.stable_age_seconds);
  timing.intake.reconcile = std::chrono::seconds(config.reconcile_seconds);
  return timing;
}

std::unique_ptr<Runtime> Runtime::Create(ConfigParsed config,
                                         std::string storage_folder,
                                         Archive& archive,
                                         Log& log) {
  const RuntimeTiming timing = RuntimeTiming::FromConfig(config.config);
  return std::make_unique<RuntimeImpl>(
      std::move(config), std::move(storage_folder), archive, log, timing);
}

RuntimeImpl::RuntimeImpl(ConfigParsed config,
                         std::string storage_folder,
                         Archive& archive,
                         Log& log,
                         RuntimeTiming timing)
    : config_(std::move(config.config)),
      storage_folder_(std::move(storage_folder)),
      archive_(archive),
      log_(log),
      timing_(timing),
      owner_(NewOwner()) {
  for (const ConfigProblem& problem : config.problems) {
    config_problems_.push_back(ConfigProblemText(problem));
  }
  if (Active()) {
    TryToOpen();
  }
}

RuntimeImpl::~RuntimeImpl() {
  Stop();
}

void RuntimeImpl::TryToOpen() {
  Result<std::shared_ptr<Store>> opened = OpenStore(config_.database, storage_folder_);
  const std::lock_guard<std::mutex> guard(store_mutex_);
  if (opened) {
    store_ = std::move(*opened);
    return;
  }
  if (opened.error().message != store_error_.message) {
    log_.Error(opened.error().message);
  }
  store_error_ = opened.error();
}

Result<std::shared_ptr<Store>> RuntimeImpl::OpenedStore() {
  if (!Active()) {
    return Error{ErrorKind::kUnavailable,
                 config_.enable ? "the configuration has problems: see health"
                                : "not enabled in the configuration"};
  }
  const std::lock_guard<std::mutex> guard(store_mutex_);
  if (!store_) {
    return Error{ErrorKind::kUnavailable, store_error_.message};
  }
  return store_;
}

PlanningContext RuntimeImpl::Planning(Store& store) {
  PlanningContext context;
  context.archive = &archive_;
  context.registry = store.registry.get();
  Database* const database = store.database.get();
  context.is_own_object = [database](const std::string& sop_instance_uid) {
    return IsOwnObject(*database, sop_instance_uid);
  };
  context.baseline_window_days = config_.baseline_window_days;
  context.options = config_.analysis;
  return context;
}

JobContext RuntimeImpl::Jobs(Store& store, const std::stop_token& stop) {
  JobContext context;
  context.database = store.database.get();
  context.planning = Planning(store);
  context.log = &log_;
  context.progress = &progress_;
  context.stopping = [stop] { return stop.stop_requested(); };
  context.limits.wall_time = std::chrono::seconds(config_.analysis_seconds);
  context.limits.cpu_seconds = config_.analysis_cpu_seconds;
  context.limits.memory_mb = config_.analysis_memory_mb;
  context.rules.owner = owner_;
  context.rules.max_attempts = config_.attempts;
  context.rules.lease_ms = timing_.lease_ms;
  context.rules.first_delay_ms = timing_.first_delay_ms;
  context.rules.longest_delay_ms = timing_.longest_delay_ms;
  context.send_to = config_.send_to;
  context.last_job_seconds = &last_job_seconds_;
  return context;
}

Result<std::filesystem::path> RuntimeImpl::ScratchRoot(const Store& store) const {
  return PrepareScratchRoot(config_.scratch, store.database->file());
}

template <typename Body>
std::jthread RuntimeImpl::Guarded(const char* name, Body body) {
  return std::jthread([this, name, body](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      try {
        body(stop);
        return;
      } catch (...) {
        // Most likely no memory. An exception that left the thread would end the archive.
        try {
          log_.Error(StrCat(name, ": unexpected trouble, going on in a while"));
        } catch (...) {  // not even the line: go on all the same
        }
        std::uint64_t seen = 0;
        WakeSignal().Sleep(stop, timing_.reopen, seen);
      }
    }
  });
}

void RuntimeImpl::Start() {
  const std::lock_guard<std::mutex> guard(life_mutex_);
  if (!threads_.empty()) {
    return;
  }
  for (const std::string& problem : config_problems_) {
    log_.Error(problem);
  }
  if (!Active()) {
    log_.Warning(config_.enable ? "nothing is analysed until the configuration is corrected"
                                : "not enabled; nothing is analysed");
    return;
  }
  threads_.push_back(
      Guarded("intake", [this](const std::stop_token& stop) { RunIntake(stop); }));
}

void RuntimeImpl::Stop() {
  const std::lock_guard<std::mutex> guard(life_mutex_);
  for (std::jthread& thread : threads_) {
    thread.request_stop();
  }
  threads_.clear();  // joins; children are killed within a tick of their supervisors
}

std::shared_ptr<Store> RuntimeImpl::WaitForStore(const std::stop_token& stop) {
  std::uint64_t seen = 0;
  while (!stop.stop_requested()) {
    const Result<std::shared_ptr<Store>> store = OpenedStore();
    if (store) {
      return *store;
    }
    intake_signal_.Sleep(stop, timing_.reopen, seen);
    if (!stop.stop_requested()) {
      TryToOpen();
    }
  }
  return nullptr;
}

// What the last run left behind: claims and scratch folders. False: stopped.
bool RuntimeImpl::Recover(const std::stop_token& stop, Store& store) {
  std::string told;
  std::uint64_t seen = 0;
  while (!stop.stop_requested()) {
    const Result<std::filesystem::path> scratch = ScratchRoot(store);
    const Status recovered =
        scratch ? RecoverJobs(*store.database, Jobs(store, stop).rules) : scratch.error();
    if (recovered) {
      RemoveLeftovers(*scratch);
      return true;
    }
    if (recovered.error().message != told) {
      told = recovered.error().message;
      log_.Error(told);
    }
    intake_signal_.Sleep(stop, timing_.reopen, seen);
  }
  return false;
}

void RuntimeImpl::RunIntake(const std::stop_token& stop) {
  const std::shared_ptr<Store> store = WaitForStore(stop);
  if (!store || !Recover(stop, *store)) {
    return;
  }
  // These live as long as the intake does and are joined when it ends.
  std::vector<std::jthread> helpers;
  for (int i = 0; i < config_.workers; ++i) {
    helpers.push_back(Guarded(
        "worker", [this, store](const std::stop_token& own) { RunWorker(own, store); }));
  }
  helpers.push_back(Guarded(
      "forwarding", [this, store](const std::stop_token& own) { RunForwarding(own, store); }));
  const std::stop_callback stop_helpers(stop, [&helpers] {
    for (std::jthread& helper : helpers) {
      helper.request_stop();
    }
  });
  Intake intake(*store->database, Planning(*store), notices_, log_, timing_.intake, totals_);
  log_.Info("the inbox is being worked on");
  std::uint64_t seen = 0;
  while (!stop.stop_requested()) {
    const bool more = intake.Step();
    if (intake.queued_job()) {
      worker_signal_.Wake();
    }
    if (!more) {
      intake_signal_.Sleep(stop, timing_.poll, seen);
    }
  }
}

void RuntimeImpl::RunWorker(const std::stop_token& stop, const std::shared_ptr<Store>& store) {
  JobContext context = Jobs(*store, stop);
  std::string told;
  std::uint64_t seen = 0;
  while (!stop.stop_requested()) {
    const std::optional<std::filesystem::path> analyzer = FindProgram(config_.analyzer);
    const Result<std::filesystem::path> scratch = ScratchRoot(*store);
    if (analyzer && scratch) {
      context.analyzer = *analyzer;
      context.scratch_root = *scratch;
      const Result<bool> verified = VerifyOneReport(context);
      const Result<bool> worked = verified && *verified ? verified : RunOneJob(context);
      if (worked && *worked) {
        intake_signal_.Wake();
        continue;
      }
      if (!worked && worked.error().message != told) {
        told = worked.error().message;
        log_.Error(told);
      }
    }
    // Without the program or a scratch folder the jobs wait; health tells.
    worker_signal_.Sleep(stop, timing_.poll, seen);
  }
}

void RuntimeImpl::RunForwarding(const std::stop_token& stop,
                                const std::shared_ptr<Store>& store) {
  std::uint64_t seen = 0;
  while (!stop.stop_requested()) {
    const Result<bool> sent = ForwardNext(*store->database, archive_, log_);
    if (!sent || !*sent) {
      worker_signal_.Sleep(stop, timing_.poll, seen);
    }
  }
}

void RuntimeImpl::NoteStableStudy(const std::string& orthanc_study_id) noexcept {
  notices_.Add(NoticeQueue::Kind::kStable, orthanc_study_id);
  intake_signal_.Wake();
}

void RuntimeImpl::NoteDeletedStudy(const std::string& orthanc_study_id) noexcept {
  notices_.Add(NoticeQueue::Kind::kDeleted, orthanc_study_id);
  intake_signal_.Wake();
}

}  // namespace regen
