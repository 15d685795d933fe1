// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/read_sr_regions.h"

#include "analysis/base/text.h"
#include "analysis/dicom/contour_coverage.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/image_plane.h"
#include "analysis/dicom/plane_geometry.h"
#include "analysis/dicom/region_object.h"
#include "analysis/selection/drawn_groups.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <Eigen/Geometry>

namespace regen::dicom {

namespace {

// Deeper than any template; a document that nests deeper is not followed.
constexpr int kDeepestItem = 32;

// Corners of the polygon that stands for an ellipse: its area is smaller by 1/20000.
constexpr int kEllipseCorners = 360;

std::string CodeOf(DcmItem& parent, const DcmTagKey& sequence) {
  const std::vector<DcmItem*> items = ItemsOf(parent, sequence);
  if (items.empty()) return {};
  return StrCat(AttributeText(*items.front(), DCM_CodingSchemeDesignator),
                ":",
                AttributeText(*items.front(), DCM_CodeValue));
}

std::string ValueOf(DcmItem& item, const std::string& value_type) {
  if (value_type == "TEXT") return AttributeText(item, DCM_TextValue);
  if (value_type == "UIDREF") return AttributeText(item, DCM_UID);
  if (value_type != "CODE") return {};
  const std::vector<DcmItem*> codes = ItemsOf(item, DCM_ConceptCodeSequence);
  return codes.empty() ? std::string() : AttributeText(*codes.front(), DCM_CodeMeaning);
}

std::vector<double> GraphicDataOf(DcmItem& item) {
  std::vector<double> values;
  const Float32* numbers = nullptr;
  unsigned long count = 0;
  if (item.findAndGetFloat32Array(DCM_GraphicData, numbers, &count).good() &&
      numbers != nullptr) {
    values.assign(numbers, numbers + count);
  }
  return values;
}

ReportItem ReadItem(DcmItem& item, int depth) {
  ReportItem read;
  read.value_type = AttributeText(item, DCM_ValueType);
  read.concept_code = CodeOf(item, DCM_ConceptNameCodeSequence);
  read.value = ValueOf(item, read.value_type);
  if (read.value_type == "CODE") read.value_code = CodeOf(item, DCM_ConceptCodeSequence);
  if (read.value_type == "SCOORD" || read.value_type == "SCOORD3D") {
    read.graphic_type = AttributeText(item, DCM_GraphicType);
    read.graphic_data = GraphicDataOf(item);
    read.frame_of_reference_uid = AttributeText(item, DCM_ReferencedFrameOfReferenceUID);
  }
  for (DcmItem* image : ItemsOf(item, DCM_ReferencedSOPSequence)) {
    if (read.image_uid.empty()) {
      read.image_uid = AttributeText(*image, DCM_ReferencedSOPInstanceUID);
      const std::string frames = AttributeText(*image, DCM_ReferencedFrameNumber);
      const auto frame = ParseInt(Split(frames, '\\').front());
      if (frame && *frame > 0 && *frame <= kMaxFrames) {
        read.frame_number = static_cast<int>(*frame);
      }
    }
  }
  if (depth >= kDeepestItem) return read;
  for (DcmItem* child : ItemsOf(item, DCM_ContentSequence)) {
    read.children.push_back(ReadItem(*child, depth + 1));
  }
  return read;
}

// The coordinates as points in the patient.
Result<std::vector<Vec3>> PointsOf(const DrawnGraphic& graphic,
                                   const StudySummary& study,
                                   const std::string& where) {
  const std::size_t dimensions = graphic.three_d ? 3 : 2;
  if (graphic.data.empty() || graphic.data.size() % dimensions != 0) {
    return InputError(StrCat(where,
                             ": GraphicData (0070,0022) holds ",
                             graphic.data.size(),
                             " values, expected ",
                             static_cast<int>(dimensions),
                             " per point"));
  }
  std::vector<Vec3> points;
  if (graphic.three_d) {
    for (std::size_t n = 0; n < graphic.data.size(); n += 3) {
      points.emplace_back(graphic.data[n], graphic.data[n + 1], graphic.data[n + 2]);
    }
    return points;
  }
  const auto plane = FindImagePlane(study, graphic.image_uid, graphic.frame_number);
  if (!plane) {
    return InputError(StrCat(where,
                             ": the image it was drawn on (ReferencedSOPSequence (0008,1199)) "
                             "is not in the study or has no plane, expected a single-frame "
                             "image of the same study"));
  }
  for (std::size_t n = 0; n < graphic.data.size(); n += 2) {
    points.emplace_back(plane->position_lps + plane->along_row * (graphic.data[n] - 0.5) +
                        plane->along_column * (graphic.data[n + 1] - 0.5));
  }
  return points;
}

std::vector<Vec3> Ellipse(const Vec3& centre, const Vec3& a, const Vec3& b) {
  constexpr double kFullTurn = 6.283185307179586;
  std::vector<Vec3> points;
  for (int n = 0; n < kEllipseCorners; ++n) {
    const double angle = kFullTurn * n / kEllipseCorners;
    points.emplace_back(centre + a * std::cos(angle) + b * std::sin(angle));
  }
  return points;
}

// Ends of the one axis, then of the other (PS3.3 C.18.6.1.2, C.18.9.1.2).
Result<std::vector<Vec3>> EllipseFrom(const std::vector<Vec3>& ends, const std::string& where) {
  if (ends.size() != 4) {
    return InputError(StrCat(where, ": an ELLIPSE of ", ends.size(), " points, expected 4"));
  }
  const Vec3 a = (ends[1] - ends[0]) / 2;
  const Vec3 b = (ends[3] - ends[2]) / 2;
  const Vec3 centre = (ends[0] + ends[1]) / 2;
  const Vec3 other_centre = (ends[2] + ends[3]) / 2;
  // Viewers round to pixels: what is meant is certain all the same. Axes that are perpendicular
  // in pixels need not be so in millimetres.
  constexpr double kTolerance = 0.1;
  const bool halved =
      (centre - other_centre).norm() <= kTolerance * std::max(a.norm(), b.norm());
  const bool crossed = a.cross(b).norm() > kTolerance * a.norm() * b.norm();
  if (!halved || !crossed) {
    return InputError(StrCat(where, ": the axes of an ELLIPSE do not halve each other"));
  }
  return Ellipse((centre + other_centre) / 2, a, b);
}

// Centre and a point of the outline; in pixels only, so the image tells the plane.
Result<std::vector<Vec3>> CircleFrom(const std::vector<Vec3>& points,
                                     const DrawnGraphic& graphic,
                                     const StudySummary& study,
                                     const std::string& where) {
  const auto plane = FindImagePlane(study, graphic.image_uid, graphic.frame_number);
  if (points.size() != 2 || graphic.three_d || !plane) {
    return InputError(StrCat(where,
                             ": a CIRCLE of ",
                             points.size(),
                             " points, expected 2 points in pixels of an image"));
  }
  const double radius_mm = (points[1] - points[0]).norm();
  return Ellipse(points[0],
                 plane->along_row.normalized() * radius_mm,
                 plane->along_column.normalized() * radius_mm);
}

Result<Contour> OutlineOf(const DrawnGraphic& graphic,
                          const StudySummary& study,
                          const std::string& where) {
  auto points = PointsOf(graphic, study, where);
  if (!points) return points.error();
  if (graphic.type == "ELLIPSE") points = EllipseFrom(*points, where);
  if (graphic.type == "CIRCLE") points = CircleFrom(*points, graphic, study, where);
  if (!points) return points.error();
  return Contour{*std::move(points), where};
}

// The one frame of reference of all outlines; an error where they have several.
Result<std::string> FrameOfReference(const DrawnGroup& group, const StudySummary& study) {
  std::vector<std::string> frames;
  for (const DrawnGraphic& graphic : group.graphics) {
    std::string frame = graphic.frame_of_reference_uid;
    if (!graphic.three_d) {
      const auto plane = FindImagePlane(study, graphic.image_uid, graphic.frame_number);
      frame = plane ? plane->frame_of_reference_uid : "";
    }
    if (!HoldsUid(frames, frame)) frames.push_back(frame);
  }
  if (frames.size() != 1) {
    return InputError("its outlines lie in several frames of reference, expected one");
  }
  return frames.front();
}

Status Draw(const DrawnGroup& group, const StudySummary& study, DrawnRegion& region) {
  std::vector<Contour> outlines;
  for (const DrawnGraphic& graphic : group.graphics) {
    auto outline = OutlineOf(graphic, study, StrCat("outline ", outlines.size() + 1));
    if (!outline) return outline.error();
    outlines.push_back(*std::move(outline));
  }
  auto coverage = ContourCoverage(
      outlines, ReferencedSpacingMm(study, region.referenced_image_uids, {}), "");
  if (!coverage) return coverage.error();
  region.coverage = *std::move(coverage);
  return Done{};
}

DrawnRegion RegionOf(DcmItem& dataset,
                     const DrawnGroup& group,
                     const StudySummary& study,
                     const DrawWhich& draw) {
  DrawnRegion region = DescribeObject(dataset);
  region.number = group.number;
  region.label = group.label;
  region.tracking_id = group.tracking_id;
  region.tracking_uid = group.tracking_uid;
  region.algorithm_type = group.algorithm_type;
  region.problem = group.problem;
  for (const DrawnGraphic& graphic : group.graphics) {
    AddUidOnce(region.referenced_image_uids, graphic.image_uid);
    if (const SeriesSummary* series = SeriesOfImage(study, graphic.image_uid)) {
      AddUidOnce(region.referenced_series_uids, series->series_instance_uid);
    }
  }
  auto frame = FrameOfReference(group, study);
  if (frame) {
    region.frame_of_reference_uid = *std::move(frame);
  } else if (region.problem.empty()) {
    region.problem = frame.error().message;
  }
  if (region.problem.empty() && draw(region)) {
    const Status drawn = Draw(group, study, region);
    if (!drawn) region.problem = drawn.error().message;
  }
  return region;
}

Result<std::vector<DrawnRegion>> Read(const std::filesystem::path& file,
                                      const StudySummary& study,
                                      const DrawWhich& draw) {
  auto object = ReadObject(file);
  if (!object) return object.error();
  DcmDataset& dataset = *(*object)->getDataset();
  if (RegionObjectKind(AttributeText(dataset, DCM_SOPClassUID)) != "SR") {
    return InputError(StrCat(ShortName(file),
                             ": not an SR with coordinates, expected SOPClassUID (0008,0016) "
                             "of Enhanced, Comprehensive or Comprehensive 3D SR"));
  }
  std::vector<DrawnRegion> regions;
  for (const DrawnGroup& group : DrawnGroupsOf(ReadItem(dataset, 0))) {
    regions.push_back(RegionOf(dataset, group, study, draw));
  }
  return regions;
}

}  // namespace

Result<std::vector<DrawnRegion>> ReadReportRegions(const std::filesystem::path& file,
                                                   const StudySummary& study,
                                                   const DrawWhich& draw) {
  return GuardDcmtk([&] { return Read(file, study, draw); });
}

}  // namespace regen::dicom
