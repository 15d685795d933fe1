// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/study_folder.h"

#include "analysis/base/product.h"
#include "analysis/base/text.h"
#include "analysis/dicom/attribute_lookup.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/pixel_layout.h"
#include "analysis/selection/select_region.h"

#include <algorithm>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <tuple>

namespace regen::dicom {

namespace fs = std::filesystem;

namespace {

// A series while its files are being read: attributes come from the instance that is first by
// number, whatever the order of the files.
struct GrowingSeries {
  SeriesSummary summary;
  StudySummary study;
  int first_number = 0;
  std::string first_uid;
  std::vector<InstanceSummary> instances;
};

struct GrowingStudy {
  std::string study_instance_uid;
  std::map<std::string, GrowingSeries> series;
  std::map<std::string, fs::path> file_of_sop_instance;
  std::map<std::string, std::shared_ptr<const Result<PixelLayout>>> pixels_of_sop_instance;
  std::map<std::string, fs::path> region_objects;
  std::vector<std::string> unreadable;
  std::optional<PatientIdentity> patient;
  bool has_image = false;
};

Result<std::vector<fs::path>> FilesIn(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return InputError(
        StrCat(ShortName(folder), ": not a folder, expected one with DICOM files"));
  }
  std::vector<fs::path> files;
  fs::recursive_directory_iterator entry(folder, error);
  while (!error && entry != fs::recursive_directory_iterator()) {
    std::error_code not_a_file;
    if (entry->is_regular_file(not_a_file)) files.push_back(entry->path());
    entry.increment(error);
  }
  if (error) {
    return InputError(StrCat(ShortName(folder), ": cannot be searched: ", error.message()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

// The attribute in which two objects of one study name different patients, or empty.
std::string PatientContradiction(const PatientIdentity& a, const PatientIdentity& b) {
  const auto differ = [](const std::string& x, const std::string& y) {
    return !x.empty() && !y.empty() && x != y;
  };
  if (a.patient_id != b.patient_id) return "PatientID (0010,0020)";
  if (differ(a.issuer_of_patient_id, b.issuer_of_patient_id)) {
    return "IssuerOfPatientID (0010,0021)";
  }
  if (differ(a.birth_date, b.birth_date)) return "PatientBirthDate (0010,0030)";
  if (differ(a.sex, b.sex)) return "PatientSex (0010,0040)";
  return {};
}

// `images`: the object's frames, or the object itself.
Status AddToSeries(GrowingStudy& study,
                   const AttributeLookup& attribute,
                   std::vector<InstanceSummary> images) {
  const StudySummary of_study = SummarizeStudy(attribute);
  if (study.patient) {
    const std::string attribute_name = PatientContradiction(*study.patient, of_study.patient);
    if (!attribute_name.empty()) {
      return InputError(StrCat("study: its objects differ in ",
                               attribute_name,
                               ", expected one patient in one study"));
    }
  } else {
    study.patient = of_study.patient;
  }
  const std::string series_uid = attribute("SeriesInstanceUID");
  GrowingSeries& series = study.series[series_uid];
  const InstanceSummary& image = images.front();
  const bool is_first =
      series.instances.empty() || std::tie(image.instance_number, image.sop_instance_uid) <
                                      std::tie(series.first_number, series.first_uid);
  if (is_first) {
    series.summary = SummarizeSeries(attribute);
    series.summary.series_instance_uid = series_uid;
    series.study = of_study;
    series.first_number = image.instance_number;
    series.first_uid = image.sop_instance_uid;
  }
  for (InstanceSummary& one : images) series.instances.push_back(std::move(one));
  return Done{};
}

// Where the pixels of the image lie is kept; whether it lost anything is told.
bool KeepPixels(GrowingStudy& study,
                const fs::path& file,
                const OpenedHeader& header,
                const std::string& uid) {
  auto layout = std::make_shared<const Result<PixelLayout>>(ReadPixelLayout(header, file));
  const bool lossy = *layout && IsLossy(**layout);
  study.pixels_of_sop_instance.emplace(uid, std::move(layout));
  return lossy;
}

Status AddFile(GrowingStudy& study, const fs::path& file, const Result<OpenedHeader>& header) {
  if (!header) {
    study.unreadable.push_back(header.error().message);
    return Done{};
  }
  DcmDataset& dataset = *header->object->getDataset();
  const AttributeLookup attribute = LookupIn(dataset);
  InstanceSummary image = SummarizeInstance(attribute);
  const std::string study_uid = attribute("StudyInstanceUID");
  if (image.sop_instance_uid.empty() || study_uid.empty() ||
      attribute("SeriesInstanceUID").empty()) {
    study.unreadable.push_back(
        StrCat(ShortName(file),
               ": an identifier is missing, expected StudyInstanceUID (0020,000D), "
               "SeriesInstanceUID (0020,000E) and SOPInstanceUID (0008,0018)"));
    return Done{};
  }
  if (study.study_instance_uid.empty()) study.study_instance_uid = study_uid;
  if (study.study_instance_uid != study_uid) {
    return InputError(StrCat(ShortName(file),
                             ": of another study (StudyInstanceUID) than the files before it, "
                             "expected one study in the folder"));
  }
  if (!study.file_of_sop_instance.emplace(image.sop_instance_uid, file).second) return Done{};
  const bool holds_regions = !RegionObjectKind(image.sop_class_uid).empty();
  // Our own maps and pages are no images of the study.
  if (!holds_regions && attribute("ManufacturerModelName") == kProductName) return Done{};
  if (holds_regions) study.region_objects.emplace(image.sop_instance_uid, file);
  study.has_image = study.has_image || (!holds_regions && image.rows > 0 && image.columns > 0);
  const bool is_image = image.rows > 0 && !holds_regions;
  const bool lossy =
      (is_image && KeepPixels(study, file, *header, image.sop_instance_uid)) || image.lossy;
  std::vector<InstanceSummary> images = {std::move(image)};
  if (!IsEnhancedMr(images.front().sop_class_uid)) {
    images.front().lossy = lossy;
    return AddToSeries(study, attribute, std::move(images));
  }
  const FunctionalGroupItems items(dataset);
  const FunctionalGroups groups = items.View();
  std::vector<InstanceSummary> frames = SummarizeFrames(attribute, groups);
  if (!frames.empty()) images = std::move(frames);
  for (InstanceSummary& one : images) one.lossy = lossy;
  return AddToSeries(study, AttributesOfFrame(attribute, groups, 0), std::move(images));
}

StudyFolder Finished(GrowingStudy study) {
  StudyFolder folder;
  // Attributes of the study come from an image where there is one: other objects know less.
  const auto source =
      std::find_if(study.series.begin(), study.series.end(), [](const auto& entry) {
        return entry.second.summary.modality == "MR";
      });
  folder.study =
      source != study.series.end() ? source->second.study : study.series.begin()->second.study;
  folder.study.study_instance_uid = study.study_instance_uid;
  for (auto& [uid, series] : study.series) {
    std::sort(series.instances.begin(),
              series.instances.end(),
              [](const InstanceSummary& a, const InstanceSummary& b) {
                return std::tie(a.instance_number, a.sop_instance_uid, a.frame_number) <
                       std::tie(b.instance_number, b.sop_instance_uid, b.frame_number);
              });
    for (const InstanceSummary& image : series.instances) {
      series.summary.lossy_compression = series.summary.lossy_compression || image.lossy;
    }
    series.summary.instances = std::move(series.instances);
    folder.study.series.push_back(std::move(series.summary));
  }
  folder.file_of_sop_instance = std::move(study.file_of_sop_instance);
  folder.pixels_of_sop_instance = std::move(study.pixels_of_sop_instance);
  for (const auto& [uid, file] : study.region_objects) folder.region_objects.push_back(file);
  folder.unreadable = std::move(study.unreadable);
  return folder;
}

// One file is opened while the one before it is looked at; they are looked at in their order.
Status AddFiles(GrowingStudy& study, const std::vector<fs::path>& files) {
  const auto open = [](const fs::path& file) { return OpenHeader(file); };
  std::future<Result<OpenedHeader>> next;
  for (std::size_t n = 0; n < files.size(); ++n) {
    const Result<OpenedHeader> header = next.valid() ? next.get() : open(files[n]);
    if (n + 1 < files.size()) next = std::async(std::launch::async, open, files[n + 1]);
    if (const Status added = AddFile(study, files[n], header); !added) return added;
  }
  return Done{};
}

}  // namespace

Result<StudyFolder> ReadStudyFolder(const fs::path& folder) {
  return GuardDcmtk([&]() -> Result<StudyFolder> {
    const auto files = FilesIn(folder);
    if (!files) return files.error();
    GrowingStudy study;
    if (const Status added = AddFiles(study, *files); !added) return added.error();
    if (!study.has_image) {
      const std::string why = study.unreadable.empty()
                                  ? std::string()
                                  : StrCat("; first: ", study.unreadable.front());
      return InputError(StrCat(ShortName(folder),
                               ": no readable DICOM image among ",
                               files->size(),
                               " files, expected the images of one study",
                               why));
    }
    return Finished(std::move(study));
  });
}

}  // namespace regen::dicom
