// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/text.h"
#include "analysis/dicom/dataset_util.h"
#include "analysis/dicom/pixel_values.h"
#include "analysis/dicom/plane_geometry.h"
#include "analysis/dicom/study_folder.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace regen::dicom {

namespace {

// Echo times of one echo differ by rounding only.
constexpr double kEchoTimeToleranceMs = 0.05;

// An image of the acquisition, with what places it.
struct PlacedImage {
  const InstanceSummary* summary = nullptr;
  const std::filesystem::path* file = nullptr;
  std::size_t echo = 0;
};

std::string NameOf(const PlacedImage& image) {
  return ShortName(*image.file);
}

Error ImageError(const PlacedImage& image, const std::string& text) {
  return InputError(StrCat(NameOf(image), ": ", text));
}

std::optional<std::size_t> EchoOf(const std::vector<double>& echo_times_ms,
                                  double echo_time_ms) {
  for (std::size_t echo = 0; echo < echo_times_ms.size(); ++echo) {
    if (std::abs(echo_times_ms[echo] - echo_time_ms) <= kEchoTimeToleranceMs) return echo;
  }
  return std::nullopt;
}

// The images named by the acquisition, with their files and echoes.
Result<std::vector<PlacedImage>> ImagesOf(const StudyFolder& folder,
                                          const EchoAcquisition& acquisition) {
  std::map<std::string, const InstanceSummary*> summaries;
  for (const SeriesSummary& series : folder.study.series) {
    for (const InstanceSummary& instance : series.instances) {
      summaries.emplace(instance.sop_instance_uid, &instance);
    }
  }
  std::vector<PlacedImage> images;
  for (const std::string& uid : acquisition.sop_instance_uids) {
    const auto summary = summaries.find(uid);
    const auto file = folder.file_of_sop_instance.find(uid);
    if (summary == summaries.end() || file == folder.file_of_sop_instance.end()) {
      return InputError(StrCat("acquisition: image ", uid, " is not in the folder"));
    }
    PlacedImage image{summary->second, &file->second, 0};
    if (!image.summary->echo_time_ms) {
      return ImageError(image, "EchoTime (0018,0081) is missing");
    }
    const auto echo = EchoOf(acquisition.echo_times_ms, *image.summary->echo_time_ms);
    if (!echo) {
      return ImageError(image,
                        StrCat("EchoTime (0018,0081) ",
                               *image.summary->echo_time_ms,
                               " ms is not one of the acquisition's"));
    }
    image.echo = *echo;
    images.push_back(image);
  }
  if (images.empty()) return InputError("acquisition: no image, expected at least one");
  return images;
}

// Every image must have the matrix, spacing and orientation of the first.
Status CheckAlike(const std::vector<PlacedImage>& images) {
  constexpr double kOrientationTolerance = 1e-3;
  constexpr double kSpacingTolerance = 1e-3;
  const InstanceSummary& first = *images.front().summary;
  for (const PlacedImage& image : images) {
    const InstanceSummary& summary = *image.summary;
    if (!summary.image_position_lps) {
      return ImageError(image, "ImagePositionPatient (0020,0032) is missing or not 3 numbers");
    }
    if (!summary.image_orientation) {
      return ImageError(image,
                        "ImageOrientationPatient (0020,0037) is missing or not 6 numbers");
    }
    if (!summary.pixel_spacing_mm || !((*summary.pixel_spacing_mm)[0] > 0) ||
        !((*summary.pixel_spacing_mm)[1] > 0)) {
      return ImageError(image, "PixelSpacing (0028,0030) is missing or not 2 positive numbers");
    }
    if (summary.rows < 1 || summary.columns < 1 || summary.rows > kMaxRowsOrColumns ||
        summary.columns > kMaxRowsOrColumns) {
      return ImageError(image,
                        StrCat("Rows (0028,0010) ",
                               summary.rows,
                               " or Columns (0028,0011) ",
                               summary.columns,
                               ", expected 1 to ",
                               kMaxRowsOrColumns));
    }
    bool alike = summary.rows == first.rows && summary.columns == first.columns;
    for (std::size_t n = 0; n < 2; ++n) {
      alike = alike && std::abs((*summary.pixel_spacing_mm)[n] -
                                (*first.pixel_spacing_mm)[n]) <= kSpacingTolerance;
    }
    for (std::size_t n = 0; n < 6; ++n) {
      alike = alike && std::abs((*summary.image_orientation)[n] -
                                (*first.image_orientation)[n]) <= kOrientationTolerance;
    }
    if (!alike) {
      return ImageError(
          image,
          "Rows, Columns, PixelSpacing or ImageOrientationPatient differ from the "
          "other images, expected one grid");
    }
  }
  return Done{};
}

Result<VolumeGeometry> GridOf(const std::vector<PlacedImage>& images,
                              std::vector<int>* slices) {
  const InstanceSummary& first = *images.front().summary;
  const auto direction = DirectionFromOrientation(*first.image_orientation);
  if (!direction) {
    return ImageError(
        images.front(),
        "ImageOrientationPatient (0020,0037) is not two perpendicular unit vectors");
  }
  std::vector<Vec3> positions;
  for (const PlacedImage& image : images) {
    const auto& position = *image.summary->image_position_lps;
    positions.emplace_back(position[0], position[1], position[2]);
  }
  auto stack = StackPlanes(positions, direction->col(2), std::nullopt, "acquisition: ");
  if (!stack) return stack.error();
  *slices = std::move(stack->plane_of);
  VolumeGeometry grid;
  grid.size = {first.columns, first.rows, stack->planes};
  grid.spacing_mm =
      Vec3((*first.pixel_spacing_mm)[1], (*first.pixel_spacing_mm)[0], stack->spacing_mm);
  grid.direction = *direction;
  grid.origin_lps = stack->origin_lps;
  return grid;
}

// Exactly one image at every position of every echo.
Status CheckComplete(const std::vector<PlacedImage>& images,
                     const std::vector<int>& slices,
                     const std::vector<double>& echo_times_ms,
                     int planes) {
  std::map<std::pair<std::size_t, int>, const PlacedImage*> at;
  for (std::size_t n = 0; n < images.size(); ++n) {
    const auto [other, is_new] = at.emplace(std::pair(images[n].echo, slices[n]), &images[n]);
    if (!is_new) {
      return ImageError(images[n],
                        StrCat("same position and echo time as ",
                               NameOf(*other->second),
                               ", expected one image each (ImagePositionPatient, EchoTime)"));
    }
  }
  for (std::size_t echo = 0; echo < echo_times_ms.size(); ++echo) {
    for (int k = 0; k < planes; ++k) {
      if (at.count({echo, k}) == 0) {
        return InputError(StrCat("acquisition: no image at position ",
                                 k + 1,
                                 " of ",
                                 planes,
                                 " for the echo of ",
                                 echo_times_ms[echo],
                                 " ms"));
      }
    }
  }
  return Done{};
}

Result<EchoSeries> Load(const StudyFolder& folder, const EchoAcquisition& acquisition) {
  const auto images = ImagesOf(folder, acquisition);
  if (!images) return images.error();
  if (const Status alike = CheckAlike(*images); !alike) return alike.error();
  std::vector<int> slices;
  const auto grid = GridOf(*images, &slices);
  if (!grid) return grid.error();
  if (grid->VoxelCount() * acquisition.echo_times_ms.size() > kMaxVoxels) {
    return InputError("acquisition: more voxels than any examination has");
  }
  const Status complete =
      CheckComplete(*images, slices, acquisition.echo_times_ms, grid->size[2]);
  if (!complete) return complete.error();

  EchoSeries series;
  series.echo_times_ms = acquisition.echo_times_ms;
  series.echoes.assign(acquisition.echo_times_ms.size(), MakeVolume(*grid));
  for (std::size_t n = 0; n < images->size(); ++n) {
    const PlacedImage& image = (*images)[n];
    Volume& echo = series.echoes[image.echo];
    const Status read = ReadPixelValues(*image.file,
                                        image.summary->sop_instance_uid,
                                        grid->size[1],
                                        grid->size[0],
                                        echo.values.data() + echo.Offset(0, 0, slices[n]));
    if (!read) return read.error();
  }
  return series;
}

}  // namespace

Result<EchoSeries> LoadEchoSeries(const StudyFolder& folder,
                                  const EchoAcquisition& acquisition) {
  return GuardDcmtk([&] { return Load(folder, acquisition); });
}

}  // namespace regen::dicom
