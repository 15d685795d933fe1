// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/enhanced_mr.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <array>

namespace regen::test {

namespace fs = std::filesystem;

namespace {

void Put(DcmItem& item, const DcmTagKey& tag, const std::string& value) {
  item.putAndInsertOFStringArray(tag, value.c_str());
}

// What classic images have in their dataset and enhanced ones in groups.
const std::array kMoved = {DCM_ImagePositionPatient,
                           DCM_ImageOrientationPatient,
                           DCM_PixelSpacing,
                           DCM_SliceThickness,
                           DCM_EchoTime,
                           DCM_RepetitionTime,
                           DCM_EchoTrainLength,
                           DCM_FlipAngle,
                           DCM_SequenceName,
                           DCM_ImageType,
                           DCM_ScanningSequence,
                           DCM_SequenceVariant,
                           DCM_ScanOptions,
                           DCM_PixelData};

std::string Text(DcmItem& item, const DcmTagKey& tag) {
  OFString value;
  item.findAndGetOFStringArray(tag, value);
  return value.c_str();
}

void PutNumber(DcmItem& item, const DcmTagKey& tag, const std::string& value) {
  if (const auto number = ParseDouble(value)) item.putAndInsertFloat64(tag, *number);
}

// Groups of the n-th frame.
DcmItem& PutFrame(DcmDataset& object, DcmDataset& image, int n) {
  DcmItem* groups = nullptr;
  object.findOrCreateSequenceItem(DCM_PerFrameFunctionalGroupsSequence, groups, -2);
  Put(MacroOf(*groups, DCM_PlanePositionSequence),
      DCM_ImagePositionPatient,
      Text(image, DCM_ImagePositionPatient));
  PutNumber(
      MacroOf(*groups, DCM_MREchoSequence), DCM_EffectiveEchoTime, Text(image, DCM_EchoTime));
  DcmItem& content = MacroOf(*groups, DCM_FrameContentSequence);
  Put(content, DCM_StackID, "1");
  content.putAndInsertUint32(DCM_InStackPositionNumber, static_cast<Uint32>(n + 1));
  const std::array<Uint32, 2> index = {1, static_cast<Uint32>(n + 1)};
  auto* values = new DcmUnsignedLong(DcmTag(DCM_DimensionIndexValues));
  values->putUint32Array(index.data(), index.size());
  content.insert(values);
  return *groups;
}

void PutShared(DcmDataset& object, DcmDataset& image) {
  DcmItem& shared = MacroOf(object, DCM_SharedFunctionalGroupsSequence);
  Put(MacroOf(shared, DCM_PlaneOrientationSequence),
      DCM_ImageOrientationPatient,
      Text(image, DCM_ImageOrientationPatient));
  DcmItem& measures = MacroOf(shared, DCM_PixelMeasuresSequence);
  Put(measures, DCM_PixelSpacing, Text(image, DCM_PixelSpacing));
  Put(measures, DCM_SliceThickness, Text(image, DCM_SliceThickness));
  DcmItem& timing = MacroOf(shared, DCM_MRTimingAndRelatedParametersSequence);
  Put(timing, DCM_RepetitionTime, Text(image, DCM_RepetitionTime));
  Put(timing, DCM_EchoTrainLength, Text(image, DCM_EchoTrainLength));
  Put(timing, DCM_FlipAngle, Text(image, DCM_FlipAngle));
  Put(MacroOf(shared, DCM_MRImageFrameTypeSequence),
      DCM_FrameType,
      "ORIGINAL\\PRIMARY\\T2\\NONE");
  Put(object, DCM_EchoPulseSequence, "SPIN");
  Put(object, DCM_SegmentedKSpaceTraversal, "PARTIAL");
  Put(object, DCM_PulseSequenceName, Text(image, DCM_SequenceName));
}

}  // namespace

void ConvertToEnhancedMr(const std::vector<fs::path>& files,
                         const std::string& sop_instance_uid,
                         const std::function<void(DcmItem& groups, int n)>& edit_frame,
                         DcmDataset& object) {
  std::vector<Uint16> pixels;
  for (std::size_t n = 0; n < files.size(); ++n) {
    DcmFileFormat image;
    image.loadFile(files[n].c_str());
    DcmDataset& dataset = *image.getDataset();
    const Uint16* words = nullptr;
    unsigned long count = 0;
    dataset.findAndGetUint16Array(DCM_PixelData, words, &count);
    pixels.insert(pixels.end(), words, words + count);
    DcmItem& groups = PutFrame(object, dataset, static_cast<int>(n));
    if (edit_frame) edit_frame(groups, static_cast<int>(n));
    if (n > 0) continue;
    PutShared(object, dataset);
    for (unsigned long element = 0; element < dataset.card(); ++element) {
      const DcmTagKey tag = dataset.getElement(element)->getTag();
      if (std::find(kMoved.begin(), kMoved.end(), tag) != kMoved.end()) continue;
      dataset.findAndInsertCopyOfElement(tag, &object);
    }
  }
  Put(object, DCM_SOPClassUID, UID_EnhancedMRImageStorage);
  Put(object, DCM_SOPInstanceUID, sop_instance_uid);
  Put(object, DCM_NumberOfFrames, std::to_string(files.size()));
  object.putAndInsertUint16Array(
      DCM_PixelData, pixels.data(), static_cast<unsigned long>(pixels.size()));
}

DcmItem& MacroOf(DcmItem& item, const DcmTagKey& sequence) {
  DcmItem* first = nullptr;
  item.findOrCreateSequenceItem(sequence, first, 0);
  return *first;
}

fs::path WriteEnhancedMr(const EnhancedMr& mr, const fs::path& folder) {
  const fs::path classic = folder / "classic";
  const auto files = WriteMrFiles(mr.series, classic);
  const auto echoes = static_cast<int>(mr.series.echo_times_ms.size());
  DcmFileFormat file;
  DcmDataset& object = *file.getDataset();
  ConvertToEnhancedMr(
      files,
      mr.series.uid_stem,
      [&](DcmItem& groups, int n) {
        if (mr.edit_frame) mr.edit_frame(groups, n / echoes, n % echoes);
      },
      object);
  fs::remove_all(classic);
  if (mr.edit_object) mr.edit_object(object);
  const fs::path path = folder / "enhanced.dcm";
  file.saveFile(path.c_str(), mr.series.syntax);
  return path;
}

bool Transcode(const fs::path& path,
               E_TransferSyntax syntax,
               const DcmRepresentationParameter* parameter) {
  DcmFileFormat file;
  if (file.loadFile(path.c_str()).bad() || file.loadAllDataIntoMemory().bad()) return false;
  // DCMTK makes another, derived instance of what it compresses with loss.
  DcmDataset& dataset = *file.getDataset();
  const std::string uid = Text(dataset, DCM_SOPInstanceUID);
  const std::string image_type = Text(dataset, DCM_ImageType);
  if (dataset.chooseRepresentation(syntax, parameter).bad()) return false;
  Put(dataset, DCM_SOPInstanceUID, uid);
  if (!image_type.empty()) Put(dataset, DCM_ImageType, image_type);
  return file.saveFile(path.c_str(), syntax).good();
}

}  // namespace regen::test
