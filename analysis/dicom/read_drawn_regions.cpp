// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_drawn_regions.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/read_rtstruct.h"
#include "analysis/dicom/read_segmentation.h"
#include "analysis/dicom/read_sr_regions.h"

namespace regen::dicom {

namespace {

Result<std::string> SopClassOf(const std::filesystem::path& file) {
  const auto object = ReadHeader(file);
  if (!object) return object.error();
  return AttributeText(*(*object)->getDataset(), DCM_SOPClassUID);
}

}  // namespace

Result<std::vector<DrawnRegion>> ReadDrawnRegions(const std::filesystem::path& file,
                                                  const StudySummary& study,
                                                  const DrawWhich& draw) {
  const auto sop_class = GuardDcmtk([&]() -> Result<std::string> { return SopClassOf(file); });
  if (!sop_class) return sop_class.error();
  const std::string_view kind = RegionObjectKind(*sop_class);
  if (kind == "SEG") return ReadSegmentation(file);
  if (kind == "RTSTRUCT") return ReadStructureSet(file, study, draw);
  if (kind.empty()) {
    return InputError(StrCat(ShortName(file),
                             ": no object with regions, expected SOPClassUID (0008,0016) of a "
                             "SEG, an RTSTRUCT or an SR (Enhanced, Comprehensive, "
                             "Comprehensive 3D)"));
  }
  auto regions = ReadReportRegions(file, study, draw);
  if (regions && regions->empty()) {
    return InputError(StrCat(ShortName(file),
                             ": the SR draws nothing, expected coordinates (ValueType "
                             "(0040,A040) SCOORD or SCOORD3D)"));
  }
  return regions;
}

}  // namespace regen::dicom
