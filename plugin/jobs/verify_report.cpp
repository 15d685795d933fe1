// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/jobs/verify_report.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "plugin/database/verification_store.h"
#include "plugin/jobs/supervised_process.h"
#include "plugin/results/analysis_output.h"
#include "plugin/results/store_objects.h"

#include <array>
#include <ctime>
#include <utility>

#include <json/json.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

constexpr int kExitUnusableInput = 65;  // of the program
constexpr const char* kReportFile = "report.dcm";
constexpr const char* kRequestName = "request.json";
constexpr const char* kVerifiedFolder = "verified";

// DICOM DT in UTC.
std::string DicomDateTime(std::int64_t milliseconds_since_1970) {
  const auto seconds = static_cast<std::time_t>(milliseconds_since_1970 / 1000);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::array<char, 32> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y%m%d%H%M%S", &utc);
  return StrCat(std::string_view(text.data(), length), "+0000");
}

std::string RequestText(const VerificationTask& task) {
  Json::Value request;
  request["Report"] = kReportFile;
  request["Name"] = task.verifier.name;
  request["Organisation"] = task.verifier.organisation;
  request["DateTime"] = DicomDateTime(task.requested_ms);
  Json::StreamWriterBuilder writer;
  writer["emitUTF8"] = true;
  return Json::writeString(writer, request);
}

// How one attempt ended.
struct Verified {
  std::vector<StoredResult> stored;
  std::string problem;  // empty: it is stored
  bool final = false;   // trying again is of no use
};

Verified Problem(std::string text, bool final = false) {
  return {{}, std::move(text), final};
}

// Runs the program over the report in `folder`.
Verified RunProgram(const JobContext& context, const fs::path& folder) {
  const fs::path output = folder / kVerifiedFolder;
  ProcessHooks hooks;
  hooks.keep_running = [&context] { return !context.stopping(); };
  const ProcessEnd end = RunSupervised({context.analyzer.string(),
                                        "verify",
                                        (folder / kRequestName).string(),
                                        "--output",
                                        output.string()},
                                       folder,
                                       context.limits,
                                       hooks);
  if (end.fate != ProcessFate::kExited || end.exit_code != 0) {
    return Problem(
        end.error_line.empty() ? "the program did not verify the report" : end.error_line,
        end.fate == ProcessFate::kExited && end.exit_code == kExitUnusableInput);
  }
  const Result<std::vector<OutputObject>> objects = ListOutputObjects(output);
  if (!objects || objects->size() != 1) {
    return Problem("the program left no verified report", true);
  }
  Result<std::vector<StoredResult>> stored = StoreObjects(*context.planning.archive, *objects);
  return stored ? Verified{std::move(*stored), {}, false} : Problem(stored.error().message);
}

Verified Attempt(const JobContext& context, const VerificationTask& task) {
  const Result<ScratchFolder> folder = ScratchFolder::Create(context.scratch_root);
  if (!folder) {
    return Problem(folder.error().message);
  }
  const Result<std::string> report =
      context.planning.archive->ReadInstance(task.report.orthanc_instance_id);
  if (!report) {
    return Problem(report.error().message);
  }
  for (const auto& [name, bytes] :
       {std::pair(kReportFile, *report), std::pair(kRequestName, RequestText(task))}) {
    const Status written = WriteWholeFile(folder->path() / name, bytes);
    if (!written) {
      return Problem(written.error().message);
    }
  }
  return RunProgram(context, folder->path());
}

}  // namespace

Result<bool> VerifyOneReport(const JobContext& context) {
  const Result<std::optional<VerificationTask>> task = BeginVerification(*context.database);
  if (!task) {
    return task.error();
  }
  if (!task->has_value()) {
    return false;
  }
  Verified verified;
  try {
    verified = Attempt(context, **task);
  } catch (const std::exception& error) {  // no memory, mostly
    verified = Problem(StrCat("could not be run: ", error.what()));
  }
  const bool used_up = (*task)->attempts >= context.rules.max_attempts;
  const Status noted =
      verified.problem.empty()
          ? FinishVerification(
                *context.database, **task, verified.stored.front(), context.send_to)
          : FailVerification(
                *context.database, (*task)->id, verified.problem, verified.final || used_up);
  if (!verified.problem.empty()) {
    context.log->Warning(StrCat(
        "a report was not verified (attempt ", (*task)->attempts, "): ", verified.problem));
  }
  if (!noted) {
    return noted.error();
  }
  return true;
}

}  // namespace regen
