// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: which slice of an exam shows most of the region.
#pragma once

#include "analysis/base/result.h"
#include "analysis/dicom/source_slices.h"
#include "analysis/dicom/write_results.h"
#include "analysis/image/slice_outline.h"

namespace regen::dicom {

struct KeySliceView {
  int slice = 0;  // of the region's grid
  SourceSlice image;
  Outline outline;  // in pixel indices
};

// Fails (kInput) where the region is empty or its grid is not that of the exam's images.
Result<KeySliceView> KeySliceOf(const OutlinedReportedExam& outlined);

}  // namespace regen::dicom
