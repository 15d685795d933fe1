// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/archive/archive.h"
#include "plugin/archive/rest_api.h"
#include "plugin/archive/study_json.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <json/value.h>

namespace regen {

// Whether `text` has the form of Orthanc's resource ids (five groups of eight hexadecimal
// digits); anything else never becomes part of a URI.
bool IsOrthancId(std::string_view text);

// Whether `text` is a DICOM UID (PS3.5 section 9.1), without asking for its registration.
bool IsDicomUid(std::string_view text);

// The archive that this plugin runs in. Holds no state: safe to call from several threads.
// Orthanc's image decoders are never asked.
class OrthancArchive final : public Archive {
 public:
  // `rest` must outlive the archive.
  explicit OrthancArchive(RestApi& rest) : rest_(rest) {}

  Result<std::vector<StudyState>> ListStudies(std::size_t since, std::size_t limit) override;
  Result<std::optional<StudyState>> ReadStudyState(const std::string& orthanc_id) override;
  Result<std::optional<ArchivedStudy>> ReadStudy(const std::string& orthanc_id) override;
  Result<std::vector<std::string>> FindStudiesOfPatient(const std::string& patient_id) override;
  Result<std::optional<std::string>> FindStudy(const std::string& study_uid) override;
  Result<std::optional<std::string>> FindInstance(const std::string& sop_uid) override;
  Result<std::string> ReadInstance(const std::string& orthanc_id) override;
  Result<StoredInstance> StoreInstance(std::string_view dicom_file) override;
  Status SendToModality(const std::string& modality,
                        const std::vector<std::string>& orthanc_ids) override;

 private:
  // The JSON behind `uri`; nothing where the archive has no such resource.
  Result<std::optional<Json::Value>> GetJson(const std::string& uri);
  Result<Json::Value> PostJson(const std::string& uri, std::string_view body);
  Result<Json::Value> ReadTags(const ListedSeries& series);
  Status AddSeries(const ListedSeries& listed, ArchivedStudy* study);
  Status AddOtherSeries(const ListedSeries& listed, ArchivedStudy* study);
  Result<std::optional<std::string>> Lookup(const std::string& uid, const char* type);

  RestApi& rest_;
};

}  // namespace regen
