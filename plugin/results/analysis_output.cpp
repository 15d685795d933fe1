// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/results/analysis_output.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "plugin/results/file_meta.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <tuple>
#include <utility>

#include <json/json.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProposalFile = "proposal.dcm";
constexpr std::uintmax_t kLargestReportBytes = 8U << 20;
constexpr std::size_t kHeadBytes = 4096;  // the meta group is a few hundred bytes

Result<Json::Value> ParseReport(const std::string& text) {
  Json::CharReaderBuilder builder;
  builder["stackLimit"] = 64;
  const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
  Json::Value report;
  try {
    if (reader->parse(text.data(), text.data() + text.size(), &report, nullptr) &&
        report.isObject()) {
      return report;
    }
  } catch (const Json::Exception&) {  // nested beyond the limit
  }
  return InputError("report.json is no JSON object");
}

Reasons ReadReasons(const Json::Value& list) {
  Reasons reasons;
  if (!list.isArray()) {
    return reasons;
  }
  for (const Json::Value& item : list) {
    if (item.isObject() && item["Code"].isString() && item["Text"].isString()) {
      reasons.push_back({item["Code"].asString(), item["Text"].asString()});
    }
  }
  return reasons;
}

std::optional<StudyPhase> ReadOutcome(const Json::Value& value) {
  if (!value.isString()) {
    return std::nullopt;
  }
  const std::optional<StudyPhase> phase = ParseStudyPhase(value.asString());
  const bool is_outcome = phase == StudyPhase::kMeasured || phase == StudyPhase::kHeld ||
                          phase == StudyPhase::kRefused;
  return is_outcome ? phase : std::nullopt;
}

std::string ReadHead(const fs::path& file) {
  std::array<char, kHeadBytes> buffer{};
  std::ifstream in(file, std::ios::binary);
  in.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
  return std::string(buffer.data(), static_cast<std::size_t>(in.gcount()));
}

// A report is stored behind everything that it refers to: an archive that has it has all.
auto StoringOrder(const OutputObject& object) {
  return std::make_tuple(object.kind == "sr", object.kind, object.file.filename().string());
}

Result<OutputObject> DescribeObject(const fs::path& file) {
  const Result<FileMeta> meta = ReadFileMeta(ReadHead(file));
  if (!meta) {
    return meta.error();
  }
  const std::string kind(ResultKind(meta->sop_class_uid));
  if (kind.empty()) {
    return InputError("the analysis wrote an object of a kind that is no result");
  }
  return OutputObject{kind, meta->sop_instance_uid, file};
}

Result<std::vector<OutputObject>> ListObjects(const fs::path& folder) {
  std::vector<OutputObject> objects;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".dcm" || !entry.is_regular_file(error)) {
      continue;
    }
    Result<OutputObject> object = DescribeObject(entry.path());
    if (!object) {
      return object.error();
    }
    objects.push_back(*std::move(object));
  }
  std::sort(objects.begin(), objects.end(), [](const OutputObject& a, const OutputObject& b) {
    return StoringOrder(a) < StoringOrder(b);
  });
  return objects;
}

bool WaitsForARegion(const AnalysisOutput& output) {
  return output.phase == StudyPhase::kHeld &&
         std::any_of(
             output.reasons.begin(), output.reasons.end(), [](const Reason& reason) {
               return reason.code == reasons::kAutomaticRegionUnconfirmed;
             });
}

// The proposal that a held outcome waits for a person with.
Status TakeProposal(const fs::path& folder, AnalysisOutput& output) {
  Result<OutputObject> proposal = DescribeObject(folder / kProposalFile);
  if (!proposal) {
    return proposal.error();
  }
  if (proposal->kind != "seg") {
    return InputError("the analysis wrote a proposal that is no SEG");
  }
  output.objects.push_back(*std::move(proposal));
  return Done{};
}

}  // namespace

Result<AnalysisOutput> ReadAnalysisOutput(const fs::path& folder) {
  const fs::path file = folder / "report.json";
  std::error_code error;
  const std::uintmax_t size = fs::file_size(file, error);
  if (error || size > kLargestReportBytes) {
    return InputError(error ? "the analysis wrote no report.json"
                            : "report.json is larger than any report can be");
  }
  Result<std::string> text = ReadWholeFile(file);
  if (!text) {
    return text.error();
  }
  const Result<Json::Value> report = ParseReport(*text);
  if (!report) {
    return report.error();
  }
  const std::optional<StudyPhase> phase = ReadOutcome((*report)["Outcome"]);
  if (!phase) {
    return InputError("report.json: Outcome is none of measured, held, refused");
  }
  AnalysisOutput output;
  output.phase = *phase;
  output.reasons = ReadReasons((*report)["Reasons"]);
  output.report_json = std::move(*text);
  if (WaitsForARegion(output)) {
    if (const Status taken = TakeProposal(folder, output); !taken) {
      return taken.error();
    }
  }
  if (*phase != StudyPhase::kMeasured) {
    return output;
  }
  Result<std::vector<OutputObject>> objects = ListObjects(folder);
  if (!objects) {
    return objects.error();
  }
  output.objects = std::move(*objects);
  if (output.objects.empty() || output.objects.back().kind != "sr") {
    return InputError("the analysis measured but wrote no SR");
  }
  return output;
}

}  // namespace regen
