// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/dicom/write_results.h"
#include "tests/support/mr_files.h"

#include <filesystem>
#include <vector>

namespace regen::test {

// A baseline and a follow-up study on disk with a region each, and a report about them.
struct SampleFollowUp {
  dicom::StudyFolder baseline;
  dicom::StudyFolder follow_up;
  EchoAcquisition baseline_acquisition;
  EchoAcquisition follow_up_acquisition;
  Volume baseline_region;
  Volume follow_up_region;
  FollowUpReport report;
  dicom::ResultContext context;
};

// Writes both studies into `folder`/baseline and `folder`/follow-up in the form of `series`
// (another study and date for the follow-up) and reads them back. Results go to
// `folder`/results.
SampleFollowUp MakeSampleFollowUp(const MrFiles& series, const std::filesystem::path& folder);

// A region with no symmetry, that leaves out the first slice of the grid.
Volume SampleRegion(const VolumeGeometry& grid);

// Grey values for the grid, none of them the same throughout.
Volume SampleImage(const VolumeGeometry& grid);

// Both segmentations and the report, in this order. Ends the program with a
// message where one cannot be written.
std::vector<dicom::WrittenObject> WriteSampleResults(const SampleFollowUp& sample);

// Every kind of result, each switched on; the report last.
std::vector<dicom::WrittenObject> WriteEveryResult(const SampleFollowUp& sample);

// What a refusal writes in the place of an older result: the short report and the rejection
// note, into `folder`.
std::vector<dicom::WrittenObject> WriteRefusal(SampleFollowUp sample,
                                               const std::filesystem::path& folder);

}  // namespace regen::test
