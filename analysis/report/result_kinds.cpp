// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/report/result_kinds.h"

namespace regen {
namespace {

constexpr std::string_view kExtension = ".dcm";

constexpr std::string_view kSegmentationStorage = "1.2.840.10008.5.1.4.1.1.66.4";
constexpr std::string_view kParametricMapStorage = "1.2.840.10008.5.1.4.1.1.30";
constexpr std::string_view kSpatialRegistrationStorage = "1.2.840.10008.5.1.4.1.1.66.1";
constexpr std::string_view kKeyObjectSelectionStorage = "1.2.840.10008.5.1.4.1.1.88.59";
constexpr std::string_view kSecondaryCaptureStorage = "1.2.840.10008.5.1.4.1.1.7";
constexpr std::string_view kEncapsulatedPdfStorage = "1.2.840.10008.5.1.4.1.1.104.1";
constexpr std::string_view kComprehensive3dSrStorage = "1.2.840.10008.5.1.4.1.1.88.34";

}  // namespace

const std::array<ResultKind, 11>& ResultKinds() {
  using namespace result_kinds;
  static constexpr std::array<ResultKind, 11> kinds = {{
      {kSegmentation, kSegmentationStorage, "SEG", 600, "region", true, false},
      {kParametricMap, kParametricMapStorage, "MR", 601, "T2 map", true, false},
      {kRegistration, kSpatialRegistrationStorage, "REG", 603, "registration", true, false},
      {kKeyObjects, kKeyObjectSelectionStorage, "KO", 605, "key images", false, false},
      {kSecondaryCapture, kSecondaryCaptureStorage, "OT", 607, "report page", false, false},
      {kPdf, kEncapsulatedPdfStorage, "DOC", 604, "report as PDF", true, true},
      {kKeyImage, kSecondaryCaptureStorage, "OT", 609, "key image", true, false},
      {kKeySliceReport, kComprehensive3dSrStorage, "SR", 606, "key slice", true, true},
      {kReport, kComprehensive3dSrStorage, "SR", 602, "measurement report", true, true},
      {kRefusalReport, kComprehensive3dSrStorage, "SR", 602, "not measured", false, true},
      {kRejectionNote, kKeyObjectSelectionStorage, "KO", 608, "rejection note", false, false},
  }};
  return kinds;
}

const ResultKind* FindResultKind(std::string_view name) {
  for (const ResultKind& kind : ResultKinds()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

const ResultKind* ResultKindOfFile(std::string_view file_name) {
  if (!file_name.ends_with(kExtension)) return nullptr;
  const std::string_view stem = file_name.substr(0, file_name.size() - kExtension.size());
  const ResultKind* found = nullptr;
  for (const ResultKind& kind : ResultKinds()) {
    const bool fits =
        stem == kind.name || (stem.starts_with(kind.name) && stem[kind.name.size()] == '-');
    if (fits && (found == nullptr || kind.name.size() > found->name.size())) found = &kind;
  }
  return found;
}

}  // namespace regen
