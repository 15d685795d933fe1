// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: what SEG and SR must say alike about a time point and its region.
#pragma once

#include "analysis/base/coded_concept.h"
#include "analysis/dicom/write_results.h"
#include "analysis/report/follow_up_report.h"

#include <optional>
#include <string>

namespace regen::dicom {

// The time point of a study, or null where the report does not know it.
const TimePoint* FindTimePoint(const FollowUpReport& report, const std::string& study_uid);

// "baseline, day -13"; "follow-up, day +176"; without the day where it is not known.
std::string TimePointText(const TimePoint& time_point);

// Tracking Identifier of the region at one time point. It names the time point, because viewers
// merge or list groups by this text alone.
std::string TrackingText(const ResultContext& context, const TimePoint& time_point);

// The treated structure: of the level where the indication has levels.
CodedConcept FindingSiteOf(const Treatment& treatment);
std::optional<CodedConcept> LateralityOf(const Treatment& treatment);

// "patellar tendon R": structure, level and side for people.
std::string StructureText(const Treatment& treatment);

// Where the region of this time point comes from, for people.
std::string RegionOriginText(RegionMethod method, bool is_baseline);

// Every acquisition of the exam that was measured, that of the region first.
std::vector<const EchoAcquisition*> AcquisitionsOf(const ReportedExam& exam);

// The images of the shortest echo of an acquisition, one per slice, in order along the normal.
struct ListedImage {
  std::string sop_class_uid;
  std::string sop_instance_uid;
  std::string series_instance_uid;
};
std::vector<ListedImage> FirstEchoImages(const StudyFolder& folder,
                                         const EchoAcquisition& acquisition);

// All images of an acquisition, in order of their UIDs.
std::vector<ListedImage> AllImages(const StudyFolder& folder,
                                   const EchoAcquisition& acquisition);

}  // namespace regen::dicom
