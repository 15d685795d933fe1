// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/report_pictures.h"

#include "analysis/image/interpolate.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace regen {
namespace {

constexpr int kWidth = 448;  // pixels: about 130 per inch of paper
constexpr int kHeight = 384;
constexpr double kLeastHeightMm = 60;  // enough around a small region to know the place
constexpr double kRoomAround = 1.6;    // times the region's extent
constexpr double kHalfCovered = 0.5;
constexpr double kDarkest = 0.01;  // quantiles of the window
constexpr double kBrightest = 0.995;

// Where the region lies in one slice, in indices.
struct SlicePart {
  int slice = -1;
  double coverage = 0;
  Vec3 low = Vec3::Zero();
  Vec3 high = Vec3::Zero();
};

SlicePart PartInSlice(const Volume& region, int slice) {
  SlicePart part;
  part.slice = slice;
  const auto& size = region.geometry.size;
  part.low = Vec3(size[0], size[1], slice);
  part.high = Vec3(-1, -1, slice);
  for (int j = 0; j < size[1]; ++j) {
    for (int i = 0; i < size[0]; ++i) {
      const auto value = static_cast<double>(region.At(i, j, slice));
      if (value < kHalfCovered) continue;
      part.coverage += value;
      part.low = part.low.cwiseMin(Vec3(i, j, slice));
      part.high = part.high.cwiseMax(Vec3(i, j, slice));
    }
  }
  return part;
}

std::optional<SlicePart> LargestPart(const Volume& region) {
  SlicePart largest;
  for (int k = 0; k < region.geometry.size[2]; ++k) {
    const SlicePart part = PartInSlice(region, k);
    if (part.coverage > largest.coverage) largest = part;
  }
  if (largest.slice < 0) return std::nullopt;
  return largest;
}

// The rectangle of paper in the baseline's frame: pixel (x, y) lies at first + x · right + y ·
// down.
struct PictureFrame {
  Vec3 first_lps = Vec3::Zero();
  Vec3 right_mm = Vec3::Zero();  // per pixel
  Vec3 down_mm = Vec3::Zero();
  double pixel_mm = 1;

  Vec3 At(int x, int y) const { return first_lps + x * right_mm + y * down_mm; }
};

PictureFrame FrameAround(const VolumeGeometry& grid, const SlicePart& part) {
  const Vec3 extent_mm = (part.high - part.low + Vec3::Ones()).cwiseProduct(grid.spacing_mm);
  const double aspect = static_cast<double>(kWidth) / kHeight;
  const double height_mm = std::max(
      {kLeastHeightMm, kRoomAround * extent_mm[1], kRoomAround * extent_mm[0] / aspect});
  PictureFrame frame;
  frame.pixel_mm = height_mm / kHeight;
  frame.right_mm = grid.direction.col(0) * frame.pixel_mm;
  frame.down_mm = grid.direction.col(1) * frame.pixel_mm;
  const Vec3 centre_lps = LpsFromIndex(grid, (part.low + part.high) / 2);
  frame.first_lps =
      centre_lps - frame.right_mm * (kWidth - 1) / 2.0 - frame.down_mm * (kHeight - 1) / 2.0;
  return frame;
}

using PointMap = std::function<Vec3(const Vec3& p_lps)>;

// The nearest sample's plane where a volume has one slice or the point lies half a slice beyond
// the last one; outside of the grid 0.
PlaneImage SamplePlane(const Volume& volume, const PictureFrame& frame, const PointMap& map) {
  PlaneImage plane{kWidth, kHeight, {}};
  plane.values.reserve(static_cast<std::size_t>(kWidth) * kHeight);
  const double last = volume.geometry.size[2] - 1;
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      Vec3 index = IndexFromLps(volume.geometry, map(frame.At(x, y)));
      if (index[2] > -0.5 && index[2] < last + 0.5) index[2] = std::clamp(index[2], 0.0, last);
      double value = 0;
      if (!InterpolateLinear(volume, index, &value)) value = 0;
      plane.values.push_back(static_cast<float>(value));
    }
  }
  return plane;
}

std::vector<std::uint8_t> Windowed(const PlaneImage& plane) {
  std::vector<float> sorted;  // without the area outside of the images
  std::copy_if(
      plane.values.begin(), plane.values.end(), std::back_inserter(sorted), [](float value) {
        return value != 0.0F;
      });
  if (sorted.empty()) return std::vector<std::uint8_t>(plane.values.size(), 0);
  std::sort(sorted.begin(), sorted.end());
  const auto quantile = [&](double q) {
    return sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))];
  };
  const float low = quantile(kDarkest);
  const float range = std::max(quantile(kBrightest) - low, 1e-6F);
  std::vector<std::uint8_t> grey;
  grey.reserve(plane.values.size());
  for (const float value : plane.values) {
    const float level = std::clamp((value - low) / range, 0.0F, 1.0F);
    grey.push_back(static_cast<std::uint8_t>(std::lround(255.0F * level)));
  }
  return grey;
}

ReportPicture MakePicture(const Volume& image,
                          const Volume& region,
                          const PictureFrame& frame,
                          const PointMap& map) {
  ReportPicture picture;
  picture.width = kWidth;
  picture.height = kHeight;
  picture.pixel_mm = frame.pixel_mm;
  picture.grey = Windowed(SamplePlane(image, frame, map));
  picture.outlines =
      IsoContours(SamplePlane(region, frame, map), static_cast<float>(kHalfCovered));
  picture.edges = {SideLetter(-frame.right_mm),
                   SideLetter(frame.right_mm),
                   SideLetter(-frame.down_mm),
                   SideLetter(frame.down_mm)};
  return picture;
}

}  // namespace

std::string SideLetter(const Vec3& direction_lps) {
  constexpr std::array<std::array<const char*, 2>, 3> kLetters = {
      {{"L", "R"}, {"P", "A"}, {"H", "F"}}};
  Eigen::Index axis = 0;
  direction_lps.cwiseAbs().maxCoeff(&axis);
  return kLetters[static_cast<std::size_t>(axis)][direction_lps[axis] > 0 ? 0 : 1];
}

ReportPictures MakeReportPictures(const Volume& baseline,
                                  const Volume& baseline_region,
                                  const Volume& follow_up,
                                  const Volume& follow_up_region,
                                  const AxisMotion& followup_from_baseline) {
  ReportPictures pictures;
  const auto part = LargestPart(baseline_region);
  if (!part) return pictures;
  const PictureFrame frame = FrameAround(baseline.geometry, *part);
  pictures.slice = part->slice + 1;
  pictures.slices = baseline.geometry.size[2];
  pictures.baseline =
      MakePicture(baseline, baseline_region, frame, [](const Vec3& p_lps) { return p_lps; });
  pictures.follow_up = MakePicture(follow_up, follow_up_region, frame, [&](const Vec3& p_lps) {
    return Vec3(followup_from_baseline * p_lps);
  });
  return pictures;
}

}  // namespace regen
