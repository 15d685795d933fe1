// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/jobs/verify_report.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/report/result_kinds.h"
#include "plugin/database/result_store.h"
#include "plugin/database/verification_store.h"
#include "plugin/jobs/supervised_process.h"
#include "plugin/results/analysis_output.h"
#include "plugin/results/store_objects.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <map>
#include <optional>
#include <string>
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

// The job's further results that say whether they are verified: file names by key of the
// request.
using Pages = std::map<std::string, std::string>;

std::string RequestText(const VerificationTask& task, const Pages& pages, Language language) {
  Json::Value request;
  request["Report"] = kReportFile;
  for (const auto& [key, file] : pages) {
    request[key] = file;
  }
  request["Language"] = std::string(LanguageCode(language));
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
  const bool verified =
      objects && std::any_of(objects->begin(), objects->end(), [](const OutputObject& object) {
        return object.kind == result_kinds::kReport;
      });
  if (!verified) {
    return Problem("the program left no verified report", true);
  }
  Result<std::vector<StoredResult>> stored = StoreObjects(*context.planning.archive, *objects);
  return stored ? Verified{std::move(*stored), {}, false} : Problem(stored.error().message);
}

Status ExportInstance(const JobContext& context,
                      const std::string& orthanc_instance_id,
                      const fs::path& file) {
  const Result<std::string> bytes = context.planning.archive->ReadInstance(orthanc_instance_id);
  return bytes ? WriteWholeFile(file, *bytes) : Status(bytes.error());
}

// Those that the archive still has.
Result<Pages> ExportPages(const JobContext& context,
                          std::int64_t job_id,
                          const fs::path& folder) {
  const Result<std::vector<StoredResult>> results = ReadResults(*context.database, job_id);
  if (!results) {
    return results.error();
  }
  Pages pages;
  for (const StoredResult& result : *results) {
    const bool is_pdf = result.kind == result_kinds::kPdf;
    if (result.superseded || (!is_pdf && result.kind != result_kinds::kSecondaryCapture)) {
      continue;
    }
    const Result<std::optional<std::string>> found =
        context.planning.archive->FindInstance(result.sop_instance_uid);
    if (!found) {
      return found.error();
    }
    if (!found->has_value()) {
      continue;
    }
    const std::string file = result.kind + ".dcm";
    const Status exported = ExportInstance(context, **found, folder / file);
    if (!exported) {
      return exported.error();
    }
    pages[is_pdf ? "Pdf" : "Page"] = file;
  }
  return pages;
}

Verified Attempt(const JobContext& context, const VerificationTask& task) {
  const Result<ScratchFolder> folder = ScratchFolder::Create(context.scratch_root);
  if (!folder) {
    return Problem(folder.error().message);
  }
  const Status report =
      ExportInstance(context, task.report.orthanc_instance_id, folder->path() / kReportFile);
  if (!report) {
    return Problem(report.error().message);
  }
  const Result<Pages> pages = ExportPages(context, task.job_id, folder->path());
  if (!pages) {
    return Problem(pages.error().message);
  }
  const Status request =
      WriteWholeFile(folder->path() / kRequestName,
                     RequestText(task, *pages, context.planning.options.language));
  return request ? RunProgram(context, folder->path()) : Problem(request.error().message);
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
          ? FinishVerification(*context.database, **task, verified.stored, context.send_to)
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
