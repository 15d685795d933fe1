// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/results/analysis_output.h"

#include "analysis/base/files.h"
#include "analysis/report/result_kinds.h"
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

// Objects stand in the order of their kinds: an archive that has a report has all it refers to.
auto StoringOrder(const OutputObject& object) {
  return std::make_tuple(FindResultKind(object.kind) - ResultKinds().data(),
                         object.file.filename().string());
}

// The object where it is of the kind; null: its name is no result's.
Result<OutputObject> DescribeObject(const fs::path& file, const ResultKind* kind) {
  const Result<FileMeta> meta = ReadFileMeta(ReadHead(file));
  if (!meta) {
    return meta.error();
  }
  if (kind == nullptr || kind->sop_class_uid != meta->sop_class_uid) {
    return InputError("the analysis wrote an object of a kind that is no result");
  }
  return OutputObject{std::string(kind->name), meta->sop_instance_uid, file};
}

bool WaitsForARegion(const AnalysisOutput& output) {
  return output.phase == StudyPhase::kHeld &&
         std::any_of(output.reasons.begin(), output.reasons.end(), [](const Reason& reason) {
           return reason.code == reasons::kAutomaticRegionUnconfirmed;
         });
}

// The proposal that a held outcome waits for a person with.
Status TakeProposal(const fs::path& folder, AnalysisOutput& output) {
  Result<OutputObject> proposal =
      DescribeObject(folder / kProposalFile, FindResultKind(result_kinds::kSegmentation));
  if (!proposal) {
    return proposal.error();
  }
  output.objects.push_back(*std::move(proposal));
  return Done{};
}

// What a refused outcome may leave in the archive.
bool TellsOfRefusal(const OutputObject& object) {
  return object.kind == result_kinds::kRefusalReport ||
         object.kind == result_kinds::kRejectionNote;
}

bool Holds(const std::vector<OutputObject>& objects, std::string_view kind) {
  return std::any_of(objects.begin(), objects.end(), [kind](const OutputObject& object) {
    return object.kind == kind;
  });
}

}  // namespace

Result<std::vector<OutputObject>> ListOutputObjects(const fs::path& folder) {
  std::vector<OutputObject> objects;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() != ".dcm" || !entry.is_regular_file(error)) {
      continue;
    }
    Result<OutputObject> object =
        DescribeObject(entry.path(), ResultKindOfFile(entry.path().filename().string()));
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

Result<AnalysisOutput> ReadAnalysisOutput(const fs::path& folder,
                                          const std::set<std::string, std::less<>>& outputs) {
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
  if (*phase == StudyPhase::kHeld) {
    return output;
  }
  Result<std::vector<OutputObject>> objects = ListOutputObjects(folder);
  if (!objects) {
    return objects.error();
  }
  output.objects = std::move(*objects);
  if (*phase == StudyPhase::kRefused) {
    std::erase_if(output.objects,
                  [](const OutputObject& object) { return !TellsOfRefusal(object); });
  } else if (outputs.contains(result_kinds::kReport) &&
             !Holds(output.objects, result_kinds::kReport)) {
    return InputError("the analysis measured but wrote no SR");
  }
  return output;
}

}  // namespace regen
