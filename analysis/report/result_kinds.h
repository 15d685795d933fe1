// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace regen {

// A kind of DICOM object that an analysis may write; fixed, see docs/conformance-statement.md.
// Files are named NAME.dcm or NAME-ROLE.dcm ("seg-baseline.dcm").
struct ResultKind {
  std::string_view name;  // in Outputs, in REST and in the names of files
  std::string_view sop_class_uid;
  std::string_view modality;
  int series_number = 0;
  std::string_view series_description;  // the structure's name follows
  bool by_default = false;              // whether Outputs has it where a site says nothing
  // Versions of it stand in one series, the newest last; of the others each has a series of its
  // own.
  bool one_series = false;
};

namespace result_kinds {
inline constexpr std::string_view kSegmentation = "seg";
inline constexpr std::string_view kParametricMap = "parametric-map";
inline constexpr std::string_view kRegistration = "registration";
inline constexpr std::string_view kKeyObjects = "key-objects";
inline constexpr std::string_view kSecondaryCapture = "secondary-capture";
inline constexpr std::string_view kPdf = "pdf";
inline constexpr std::string_view kKeyImage = "key-image";
inline constexpr std::string_view kKeySliceReport = "key-sr";
inline constexpr std::string_view kReport = "sr";
inline constexpr std::string_view kRefusalReport = "refusal-sr";
inline constexpr std::string_view kRejectionNote = "rejection-note";
}  // namespace result_kinds

// All of them in the order in which they are stored: what the report refers to, the report,
// and last what takes an older result back. An archive that has a report has all it refers to.
const std::array<ResultKind, 11>& ResultKinds();

// Null where there is none of this name.
const ResultKind* FindResultKind(std::string_view name);

// The kind that a file's name says; null where it is the name of no result.
const ResultKind* ResultKindOfFile(std::string_view file_name);

}  // namespace regen
