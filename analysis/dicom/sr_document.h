// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: a content tree as a document of the SR family.
#pragma once

#include "analysis/dicom/content_item.h"
#include "analysis/dicom/result_object.h"

#include <string>
#include <vector>

namespace regen::dicom {

// CompletionFlagDescription of everything that no person has looked at.
inline constexpr const char* kNotReviewed = "Automated analysis, not reviewed by a person";

// One document before it is written.
struct SrDocument {
  ContentItem content;
  std::vector<WrittenObject> evidence;      // everything that it refers to
  std::vector<WrittenObject> predecessors;  // documents that it takes the place of
  std::string completion;  // CompletionFlagDescription; empty: a document without flags (KOS)
  std::string remark;      // at the end of the series' description
};

// Images of the exam's acquisition, its segmentation and its further results.
std::vector<WrittenObject> EvidenceOf(const ReportedExam& exam);

// The newest report among the objects, which is the first: what a new report names as its
// predecessor. At most one.
std::vector<WrittenObject> PredecessorsIn(const std::vector<WrittenObject>& supersedes);

// Writes the document as the object's SOP class, with its identity, coding scheme and request.
// Evidence of other studies than the object's becomes PertinentOtherEvidence, in a KOS it is
// evidence like all.
Result<WrittenObject> WriteDocument(ResultObject& object, SrDocument document);

}  // namespace regen::dicom
