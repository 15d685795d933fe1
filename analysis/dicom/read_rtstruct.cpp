// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_rtstruct.h"

#include "analysis/base/text.h"
#include "analysis/dicom/contour_coverage.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/image_plane.h"
#include "analysis/dicom/region_object.h"

#include <algorithm>
#include <utility>

namespace regen::dicom {

namespace {

// The series that the structure set says it was drawn on.
void AddReferencedSeries(DcmItem& dataset, DrawnRegion& region) {
  for (DcmItem* frame : ItemsOf(dataset, DCM_ReferencedFrameOfReferenceSequence)) {
    for (DcmItem* study : ItemsOf(*frame, DCM_RTReferencedStudySequence)) {
      for (DcmItem* series : ItemsOf(*study, DCM_RTReferencedSeriesSequence)) {
        AddUidOnce(region.referenced_series_uids,
                   AttributeText(*series, DCM_SeriesInstanceUID));
      }
    }
  }
}

// The outline's points, or an error that names it.
Result<std::vector<Vec3>> PointsOf(DcmItem& contour, const std::string& where) {
  const std::string text = AttributeText(contour, DCM_ContourData);
  std::vector<double> numbers;
  if (!text.empty()) {
    for (const std::string& part : Split(text, '\\')) {
      const auto number = ParseDouble(part);
      if (!number) {
        return InputError(
            StrCat(where, ": ContourData (3006,0050) holds what is no number, expected mm"));
      }
      numbers.push_back(*number);
    }
  }
  const auto declared = ParseInt(AttributeText(contour, DCM_NumberOfContourPoints));
  if (numbers.size() % 3 != 0 ||
      (declared && static_cast<std::size_t>(*declared) * 3 != numbers.size())) {
    return InputError(StrCat(where,
                             ": ContourData (3006,0050) holds ",
                             numbers.size(),
                             " values, expected three per point and "
                             "NumberOfContourPoints (3006,0046) points"));
  }
  std::vector<Vec3> points;
  for (std::size_t n = 0; n + 2 < numbers.size(); n += 3) {
    points.emplace_back(numbers[n], numbers[n + 1], numbers[n + 2]);
  }
  return points;
}

bool SamePoints(const std::vector<Vec3>& a, const std::vector<Vec3>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin());
}

// What one ROI has drawn.
struct Outlines {
  std::vector<Contour> closed;
  std::string ignored;  // the first kind that encloses nothing
};

Result<Outlines> ReadOutlines(DcmItem& roi, DrawnRegion& region) {
  Outlines outlines;
  std::size_t number = 0;
  for (DcmItem* contour : ItemsOf(roi, DCM_ContourSequence)) {
    const std::string where = StrCat("contour ", ++number);
    const std::string type = AttributeText(*contour, DCM_ContourGeometricType);
    if (type != "CLOSED_PLANAR" && type != "CLOSEDPLANAR_XOR") {
      if (outlines.ignored.empty()) outlines.ignored = type.empty() ? "none" : type;
      continue;
    }
    auto points = PointsOf(*contour, where);
    if (!points) return points.error();
    for (DcmItem* image : ItemsOf(*contour, DCM_ContourImageSequence)) {
      AddUidOnce(region.referenced_image_uids,
                 AttributeText(*image, DCM_ReferencedSOPInstanceUID));
    }
    // The same outline stored twice would make a hole of itself.
    const bool repeated =
        std::any_of(outlines.closed.begin(), outlines.closed.end(), [&](const Contour& other) {
          return SamePoints(other.points_lps, *points);
        });
    if (!repeated) outlines.closed.push_back({*std::move(points), where});
  }
  return outlines;
}

// Fills in the coverage, or the problem.
void Draw(DcmItem& roi, const StudySummary& study, DrawnRegion& region) {
  const auto outlines = ReadOutlines(roi, region);
  if (!outlines) {
    region.problem = outlines.error().message;
    return;
  }
  if (outlines->closed.empty()) {
    region.problem = outlines->ignored.empty()
                         ? "no contour (ContourSequence (3006,0040)), expected CLOSED_PLANAR"
                         : StrCat("contours of ContourGeometricType (3006,0042) ",
                                  outlines->ignored,
                                  " enclose no area, expected CLOSED_PLANAR");
    return;
  }
  auto coverage = ContourCoverage(
      outlines->closed,
      ReferencedSpacingMm(study, region.referenced_image_uids, region.referenced_series_uids),
      "");
  if (coverage) {
    region.coverage = *std::move(coverage);
  } else {
    region.problem = coverage.error().message;
  }
}

// The item of ROIContourSequence or RTROIObservationsSequence about one ROI.
DcmItem* ItemAbout(DcmItem& dataset, const DcmTagKey& sequence, const std::string& number) {
  for (DcmItem* item : ItemsOf(dataset, sequence)) {
    if (AttributeText(*item, DCM_ReferencedROINumber) == number) return item;
  }
  return nullptr;
}

DrawnRegion ReadRoi(DcmItem& dataset,
                    DcmItem& roi,
                    const StudySummary& study,
                    const DrawWhich& draw) {
  DrawnRegion region = DescribeObject(dataset);
  const std::string number = AttributeText(roi, DCM_ROINumber);
  region.number = static_cast<int>(ParseInt(number).value_or(0));
  region.label = AttributeText(roi, DCM_ROIName);
  region.algorithm_type = AttributeText(roi, DCM_ROIGenerationAlgorithm);
  region.frame_of_reference_uid = AttributeText(roi, DCM_ReferencedFrameOfReferenceUID);
  region.content_date = AttributeText(dataset, DCM_StructureSetDate);
  region.content_time = AttributeText(dataset, DCM_StructureSetTime);
  AddReferencedSeries(dataset, region);
  DcmItem* contours = ItemAbout(dataset, DCM_ROIContourSequence, number);
  if (contours == nullptr) {
    region.problem = "no item of ROIContourSequence (3006,0039) refers to it";
  } else if (draw(region)) {
    Draw(*contours, study, region);
  }
  return region;
}

Result<std::vector<DrawnRegion>> Read(const std::filesystem::path& file,
                                      const StudySummary& study,
                                      const DrawWhich& draw) {
  auto object = ReadObject(file);
  if (!object) return object.error();
  DcmDataset& dataset = *(*object)->getDataset();
  if (AttributeText(dataset, DCM_SOPClassUID) != UID_RTStructureSetStorage) {
    return InputError(StrCat(ShortName(file),
                             ": not an RTSTRUCT, expected SOPClassUID (0008,0016) of RT "
                             "Structure Set Storage"));
  }
  std::vector<DrawnRegion> regions;
  for (DcmItem* roi : ItemsOf(dataset, DCM_StructureSetROISequence)) {
    regions.push_back(ReadRoi(dataset, *roi, study, draw));
  }
  if (regions.empty()) {
    return InputError(
        StrCat(ShortName(file),
               ": StructureSetROISequence (3006,0020) is missing or empty, expected an ROI"));
  }
  return regions;
}

}  // namespace

Result<std::vector<DrawnRegion>> ReadStructureSet(const std::filesystem::path& file,
                                                  const StudySummary& study,
                                                  const DrawWhich& draw) {
  return GuardDcmtk([&] { return Read(file, study, draw); });
}

}  // namespace regen::dicom
