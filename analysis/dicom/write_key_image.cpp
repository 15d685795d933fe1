// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/text.h"
#include "analysis/dicom/key_slice_view.h"
#include "analysis/dicom/result_object.h"
#include "analysis/report/result_kinds.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace regen::dicom {

namespace {

constexpr double kWhiteQuantile = 0.995;  // the few brighter pixels are vessels and flow

// One slice as grey values from 0, darkest, to 255.
std::vector<std::uint8_t> GreyValues(const Volume& image, int k) {
  const auto area = static_cast<std::size_t>(image.geometry.size[0]) *
                    static_cast<std::size_t>(image.geometry.size[1]);
  const float* values = image.values.data() + image.Offset(0, 0, k);
  std::vector<float> sorted(values, values + area);
  const auto white =
      sorted.begin() + static_cast<std::ptrdiff_t>(kWhiteQuantile * double(area - 1));
  std::nth_element(sorted.begin(), white, sorted.end());
  const float scale = *white > 0 ? 255.0F / *white : 0.0F;
  std::vector<std::uint8_t> grey(area);
  for (std::size_t at = 0; at < area; ++at) {
    grey[at] =
        static_cast<std::uint8_t>(std::lround(std::clamp(values[at] * scale, 0.0F, 255.0F)));
  }
  return grey;
}

// The patient's directions along a row or a column (PS3.3 C.7.6.1.1.1), the closest two.
std::string DirectionLetters(const Vec3& lps) {
  constexpr double kLeastPart = 0.3;
  struct Part {
    double size;
    char letter;
  };
  std::vector<Part> parts = {{std::abs(lps[0]), lps[0] > 0 ? 'L' : 'R'},
                             {std::abs(lps[1]), lps[1] > 0 ? 'P' : 'A'},
                             {std::abs(lps[2]), lps[2] > 0 ? 'H' : 'F'}};
  std::sort(
      parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.size > b.size; });
  std::string letters(1, parts[0].letter);
  if (parts[1].size > kLeastPart) letters += parts[1].letter;
  return letters;
}

void PutPixels(DcmItem& dataset, const VolumeGeometry& grid, std::vector<std::uint8_t> grey) {
  PutUint16(dataset, DCM_SamplesPerPixel, 1);
  Put(dataset, DCM_PhotometricInterpretation, "MONOCHROME2");
  PutUint16(dataset, DCM_Rows, grid.size[1]);
  PutUint16(dataset, DCM_Columns, grid.size[0]);
  PutUint16(dataset, DCM_BitsAllocated, 8);
  PutUint16(dataset, DCM_BitsStored, 8);
  PutUint16(dataset, DCM_HighBit, 7);
  PutUint16(dataset, DCM_PixelRepresentation, 0);
  if (grey.size() % 2 != 0) grey.push_back(0);
  Require(dataset.putAndInsertUint8Array(
              DCM_PixelData, grey.data(), static_cast<unsigned long>(grey.size())),
          "PixelData");
}

void PutSource(DcmItem& dataset, const SourceSlice& image) {
  DcmItem& source = AppendItem(dataset, DCM_SourceImageSequence);
  Put(source, DCM_ReferencedSOPClassUID, image.sop_class_uid);
  Put(source, DCM_ReferencedSOPInstanceUID, image.sop_instance_uid);
  if (image.frame_number > 0)
    Put(source, DCM_ReferencedFrameNumber, StrCat(image.frame_number));
  PutCode(source, DCM_PurposeOfReferenceCodeSequence, codes::kSourceImage);
}

Result<WrittenObject> Write(const ResultContext& context,
                            const std::string& role,
                            const OutlinedReportedExam& outlined,
                            const Volume& image,
                            const FollowUpReport& report) {
  const ReportedExam& exam = outlined.exam;
  const auto view = KeySliceOf(outlined);
  if (!view) return view.error();
  if (!SameGrid(image.geometry, outlined.region.geometry)) {
    return Error{ErrorKind::kInternal, "key image: its grid is not the region's"};
  }
  auto object = ResultObject::Begin(
      context, {result_kinds::kKeyImage, role}, report, FirstImageFile(exam));
  if (!object) return object.error();
  DcmDataset& dataset = object->dataset();
  const VolumeGeometry& grid = image.geometry;
  Put(dataset, DCM_ImageType, "DERIVED\\SECONDARY");
  Put(dataset, DCM_DerivationDescription, "One echo of the key slice in 256 grey values");
  Put(dataset, DCM_ConversionType, "WSD");
  Put(dataset, DCM_BurnedInAnnotation, "NO");
  Put(dataset, DCM_RecognizableVisualFeatures, "NO");
  Put(dataset,
      DCM_PatientOrientation,
      StrCat(DirectionLetters(grid.direction.col(0)),
             "\\",
             DirectionLetters(grid.direction.col(1))));
  Put(dataset,
      DCM_PixelSpacing,
      StrCat(FormatDs(grid.spacing_mm[1]), "\\", FormatDs(grid.spacing_mm[0])));
  PutPixels(dataset, grid, GreyValues(image, view->slice));
  PutSource(dataset, view->image);
  object->PutCommonModules(role);
  object->PutLaterality();
  Put(dataset, DCM_InstanceNumber, "1");
  return object->Save();
}

}  // namespace

bool NeedsKeyImage(const ReportedExam& exam) {
  return exam.acquisition->echo_times_ms.size() > exam.acquisition->series_instance_uids.size();
}

Result<WrittenObject> WriteKeyImage(const ResultContext& context,
                                    const std::string& role,
                                    const OutlinedReportedExam& outlined,
                                    const Volume& image,
                                    const FollowUpReport& report) {
  return GuardDcmtk([&] { return Write(context, role, outlined, image, report); });
}

}  // namespace regen::dicom
