// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/study_folder.h"

#include "analysis/base/product.h"
#include "analysis/base/text.h"
#include "analysis/dicom/attribute_lookup.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/pixel_layout.h"
#include "analysis/dicom/two_threads.h"
#include "analysis/selection/select_region.h"

#include <algorithm>
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

// All that is kept of one file: nothing of the header it was read from.
struct LookedAt {
  std::string unreadable;  // why the file is left out; empty where it is not
  std::string sop_instance_uid;
  std::string series_instance_uid;
  StudySummary study;
  bool is_ours = false;  // a map or page that this program wrote, no image of the study
  bool holds_regions = false;
  SeriesSummary series;
  std::vector<InstanceSummary> images;  // the object's frames, or the object itself
  std::shared_ptr<const Result<PixelLayout>> pixels;
};

// Images of the object; where its pixels lie is kept, and whether they lost anything.
void LookAtImages(const fs::path& file,
                  const OpenedHeader& header,
                  const AttributeLookup& attribute,
                  InstanceSummary image,
                  LookedAt& looked) {
  bool lossy = image.lossy;
  if (image.rows > 0 && !looked.holds_regions) {
    auto layout = std::make_shared<const Result<PixelLayout>>(ReadPixelLayout(header, file));
    lossy = lossy || (*layout && IsLossy(**layout));
    looked.pixels = std::move(layout);
  }
  looked.images = {std::move(image)};
  if (IsEnhancedMr(looked.images.front().sop_class_uid)) {
    const FunctionalGroupItems items(*header.object->getDataset());
    const FunctionalGroups groups = items.View();
    std::vector<InstanceSummary> frames = SummarizeFrames(attribute, groups);
    if (!frames.empty()) looked.images = std::move(frames);
    looked.series = SummarizeSeries(AttributesOfFrame(attribute, groups, 0));
  } else {
    looked.series = SummarizeSeries(attribute);
  }
  for (InstanceSummary& one : looked.images) one.lossy = lossy;
}

LookedAt LookAt(const fs::path& file) {
  LookedAt looked;
  const Result<OpenedHeader> header = OpenHeader(file);
  if (!header) {
    looked.unreadable = header.error().message;
    return looked;
  }
  const AttributeLookup attribute = LookupIn(*header->object->getDataset());
  InstanceSummary image = SummarizeInstance(attribute);
  looked.study = SummarizeStudy(attribute);
  looked.sop_instance_uid = image.sop_instance_uid;
  looked.series_instance_uid = attribute("SeriesInstanceUID");
  if (looked.sop_instance_uid.empty() || looked.study.study_instance_uid.empty() ||
      looked.series_instance_uid.empty()) {
    looked.unreadable =
        StrCat(ShortName(file),
               ": an identifier is missing, expected StudyInstanceUID (0020,000D), "
               "SeriesInstanceUID (0020,000E) and SOPInstanceUID (0008,0018)");
    return looked;
  }
  looked.holds_regions = !RegionObjectKind(image.sop_class_uid).empty();
  looked.is_ours = !looked.holds_regions && attribute("ManufacturerModelName") == kProductName;
  if (!looked.is_ours) LookAtImages(file, *header, attribute, std::move(image), looked);
  return looked;
}

Status AddToSeries(GrowingStudy& study, LookedAt looked) {
  if (study.patient) {
    const std::string attribute_name =
        PatientContradiction(*study.patient, looked.study.patient);
    if (!attribute_name.empty()) {
      return InputError(StrCat("study: its objects differ in ",
                               attribute_name,
                               ", expected one patient in one study"));
    }
  } else {
    study.patient = looked.study.patient;
  }
  GrowingSeries& series = study.series[looked.series_instance_uid];
  const InstanceSummary& image = looked.images.front();
  const bool is_first =
      series.instances.empty() || std::tie(image.instance_number, image.sop_instance_uid) <
                                      std::tie(series.first_number, series.first_uid);
  if (is_first) {
    series.summary = std::move(looked.series);
    series.study = std::move(looked.study);
    series.first_number = image.instance_number;
    series.first_uid = image.sop_instance_uid;
  }
  for (InstanceSummary& one : looked.images) series.instances.push_back(std::move(one));
  return Done{};
}

Status AddFile(GrowingStudy& study, const fs::path& file, LookedAt looked) {
  if (!looked.unreadable.empty()) {
    study.unreadable.push_back(std::move(looked.unreadable));
    return Done{};
  }
  const std::string& study_uid = looked.study.study_instance_uid;
  if (study.study_instance_uid.empty()) study.study_instance_uid = study_uid;
  if (study.study_instance_uid != study_uid) {
    return InputError(StrCat(ShortName(file),
                             ": of another study (StudyInstanceUID) than the files before it, "
                             "expected one study in the folder"));
  }
  if (!study.file_of_sop_instance.emplace(looked.sop_instance_uid, file).second) return Done{};
  if (looked.is_ours) return Done{};
  if (looked.holds_regions) study.region_objects.emplace(looked.sop_instance_uid, file);
  const InstanceSummary& image = looked.images.front();
  study.has_image =
      study.has_image || (!looked.holds_regions && image.rows > 0 && image.columns > 0);
  if (looked.pixels)
    study.pixels_of_sop_instance.emplace(looked.sop_instance_uid, looked.pixels);
  return AddToSeries(study, std::move(looked));
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

// Two threads look at files, each at the next one that nobody has taken; what they saw is put
// together in the order of the files, so that nothing depends on which of them is faster.
Status AddFiles(GrowingStudy& study, const std::vector<fs::path>& files) {
  // So many at once that threads are worth their start, so few that a folder of another study
  // is given up early.
  constexpr std::size_t kAtOnce = 256;
  for (std::size_t begin = 0; begin < files.size(); begin += kAtOnce) {
    const std::size_t count = std::min(kAtOnce, files.size() - begin);
    std::vector<Result<LookedAt>> looked(count, LookedAt{});
    ForEachOnTwoThreads(count, [&](std::size_t n) {
      looked[n] = GuardDcmtk([&]() -> Result<LookedAt> { return LookAt(files[begin + n]); });
    });
    for (std::size_t n = 0; n < count; ++n) {
      if (!looked[n]) return looked[n].error();
      const Status added = AddFile(study, files[begin + n], *std::move(looked[n]));
      if (!added) return added;
    }
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
