// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: parts that several of our SR documents have alike, as plain content
// items.
#pragma once

#include "analysis/dicom/content_item.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/dicom/write_results.h"

#include <string>
#include <vector>

namespace regen::dicom {

// One time point with all that its content needs.
struct ContentExam {
  const ReportedExam* exam = nullptr;
  const TimePoint* time_point = nullptr;
  int order = 1;
};

// An exam with its time point, which must be in the report.
ContentExam ContentExamOf(const ReportedExam& exam, const FollowUpReport& report);

// Both exams, the baseline first.
std::vector<ContentExam> ContentExams(const ReportedExam& baseline,
                                      const ReportedExam& follow_up,
                                      const FollowUpReport& report);

// How the measurement's quantity is coded; "Other quantity" where the table does not have it.
CodedConcept QuantityOf(const ReportedMeasurement& measurement);
CodedConcept UnitOf(const std::string& unit);
const Code& VerdictCode(Verdict verdict);

// TID 1204: English.
void AddLanguage(ContentItem& root);

// TID 1001 with a device as observer (TID 1004).
void AddObserver(ContentItem& root, const ResultContext& context);

// TID 1500 row 4.
void AddProcedureReported(ContentItem& root);

// TID 4019: name, version and the hash of the configuration.
void AddAlgorithm(ContentItem& measured,
                  const ResultContext& context,
                  const FollowUpReport& report);

// TID 1600: one group per time point with these images.
ContentItem ImageLibrary(const std::vector<ContentExam>& exams,
                         const std::vector<std::vector<ListedImage>>& images);

// What was done to the patient, when and where; no product, lot, dose or trial: those stay in
// the treatment registry.
ContentItem TreatmentHistory(const Treatment& treatment);

// Finding site with its laterality (TID 1419).
ContentItem FindingSiteItem(const Treatment& treatment);

// The reasons' texts as properties.
void AddReasons(ContentItem& item, const Reasons& reasons);

// The worst of all checks, with every check as a property.
ContentItem ComparabilityItem(const std::vector<ComparabilityCheck>& checks);

// What is known of the alignment at each structure; of the alignment as a whole at the first.
std::vector<ContentItem> RegistrationItems(const FollowUpReport& report);

}  // namespace regen::dicom
