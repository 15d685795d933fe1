// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/drawn_region.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/follow_up.h"
#include "analysis/rendition/report_pictures.h"

#include <filesystem>

namespace regen {

// One exam of an analysis that came to a result.
struct AnalysedExam {
  const dicom::StudyFolder* folder = nullptr;
  const EchoAcquisition* acquisition = nullptr;
  Volume region;  // coverage on the acquisition's grid
  const EchoSeries* voxels = nullptr;
  std::vector<const EchoAcquisition*> further_acquisitions{};  // of other roles, measured too
};

// Writes report.json and the results that the options ask for of a measured follow-up into
// `output`; the PDF as report.pdf too.
Status WriteFollowUpResults(const FollowUpRequest& request,
                            const FollowUpReport& report,
                            const AnalysedExam& baseline,
                            const AnalysedExam& follow_up,
                            const dicom::DrawnRegion& drawn,
                            const ReportPictures& pictures,
                            const std::filesystem::path& output);

// Writes an automatic region on the baseline that waits for a person, as proposal.dcm (a SEG of
// algorithm type AUTOMATIC), and report.json.
Status WriteProposal(const FollowUpRequest& request,
                     const FollowUpReport& report,
                     const AnalysedExam& baseline,
                     const std::filesystem::path& output);

// Writes report.json of a refused follow-up and, where the options ask for it, the short SR
// that says why.
Status WriteRefusal(const FollowUpRequest& request,
                    const FollowUpReport& report,
                    const dicom::StudyFolder& follow_up,
                    const std::filesystem::path& output);

// Writes report.json alone.
Status WriteReportFile(const FollowUpReport& report, const std::filesystem::path& output);

}  // namespace regen
