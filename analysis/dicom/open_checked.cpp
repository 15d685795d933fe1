// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/open_checked.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/prescan/prescan.h"

namespace regen::dicom {

namespace {

// About the pixels alone: nothing that comes before them is touched by it.
bool ConcernsPixels(const prescan::Defect& defect) {
  return defect.code == prescan::DefectCode::kImageNumber || defect.where == "(7FE0,0010)";
}

}  // namespace

Result<std::unique_ptr<DcmFileFormat>> OpenChecked(const std::filesystem::path& file,
                                                   FilePart part) {
  const prescan::ScanReport scan = prescan::ScanFile(file);
  if (scan.defect && (part == FilePart::kWhole || !ConcernsPixels(*scan.defect))) {
    return InputError(StrCat(ShortName(file), ": ", prescan::DefectText(*scan.defect)));
  }
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
