// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: what the measurement report says, as plain content items.
#pragma once

#include "analysis/dicom/content_item.h"
#include "analysis/dicom/write_results.h"

namespace regen::dicom {

// The content tree of the report (PS3.16 TID 1500), row by row of the template. Every number is
// one of `report`, written by FormatDs. Texts are UTF-8.
ContentItem ReportContent(const ResultContext& context,
                          const ReportedExam& baseline,
                          const ReportedExam& follow_up,
                          const FollowUpReport& report);

}  // namespace regen::dicom
