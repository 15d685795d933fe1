// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: one result from its first attribute to its file.
#pragma once

#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/write_results.h"

#include <memory>
#include <string>
#include <string_view>

namespace regen::dicom {

// Which result: its kind (result_kinds) and, where an analysis writes several of a kind, which
// of them: "baseline".
struct ResultRole {
  std::string_view kind;
  std::string role;

  std::string Name() const;  // "seg-baseline": the file's stem and what UIDs derive from
};

// A dataset on its way to its file, beside the header of the image whose patient and study it
// shares. Functions throw DcmtkError.
class ResultObject {
 public:
  // `source`: an image of the study that the object will stand in. Fails where it cannot be
  // read.
  static Result<ResultObject> Begin(const ResultContext& context,
                                    ResultRole role,
                                    const FollowUpReport& report,
                                    const std::filesystem::path& source);

  DcmDataset& dataset() { return *file_->getDataset(); }
  DcmItem& source() { return *source_->getDataset(); }

  // Whether own text may be UTF-8; and text as it may stand in this object.
  bool utf8() const { return utf8_; }
  std::string Own(const std::string& text) const;

  const WrittenObject& written() const { return written_; }
  // A further UID of this object: of a dimension, of a frame of reference.
  std::string DerivedUid(std::string_view what) const;

  // Patient and study from the source, identity, equipment, the scanner. To be called when
  // everything else is in the dataset, because libraries write some of these by themselves.
  // `remark` ends the series' description: "baseline, day -13".
  void PutCommonModules(const std::string& remark = {});
  // Laterality of the series, type 2C, for objects that say it nowhere else.
  void PutLaterality();

  Result<WrittenObject> Save();

 private:
  ResultObject(const ResultContext& context, ResultRole role, const FollowUpReport& report);

  const ResultContext* context_;
  ResultRole role_;
  const FollowUpReport* report_;
  std::unique_ptr<DcmFileFormat> file_;
  std::unique_ptr<DcmFileFormat> source_;
  bool utf8_ = true;
  WrittenObject written_;
};

// The file of the first image that the exam's acquisition has; empty where it has none.
std::filesystem::path FirstImageFile(const ReportedExam& exam);

// The file of an image of the study, the first by SOP Instance UID; empty where it has none.
std::filesystem::path ImageFileOf(const StudyFolder& folder);

}  // namespace regen::dicom
