// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/open_checked.h"

#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/private_elements.h"

#include <algorithm>
#include <fstream>
#include <vector>

#include <dcmtk/dcmdata/dcistrmb.h>

namespace regen::dicom {

namespace {

Error DefectError(const std::filesystem::path& file, const prescan::Defect& defect) {
  return InputError(StrCat(ShortName(file), ": ", prescan::DefectText(defect)));
}

// What DCMTK made of a file, where it is an object.
Result<std::unique_ptr<DcmFileFormat>> Accepted(std::unique_ptr<DcmFileFormat> object,
                                                const OFCondition& read,
                                                const std::filesystem::path& file) {
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
  return Accepted(std::move(object), read, file);
}

// The bytes before PixelData without the elements that nobody reads; empty where they are too
// many to be held twice, have no places (deflated) or cannot be read: DCMTK then reads the
// file.
std::vector<char> HeaderBytes(const std::filesystem::path& file,
                              const std::vector<prescan::ElementPlace>& elements) {
  constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 20U;
  const auto pixels = std::find_if(elements.begin(), elements.end(), [](const auto& element) {
    return DcmTagKey(static_cast<Uint16>(element.tag >> 16U),
                     static_cast<Uint16>(element.tag & 0xFFFFU)) == DCM_PixelData;
  });
  if (pixels == elements.end() || pixels->offset > kMostBytes) return {};
  std::vector<char> bytes(static_cast<std::size_t>(pixels->offset));
  std::ifstream stream(file, std::ios::binary);
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (!stream) return {};
  auto kept = bytes.begin() + static_cast<std::ptrdiff_t>(elements.front().offset);
  for (auto element = elements.begin(); element != pixels; ++element) {
    if (!MayBeRead(element->tag)) continue;
    const auto from = static_cast<std::ptrdiff_t>(element->offset);
    const auto to = static_cast<std::ptrdiff_t>(std::next(element)->offset);
    kept = std::copy(bytes.begin() + from, bytes.begin() + to, kept);
  }
  bytes.erase(kept, bytes.end());
  return bytes;
}

Result<std::unique_ptr<DcmFileFormat>> LoadBytes(const std::vector<char>& bytes,
                                                 const std::filesystem::path& file) {
  SilenceDcmtk();
  DcmInputBufferStream stream;
  stream.setBuffer(bytes.data(), static_cast<offile_off_t>(bytes.size()));
  stream.setEos();
  auto object = std::make_unique<DcmFileFormat>();
  object->transferInit();
  const OFCondition read = object->read(stream, EXS_Unknown, EGL_noChange, DCM_MaxReadLength);
  object->transferEnd();
  return Accepted(std::move(object), read, file);
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
  prescan::FilePlaces places;
  header.scan = prescan::ScanFile(file, &places);
  if (header.scan.header_defect) return DefectError(file, *header.scan.header_defect);
  const std::vector<char> bytes = HeaderBytes(file, places.elements);
  auto object = bytes.empty() ? Load(file, DCM_PixelData) : LoadBytes(bytes, file);
  if (!object) return object.error();
  header.pixels = std::move(places.pixels);
  header.object = *std::move(object);
  return header;
}

Result<std::unique_ptr<DcmFileFormat>> OpenWholeHeader(const std::filesystem::path& file) {
  const prescan::ScanReport scan = prescan::ScanFile(file);
  if (scan.header_defect) return DefectError(file, *scan.header_defect);
  return Load(file, DCM_PixelData);
}

}  // namespace regen::dicom
