// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/selection/select_region.h"
#include "analysis/selection/series_summary.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

// What the archive tells of a study without opening its images.
struct StudyState {
  std::string orthanc_id;
  std::string last_update;  // as the archive writes it; compared for equality only
  bool is_stable = false;
};

// A region that somebody drew, in an object (SEG, RTSTRUCT, SR) of the archive.
struct ArchivedRegion : RegionCandidate {
  std::string orthanc_id;  // of the object
};

// A study with the headers that matching and selection need. Our own objects are left out of
// `summary` and marked in `regions`.
struct ArchivedStudy {
  StudyState state;
  bool anonymised_copy = false;  // made by the archive's own /anonymize
  StudySummary summary;
  std::map<std::string, std::string> orthanc_id_of_sop_instance;  // images in `summary`
  std::vector<ArchivedRegion> regions;
};

struct StoredInstance {
  std::string orthanc_id;
  bool already_stored = false;
};

// The archive as the plugin uses it. Implementations are safe to call from several threads;
// callers hold no lock of their own while they call. Every error is kUnavailable unless said.
class Archive {
 public:
  virtual ~Archive() = default;

  // A page of all studies, in a stable order; empty behind the last.
  virtual Result<std::vector<StudyState>> ListStudies(std::size_t since, std::size_t limit) = 0;

  // Nothing where the study does not exist (any more).
  virtual Result<std::optional<StudyState>> ReadStudyState(const std::string& orthanc_id) = 0;
  virtual Result<std::optional<ArchivedStudy>> ReadStudy(const std::string& orthanc_id) = 0;

  // Orthanc ids of the studies whose PatientID is exactly `patient_id`.
  virtual Result<std::vector<std::string>> FindStudiesOfPatient(
      const std::string& patient_id) = 0;

  // Orthanc id of the study or instance with this UID; nothing where there is none.
  virtual Result<std::optional<std::string>> FindStudy(const std::string& study_uid) = 0;
  virtual Result<std::optional<std::string>> FindInstance(const std::string& sop_uid) = 0;

  // The instance as a DICOM file.
  virtual Result<std::string> ReadInstance(const std::string& orthanc_id) = 0;
  virtual Result<StoredInstance> StoreInstance(std::string_view dicom_file) = 0;

  // Hands instances to the archive's own sender for a node of DicomModalities. Done: the
  // archive took the order; sending goes on behind it. kUsage: no such node.
  virtual Status SendToModality(const std::string& modality,
                                const std::vector<std::string>& orthanc_ids) = 0;
};

}  // namespace regen
