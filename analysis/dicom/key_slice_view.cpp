// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/key_slice_view.h"

#include <utility>

namespace regen::dicom {

Result<KeySliceView> KeySliceOf(const OutlinedReportedExam& outlined) {
  const ReportedExam& exam = outlined.exam;
  const int k = KeySlice(outlined.region);
  if (k < 0) return InputError("key slice: no voxel is inside, expected a region");
  auto slices = FindSourceSlices(
      *exam.folder, exam.acquisition->sop_instance_uids, outlined.region.geometry);
  if (!slices) return slices.error();
  return KeySliceView{
      k, std::move((*slices)[static_cast<std::size_t>(k)]), LargestOutline(outlined.region, k)};
}

}  // namespace regen::dicom
