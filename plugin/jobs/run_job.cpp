// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/jobs/run_job.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "plugin/database/result_store.h"
#include "plugin/jobs/job_folder.h"
#include "plugin/results/analysis_output.h"
#include "plugin/results/store_objects.h"

#include <chrono>
#include <utility>

namespace regen {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kExitUnusableInput = 65;  // of the analysis program

// How one attempt ended, before it is written to the job.
struct AttemptEnd {
  enum class Kind {
    kFinished,   // `end` is to be committed
    kFailed,     // counts; `reason`
    kPostponed,  // does not count: archive or disk did not answer; `reason`
    kMovedOn,    // the study is not what the job was made for any more
    kReleased,   // the archive is stopping
    kLost        // the claim is somebody else's
  };
  Kind kind = Kind::kFailed;
  Reason reason;
  JobEnd end;
};

AttemptEnd Ended(AttemptEnd::Kind kind) {
  AttemptEnd end;
  end.kind = kind;
  return end;
}

AttemptEnd Failed(std::string_view code, std::string text) {
  AttemptEnd end;
  end.reason = MakeReason(code, std::move(text));
  return end;
}

AttemptEnd FromError(const Error& error) {
  AttemptEnd end;
  if (error.kind == ErrorKind::kUnavailable) {
    end.kind = AttemptEnd::Kind::kPostponed;
    end.reason = MakeReason(reasons::kTemporarilyUnavailable, error.message);
  } else {
    end.reason = MakeReason(reasons::kAnalysisFailed, error.message);
  }
  return end;
}

std::string Short(const std::string& orthanc_id) {
  return orthanc_id.substr(0, 8);
}

// Keeps the claim alive while a child runs, and notices when it is lost.
class Heartbeat {
 public:
  Heartbeat(const JobContext& context, const JobClaim& claim)
      : context_(context), claim_(claim), renewed_(Clock::now()) {}

  // Whether to go on.
  bool Beat() {
    const auto pause = std::chrono::milliseconds(context_.rules.lease_ms / 4);
    if (lost_ || context_.stopping()) {
      return false;
    }
    if (Clock::now() - renewed_ < pause) {
      return true;
    }
    const Result<bool> renewed = RenewClaim(*context_.database, claim_, context_.rules);
    if (renewed) {
      renewed_ = Clock::now();
      lost_ = !*renewed;
    } else {
      // The database does not answer: ours until the lease runs out.
      lost_ = Clock::now() - renewed_ > std::chrono::milliseconds(context_.rules.lease_ms);
    }
    return !lost_;
  }
  bool lost() const { return lost_; }

 private:
  const JobContext& context_;
  const JobClaim& claim_;
  Clock::time_point renewed_;
  bool lost_ = false;
};

// The job as the archive and the registry make it now; nothing where it is another one.
Result<std::optional<JobSpec>> PlanAgain(const JobContext& context, const JobClaim& claim) {
  Result<std::optional<StudyPlan>> plan = PlanStudy(context.planning, claim.orthanc_study_id);
  if (!plan) {
    return plan.error();
  }
  const bool same = plan->has_value() && (*plan)->job && (*plan)->job->job_key == claim.job_key;
  return same ? std::move((*plan)->job) : std::optional<JobSpec>();
}

std::string HowItEnded(const ProcessEnd& end) {
  const std::string said = end.error_line.empty() ? "" : StrCat(": ", end.error_line);
  switch (end.fate) {
    case ProcessFate::kSignalled:
      return StrCat("the analysis was ended by signal ", end.signal, said);
    case ProcessFate::kNotStarted:
      return StrCat("the analysis was not started", said);
    default:
      return StrCat("the analysis ended with status ", end.exit_code, said);
  }
}

// What the end of the child means, where it left no usable output. Nothing: look at the output.
std::optional<AttemptEnd> JudgeProcess(const JobContext& context,
                                       const ProcessEnd& process,
                                       bool lost) {
  if (process.fate == ProcessFate::kStopped) {
    return Ended(lost ? AttemptEnd::Kind::kLost : AttemptEnd::Kind::kReleased);
  }
  if (process.fate == ProcessFate::kTimedOut) {
    const auto seconds =
        std::chrono::duration_cast<std::chrono::seconds>(context.limits.wall_time);
    return Failed(reasons::kAnalysisTimedOut,
                  StrCat("the analysis was ended after ",
                         static_cast<int>(seconds.count()),
                         " s without a result"));
  }
  if (process.fate == ProcessFate::kExited && process.exit_code == kExitUnusableInput) {
    AttemptEnd end = Ended(AttemptEnd::Kind::kFinished);
    end.end.phase = StudyPhase::kRefused;
    end.end.reasons = {MakeReason(reasons::kInputUnusable, process.error_line)};
    return end;
  }
  if (process.fate != ProcessFate::kExited || process.exit_code != 0) {
    return Failed(reasons::kAnalysisFailed, HowItEnded(process));
  }
  return std::nullopt;
}

// Between analysis and commit: nothing may have moved, then the objects are stored.
AttemptEnd Commit(const JobContext& context, const JobClaim& claim, AnalysisOutput output) {
  const Result<std::optional<JobSpec>> job = PlanAgain(context, claim);
  if (!job) {
    return FromError(job.error());
  }
  if (!job->has_value()) {
    return Ended(AttemptEnd::Kind::kMovedOn);
  }
  const Result<bool> ours = RenewClaim(*context.database, claim, context.rules);
  if (!ours) {
    return FromError(ours.error());
  }
  if (!*ours) {
    return Ended(AttemptEnd::Kind::kLost);
  }
  const bool held = output.phase == StudyPhase::kHeld;
  if (held && !context.planning.options.write_into_baseline_study) {
    output.objects.clear();  // a proposal, which lies on the baseline
  }
  Result<std::vector<StoredResult>> stored =
      StoreObjects(*context.planning.archive, output.objects);
  if (!stored) {
    return FromError(stored.error());
  }
  AttemptEnd end = Ended(AttemptEnd::Kind::kFinished);
  end.end.phase = output.phase;
  end.end.reasons = std::move(output.reasons);
  end.end.report_json = std::move(output.report_json);
  end.end.results = std::move(*stored);
  if (!held) end.end.send_to = context.send_to;
  return end;
}

AttemptEnd Attempt(const JobContext& context, const JobClaim& claim) {
  Result<std::optional<JobSpec>> job = PlanAgain(context, claim);
  if (!job) {
    return FromError(job.error());
  }
  if (!job->has_value()) {
    return Ended(AttemptEnd::Kind::kMovedOn);
  }
  const Result<ScratchFolder> folder = ScratchFolder::Create(context.scratch_root);
  if (!folder) {
    return FromError(folder.error());
  }
  context.progress->Set(claim.job_id, "export", 0);
  const Result<std::vector<StoredResult>> superseded =
      ReadPredecessor(*context.database, claim.job_id);
  if (!superseded) {
    return FromError(superseded.error());
  }
  const Status filled = FillJobFolder(
      *context.planning.archive, **job, context.planning.options, *superseded, folder->path());
  if (!filled) {
    return FromError(filled.error());
  }
  const fs::path output = folder->path() / kOutputFolder;
  Heartbeat heartbeat(context, claim);
  ProcessHooks hooks;
  hooks.keep_running = [&heartbeat] { return heartbeat.Beat(); };
  hooks.progress = [&](std::string_view stage, double fraction) {
    context.progress->Set(claim.job_id, stage, fraction);
  };
  const ProcessEnd process = RunSupervised({context.analyzer.string(),
                                            "analyze",
                                            (folder->path() / kRequestFile).string(),
                                            "--output",
                                            output.string(),
                                            "--progress-fd",
                                            "3"},
                                           folder->path(),
                                           context.limits,
                                           hooks);
  if (std::optional<AttemptEnd> end = JudgeProcess(context, process, heartbeat.lost())) {
    return *end;
  }
  Result<AnalysisOutput> read = ReadAnalysisOutput(output, context.planning.options.outputs);
  if (!read) {
    return Failed(reasons::kAnalysisFailed, read.error().message);
  }
  context.progress->Set(claim.job_id, "store", 1);
  return Commit(context, claim, std::move(*read));
}

Status Finish(const JobContext& context, const JobClaim& claim, const AttemptEnd& end) {
  const Result<bool> written = FinishJob(*context.database, claim, end.end);
  if (!written) {
    return written.error();
  }
  const std::string study = Short(claim.orthanc_study_id);
  if (*written) {
    context.log->Info(StrCat("study ",
                             study,
                             ": ",
                             StudyPhaseName(end.end.phase),
                             ", ",
                             end.end.results.size(),
                             " objects stored"));
  } else {
    context.log->Warning(StrCat("study ", study, ": it changed while its result was stored"));
  }
  return Done{};
}

// Writes to the job how the attempt ended.
Status Settle(const JobContext& context, const JobClaim& claim, const AttemptEnd& end) {
  const std::string study = Short(claim.orthanc_study_id);
  switch (end.kind) {
    case AttemptEnd::Kind::kFinished:
      return Finish(context, claim, end);
    case AttemptEnd::Kind::kFailed:
      context.log->Warning(StrCat("study ",
                                  study,
                                  ": attempt ",
                                  claim.attempts,
                                  " of ",
                                  context.rules.max_attempts,
                                  ": ",
                                  end.reason.text));
      return FailAttempt(*context.database, claim, context.rules, end.reason);
    case AttemptEnd::Kind::kPostponed:
      context.log->Warning(StrCat("study ", study, ": put off: ", end.reason.text));
      return PostponeJob(*context.database, claim, context.rules, end.reason);
    case AttemptEnd::Kind::kMovedOn:
      return AbandonJob(*context.database, claim);
    case AttemptEnd::Kind::kReleased:
      return ReleaseClaim(*context.database, claim);
    case AttemptEnd::Kind::kLost:
      return Done{};
  }
  return Done{};
}

}  // namespace

Result<bool> RunOneJob(const JobContext& context) {
  const Result<std::optional<JobClaim>> claimed = ClaimJob(*context.database, context.rules);
  if (!claimed) {
    return claimed.error();
  }
  if (!claimed->has_value()) {
    return false;
  }
  const JobClaim& claim = **claimed;
  const Clock::time_point start = Clock::now();
  AttemptEnd end;
  try {
    end = Attempt(context, claim);
  } catch (const std::exception& error) {  // no memory, mostly
    end = Failed(reasons::kAnalysisFailed, StrCat("could not be run: ", error.what()));
  }
  context.progress->Remove(claim.job_id);
  const std::chrono::duration<double> taken = Clock::now() - start;
  context.last_job_seconds->store(taken.count());
  const Status settled = Settle(context, claim, end);
  if (!settled) {
    return settled.error();
  }
  return true;
}

}  // namespace regen
