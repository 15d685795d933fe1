// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/region_object.h"

#include "analysis/dicom/write_results.h"

namespace regen::dicom {

std::vector<DcmItem*> ItemsOf(DcmItem& parent, const DcmTagKey& sequence) {
  std::vector<DcmItem*> items;
  DcmSequenceOfItems* found = nullptr;
  if (parent.findAndGetSequence(sequence, found).bad() || found == nullptr) return items;
  for (DcmObject* item = found->nextInContainer(nullptr); item != nullptr;
       item = found->nextInContainer(item)) {
    items.push_back(static_cast<DcmItem*>(item));
  }
  return items;
}

DrawnRegion DescribeObject(DcmItem& dataset) {
  DrawnRegion region;
  region.sop_class_uid = AttributeText(dataset, DCM_SOPClassUID);
  region.object = RegionObjectKind(region.sop_class_uid);
  region.sop_instance_uid = AttributeText(dataset, DCM_SOPInstanceUID);
  region.series_instance_uid = AttributeText(dataset, DCM_SeriesInstanceUID);
  region.study_instance_uid = AttributeText(dataset, DCM_StudyInstanceUID);
  region.content_date = AttributeText(dataset, DCM_ContentDate);
  region.content_time = AttributeText(dataset, DCM_ContentTime);
  region.made_by_us = AttributeText(dataset, DCM_ManufacturerModelName) == kModelName;
  return region;
}

}  // namespace regen::dicom
