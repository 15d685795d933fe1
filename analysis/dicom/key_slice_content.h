// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: what the documents about key slices say.
#pragma once

#include "analysis/dicom/content_item.h"
#include "analysis/dicom/key_slice_view.h"
#include "analysis/dicom/write_results.h"

namespace regen::dicom {

// TID 1500 with one planar group (TID 1410): the outline on the image `shown`, and the values
// of the whole region without anything below them, because viewers of this kind show a value
// with modifiers not at all. One time point, because such viewers show a report on the images
// of its first group alone, and nothing where those are not loaded. Values that could not be
// measured are left out. The tracking UID is of the time point, because such viewers merge
// groups of one UID.
ContentItem KeySliceContent(const ResultContext& context,
                            const ReportedExam& exam,
                            const Outline& outline,
                            const SourceSlice& shown,
                            const FollowUpReport& report);

// TID 2010: both images.
ContentItem KeyObjectsContent(const ResultContext& context,
                              const KeySliceView& baseline_view,
                              const KeySliceView& follow_up_view,
                              const FollowUpReport& report);

}  // namespace regen::dicom
