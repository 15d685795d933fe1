// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/open_checked.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"

namespace regen::dicom {

namespace {

Error DefectError(const std::filesystem::path& file, const prescan::Defect& defect) {
  return InputError(StrCat(ShortName(file), ": ", prescan::DefectText(defect)));
}

Result<std::unique_ptr<DcmFileFormat>> Load(const std::filesystem::path& file,
                                            const DcmTagKey& until) {
  SilenceDcmtk();
  auto object = std::make_unique<DcmFileFormat>();
  const OFCondition read = object->loadFileUntilTag(OFFilename(file.c_str()),
                                                    EXS_Unknown,
                                                    EGL_noChange,
                                                    DCM_MaxReadLength,
                                                    ERM_autoDetect,
                                                    until);
  if (read.bad()) {
    return InputError(StrCat(ShortName(file),
                             ": cannot be read as DICOM (",
                             std::string_view(read.text()),
                             "), expected a complete DICOM file"));
  }
  const char* sop_class = nullptr;
  object->getDataset()->findAndGetString(DCM_SOPClassUID, sop_class);
  if (sop_class == nullptr || *sop_class == '\0') {
    return InputError(StrCat(ShortName(file),
                             ": not DICOM, expected an object with SOPClassUID (0008,0016)"));
  }
  return object;
}

}  // namespace

Result<std::unique_ptr<DcmFileFormat>> OpenChecked(const std::filesystem::path& file) {
  const prescan::ScanReport scan = prescan::ScanFile(file);
  if (scan.defect) return DefectError(file, *scan.defect);
  return Load(file, DCM_UndefinedTagKey);
}

Result<OpenedHeader> OpenHeader(const std::filesystem::path& file) {
  OpenedHeader header;
  header.stamp = prescan::StampOf(file);  // before the scan: what changes later is noticed
  header.scan = prescan::ScanFile(file, &header.pixels);
  if (header.scan.header_defect) return DefectError(file, *header.scan.header_defect);
  auto object = Load(file, DCM_PixelData);
  if (!object) return object.error();
  header.object = *std::move(object);
  return header;
}

}  // namespace regen::dicom
