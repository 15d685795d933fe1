// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/multiframe_modules.h"

#include "analysis/base/text.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace regen::dicom {

std::string Ds(double value) {
  return FormatDs(value == 0 ? 0.0 : value);
}

std::string DsList(const Vec3& values) {
  return StrCat(Ds(values[0]), "\\", Ds(values[1]), "\\", Ds(values[2]));
}

void PutReferences(DcmItem& dataset, const std::vector<SourceSlice>& slices) {
  std::map<std::string, std::vector<const SourceSlice*>> by_series;
  for (const SourceSlice& slice : slices)
    by_series[slice.series_instance_uid].push_back(&slice);
  for (const auto& [series_uid, images] : by_series) {
    DcmItem& series = AppendItem(dataset, DCM_ReferencedSeriesSequence);
    Put(series, DCM_SeriesInstanceUID, series_uid);
    std::set<std::string> known;  // an object of several frames is named once
    for (const SourceSlice* image : images) {
      if (!known.insert(image->sop_instance_uid).second) continue;
      DcmItem& instance = AppendItem(series, DCM_ReferencedInstanceSequence);
      Put(instance, DCM_ReferencedSOPClassUID, image->sop_class_uid);
      Put(instance, DCM_ReferencedSOPInstanceUID, image->sop_instance_uid);
    }
  }
}

Dimension PositionDimension() {
  return {DCM_ImagePositionPatient, DCM_PlanePositionSequence, "ImagePositionPatient"};
}

void PutDimensions(DcmItem& dataset,
                   const std::string& dimension_uid,
                   const std::vector<Dimension>& dimensions) {
  Put(AppendItem(dataset, DCM_DimensionOrganizationSequence),
      DCM_DimensionOrganizationUID,
      dimension_uid);
  for (const Dimension& dimension : dimensions) {
    DcmItem& item = AppendItem(dataset, DCM_DimensionIndexSequence);
    Put(item, DCM_DimensionOrganizationUID, dimension_uid);
    Require(item.putAndInsertTagKey(DCM_DimensionIndexPointer, dimension.pointer),
            "DimensionIndexPointer");
    Require(item.putAndInsertTagKey(DCM_FunctionalGroupPointer, dimension.group),
            "FunctionalGroupPointer");
    Put(item, DCM_DimensionDescriptionLabel, dimension.label);
  }
}

void PutSharedGeometry(DcmItem& shared, const VolumeGeometry& grid, DcmItem& source) {
  DcmItem& measures = AppendItem(shared, DCM_PixelMeasuresSequence);
  const std::optional<double> thickness_mm =
      ParseDouble(AttributeText(source, DCM_SliceThickness));
  Put(measures,
      DCM_SliceThickness,
      thickness_mm && *thickness_mm > 0 ? Ds(*thickness_mm) : Ds(grid.spacing_mm[2]));
  Put(measures, DCM_SpacingBetweenSlices, Ds(grid.spacing_mm[2]));
  Put(measures, DCM_PixelSpacing, StrCat(Ds(grid.spacing_mm[1]), "\\", Ds(grid.spacing_mm[0])));
  const std::string orientation = AttributeText(source, DCM_ImageOrientationPatient);
  Put(AppendItem(shared, DCM_PlaneOrientationSequence),
      DCM_ImageOrientationPatient,
      orientation.empty()
          ? StrCat(DsList(grid.direction.col(0)), "\\", DsList(grid.direction.col(1)))
          : orientation);
}

DcmItem& AppendFrame(DcmItem& dataset,
                     const SourceSlice& slice,
                     const Code& derivation,
                     const std::vector<std::uint32_t>& index) {
  DcmItem& groups = AppendItem(dataset, DCM_PerFrameFunctionalGroupsSequence);
  DcmItem& derived = AppendItem(groups, DCM_DerivationImageSequence);
  PutCode(derived, DCM_DerivationCodeSequence, derivation);
  DcmItem& source = AppendItem(derived, DCM_SourceImageSequence);
  Put(source, DCM_ReferencedSOPClassUID, slice.sop_class_uid);
  Put(source, DCM_ReferencedSOPInstanceUID, slice.sop_instance_uid);
  if (slice.frame_number > 0) {
    Put(source, DCM_ReferencedFrameNumber, std::to_string(slice.frame_number));
  }
  PutCode(source, DCM_PurposeOfReferenceCodeSequence, codes::kSourceImage);

  DcmItem& content = AppendItem(groups, DCM_FrameContentSequence);
  const std::vector<Uint32> indices(index.begin(), index.end());
  auto values = std::make_unique<DcmUnsignedLong>(DcmTag(DCM_DimensionIndexValues));
  Require(values->putUint32Array(indices.data(), indices.size()), "DimensionIndexValues");
  Require(content.insert(values.release()), "DimensionIndexValues");

  Put(AppendItem(groups, DCM_PlanePositionSequence),
      DCM_ImagePositionPatient,
      DsList(Vec3(slice.position_lps[0], slice.position_lps[1], slice.position_lps[2])));
  return groups;
}

}  // namespace regen::dicom
