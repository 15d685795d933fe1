// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: what the documents about key slices say.
#pragma once

#include "analysis/dicom/content_item.h"
#include "analysis/dicom/time_point_text.h"
#include "analysis/dicom/write_results.h"
#include "analysis/image/slice_outline.h"

namespace regen::dicom {

// The slice of one exam that shows most of the region.
struct KeySliceView {
  ListedImage image;
  Outline outline;  // in pixel indices
};

// TID 1500 with one planar group (TID 1410) per time point: the outline on the key slice, and
// the values of the whole region without anything below them, because viewers of this kind show
// a value with modifiers not at all. Values that could not be measured are left out. The
// tracking UIDs are of the time points, because such viewers merge groups of one UID.
ContentItem KeySliceContent(const ResultContext& context,
                            const ReportedExam& baseline,
                            const KeySliceView& baseline_view,
                            const ReportedExam& follow_up,
                            const KeySliceView& follow_up_view,
                            const FollowUpReport& report);

// TID 2010: both images.
ContentItem KeyObjectsContent(const ResultContext& context,
                              const KeySliceView& baseline_view,
                              const KeySliceView& follow_up_view,
                              const FollowUpReport& report);

}  // namespace regen::dicom
