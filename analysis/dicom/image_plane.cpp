// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dicom/image_plane.h"

#include "analysis/dicom/plane_geometry.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace regen::dicom {

namespace {

Vec3 ToVec3(const std::array<double, 3>& values) {
  return {values[0], values[1], values[2]};
}

}  // namespace

const SeriesSummary* SeriesOfImage(const StudySummary& study, const std::string& image_uid) {
  for (const SeriesSummary& series : study.series) {
    for (const InstanceSummary& image : series.instances) {
      if (image.sop_instance_uid == image_uid) return &series;
    }
  }
  return nullptr;
}

std::optional<ImagePlane> FindImagePlane(const StudySummary& study,
                                         const std::string& image_uid,
                                         int frame_number) {
  const SeriesSummary* series = SeriesOfImage(study, image_uid);
  if (series == nullptr) return std::nullopt;
  const auto is_meant = [&](const InstanceSummary& one) {
    if (one.sop_instance_uid != image_uid) return false;
    return one.number_of_frames == 1 ||
           (one.frame_number > 0 && one.frame_number == frame_number);
  };
  const auto image = std::find_if(series->instances.begin(), series->instances.end(), is_meant);
  if (image == series->instances.end() || !image->image_position_lps ||
      !image->image_orientation || !image->pixel_spacing_mm) {
    return std::nullopt;
  }
  const auto direction = DirectionFromOrientation(*image->image_orientation);
  if (!direction) return std::nullopt;
  ImagePlane plane;
  plane.position_lps = ToVec3(*image->image_position_lps);
  plane.along_row = direction->col(0) * (*image->pixel_spacing_mm)[1];
  plane.along_column = direction->col(1) * (*image->pixel_spacing_mm)[0];
  plane.frame_of_reference_uid = series->frame_of_reference_uid;
  plane.series_instance_uid = series->series_instance_uid;
  return plane;
}

std::optional<double> SliceSpacingMm(const SeriesSummary& series) {
  constexpr double kSamePlaneMm = 0.01;
  std::optional<Vec3> normal;
  std::vector<double> distances;
  for (const InstanceSummary& image : series.instances) {
    if (!image.image_position_lps || !image.image_orientation) continue;
    if (!normal) {
      const auto direction = DirectionFromOrientation(*image.image_orientation);
      if (!direction) continue;
      normal = direction->col(2);
    }
    distances.push_back(normal->dot(ToVec3(*image.image_position_lps)));
  }
  std::sort(distances.begin(), distances.end());
  std::optional<double> smallest;
  for (std::size_t n = 1; n < distances.size(); ++n) {
    const double gap = distances[n] - distances[n - 1];
    if (gap > kSamePlaneMm && (!smallest || gap < *smallest)) smallest = gap;
  }
  return smallest;
}

std::optional<double> ReferencedSpacingMm(const StudySummary& study,
                                          const std::vector<std::string>& image_uids,
                                          const std::vector<std::string>& series_uids) {
  std::set<const SeriesSummary*> referenced;
  for (const std::string& uid : image_uids) {
    if (const SeriesSummary* series = SeriesOfImage(study, uid)) referenced.insert(series);
  }
  if (referenced.empty()) {
    for (const SeriesSummary& series : study.series) {
      if (HoldsUid(series_uids, series.series_instance_uid)) referenced.insert(&series);
    }
  }
  std::optional<double> spacing_mm;
  for (const SeriesSummary* series : referenced) {
    const auto own = SliceSpacingMm(*series);
    if (!own) return std::nullopt;
    if (spacing_mm && std::abs(*own - *spacing_mm) > PositionToleranceMm(*own)) {
      return std::nullopt;
    }
    spacing_mm = own;
  }
  return spacing_mm;
}

}  // namespace regen::dicom
