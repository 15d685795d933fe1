// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/jobs/job_folder.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/treatment/treatment.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <json/json.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

constexpr const char* kBaselineFolder = "baseline";
constexpr const char* kFollowUpFolder = "follow-up";
constexpr const char* kRegionFile = "roi.dcm";
constexpr const char* kSupersededFolder = "superseded";
constexpr const char* kDefectFile = "defect.dcm";

Status ExportObject(Archive& archive, const ArchivedObject& object, const fs::path& file) {
  const Result<std::string> bytes = archive.ReadInstance(object.orthanc_id);
  if (!bytes) {
    return bytes.error();
  }
  return WriteWholeFile(file, *bytes);
}

// As `stem`1.dcm and so on.
Status ExportImages(Archive& archive,
                    const std::vector<ArchivedObject>& images,
                    const fs::path& folder,
                    const std::string& stem) {
  std::error_code error;
  fs::create_directory(folder, error);
  if (error) {
    return Error{ErrorKind::kUnavailable, "the scratch folder cannot be written to"};
  }
  for (std::size_t i = 0; i < images.size(); ++i) {
    const Status exported =
        ExportObject(archive, images[i], folder / StrCat(stem, i + 1, ".dcm"));
    if (!exported) {
      return exported;
    }
  }
  return Done{};
}

// Those that the archive still has; whether there are any.
Result<bool> ExportSuperseded(Archive& archive,
                              const std::vector<StoredResult>& superseded,
                              const fs::path& folder) {
  std::vector<ArchivedObject> there;
  for (const StoredResult& result : superseded) {
    const Result<std::optional<std::string>> found =
        archive.FindInstance(result.sop_instance_uid);
    if (!found) {
      return found.error();
    }
    if (found->has_value()) {
      there.push_back({result.sop_instance_uid, **found});
    }
  }
  if (there.empty()) {
    return false;
  }
  const Status exported = ExportImages(archive, there, folder / kSupersededFolder, "");
  if (!exported) {
    return exported.error();
  }
  return true;
}

Result<std::string> RequestJson(const JobSpec& job,
                                const AnalysisOptions& options,
                                bool supersedes) {
  Json::Value request;
  Json::Value& treatment = request["Treatment"] = Json::Value(Json::objectValue);
  for (const auto& [column, text] : TreatmentFields(job.treatment)) {
    treatment[column] = text;
  }
  if (job.refusal.empty()) {
    request["Baseline"] = kBaselineFolder;
  }
  for (const Reason& reason : job.refusal) {
    Json::Value& why = request["Refusal"].append(Json::Value(Json::objectValue));
    why["Code"] = reason.code;
    why["Text"] = reason.text;
  }
  request["FollowUp"] = kFollowUpFolder;
  if (job.region) {
    request["Roi"] = kRegionFile;
  }
  if (supersedes) {
    request["Supersedes"] = kSupersededFolder;
  }
  const std::string canonical = AnalysisOptionsJson(options);
  const std::unique_ptr<Json::CharReader> reader(Json::CharReaderBuilder().newCharReader());
  if (!reader->parse(canonical.data(),
                     canonical.data() + canonical.size(),
                     &request["Options"],
                     nullptr)) {
    return Error{ErrorKind::kInternal, "the options of the analysis are no JSON"};
  }
  Json::StreamWriterBuilder writer;
  writer["emitUTF8"] = true;
  return Json::writeString(writer, request);
}

}  // namespace

Status FillJobFolder(Archive& archive,
                     const JobSpec& job,
                     const AnalysisOptions& options,
                     const std::vector<StoredResult>& superseded,
                     const fs::path& folder) {
  struct Images {
    const std::vector<ArchivedObject>& objects;
    const char* folder;
    const char* stem;
  };
  for (const Images& images :
       {Images{job.baseline, kBaselineFolder, ""},
        Images{job.region_images, kBaselineFolder, "drawn-on-"},
        Images{job.follow_up, kFollowUpFolder, ""},
        Images{job.follow_up_region_images, kFollowUpFolder, "drawn-on-"}}) {
    const Status exported =
        ExportImages(archive, images.objects, folder / images.folder, images.stem);
    if (!exported) {
      return exported;
    }
  }
  if (job.region) {
    const Status region = ExportObject(archive, *job.region, folder / kRegionFile);
    if (!region) {
      return region;
    }
  }
  if (job.defect_region) {
    const Status defect =
        ExportObject(archive, *job.defect_region, folder / kBaselineFolder / kDefectFile);
    if (!defect) {
      return defect;
    }
  }
  if (job.follow_up_region) {
    const Status external =
        ExportObject(archive, *job.follow_up_region, folder / kFollowUpFolder / kRegionFile);
    if (!external) {
      return external;
    }
  }
  const Result<bool> supersedes = ExportSuperseded(archive, superseded, folder);
  if (!supersedes) {
    return supersedes.error();
  }
  const Result<std::string> request = RequestJson(job, options, *supersedes);
  if (!request) {
    return request.error();
  }
  return WriteWholeFile(folder / kRequestFile, *request);
}

}  // namespace regen
