// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/open_checked.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/prescan/prescan.h"

namespace regen::dicom {

Result<std::unique_ptr<DcmFileFormat>> OpenChecked(const std::filesystem::path& file,
                                                   FilePart part) {
  const prescan::ScanReport scan = prescan::ScanFile(file);
  const auto& defect = part == FilePart::kHeader ? scan.header_defect : scan.defect;
  if (defect) return InputError(StrCat(ShortName(file), ": ", prescan::DefectText(*defect)));
  SilenceDcmtk();
  auto object = std::make_unique<DcmFileFormat>();
  const OFCondition read =
      object->loadFileUntilTag(OFFilename(file.c_str()),
                               EXS_Unknown,
                               EGL_noChange,
                               DCM_MaxReadLength,
                               ERM_autoDetect,
                               part == FilePart::kHeader ? DCM_PixelData : DCM_UndefinedTagKey);
  if (read.bad()) {
    return InputError(StrCat(ShortName(file),
                             ": cannot be read as DICOM (",
                             std::string_view(read.text()),
                             "), expected a complete DICOM file"));
  }
  return object;
}

}  // namespace regen::dicom
