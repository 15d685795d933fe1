// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/text.h"
#include "analysis/dicom/read_images.h"
#include "analysis/dicom/read_volumes.h"
#include "analysis/dicom/study_folder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

namespace regen::dicom {

namespace {

// Echo times of one echo differ by rounding only.
constexpr double kEchoTimeToleranceMs = 0.05;

std::optional<std::size_t> EchoOf(const std::vector<double>& echo_times_ms,
                                  double echo_time_ms) {
  for (std::size_t echo = 0; echo < echo_times_ms.size(); ++echo) {
    if (std::abs(echo_times_ms[echo] - echo_time_ms) <= kEchoTimeToleranceMs) return echo;
  }
  return std::nullopt;
}

// Which of the acquisition's volumes the image belongs to; a map is its only one.
std::optional<std::size_t> VolumeOf(const InstanceSummary& image,
                                    const EchoAcquisition& acquisition) {
  if (acquisition.echo_times_ms.empty()) return 0;
  return image.echo_time_ms ? EchoOf(acquisition.echo_times_ms, *image.echo_time_ms)
                            : std::nullopt;
}

// The images named by the acquisition, for each of its echoes.
Result<std::vector<Images>> ImagesOfEchoes(const StudyFolder& folder,
                                           const EchoAcquisition& acquisition) {
  std::map<ImageReference, const InstanceSummary*> known;
  for (const SeriesSummary& series : folder.study.series) {
    for (const InstanceSummary& image : series.instances) {
      known.emplace(ImageReference{image.sop_instance_uid, image.frame_number}, &image);
    }
  }
  std::vector<Images> echoes(std::max<std::size_t>(1, acquisition.echo_times_ms.size()));
  for (const ImageReference& reference : acquisition.images) {
    const auto found = known.find(reference);
    if (found == known.end()) {
      return InputError(
          StrCat("acquisition: image ", reference.sop_instance_uid, " is not in the folder"));
    }
    const InstanceSummary& image = *found->second;
    const auto echo = VolumeOf(image, acquisition);
    if (!echo) {
      return InputError(
          StrCat("acquisition: EchoTime (0018,0081) of image ",
                 reference.sop_instance_uid,
                 image.echo_time_ms ? " is not one of its echoes" : " is missing"));
    }
    // What is not fitted is a picture of a shape, which survives that.
    const bool is_fitted = acquisition.echo_times_ms.size() != 1;
    if (is_fitted && image.lossy) {
      return InputError(StrCat("acquisition: image ",
                               reference.sop_instance_uid,
                               " was compressed with loss, expected signal that can be "
                               "measured"));
    }
    echoes[*echo].push_back(&image);
  }
  return echoes;
}

bool IsMonochrome1(const Images& images) {
  return std::any_of(images.begin(), images.end(), [](const InstanceSummary* image) {
    return image->inverted_grey;
  });
}

// Mean of the middle half of rows and columns minus that of their outer eighths. Air lies
// around what is imaged, so that of signal it is positive.
double BrightnessOfTheMiddle(const Volume& volume) {
  const auto& size = volume.geometry.size;
  const auto within = [](int at, int count, int parts) {
    return at >= count / parts && at < count - count / parts;
  };
  std::array<double, 2> sums{};  // around, in the middle
  std::array<double, 2> counts{};
  for (int k = 0; k < size[2]; ++k) {
    for (int j = 0; j < size[1]; ++j) {
      for (int i = 0; i < size[0]; ++i) {
        const bool is_around = !within(i, size[0], 8) || !within(j, size[1], 8);
        const bool is_middle = within(i, size[0], 4) && within(j, size[1], 4);
        if (!is_around && !is_middle) continue;
        sums[is_middle ? 1 : 0] += static_cast<double>(volume.At(i, j, k));
        counts[is_middle ? 1 : 0] += 1;
      }
    }
  }
  const bool has_both = counts[0] > 0 && counts[1] > 0;
  return has_both ? sums[1] / counts[1] - sums[0] / counts[0] : 0;
}

// MONOCHROME1 says how values are shown, not what they are. But who turned signal round, so
// that zero lies nowhere known, would write it too: such values are not measured. All echoes
// together, because a late one holds little but noise.
Status CheckMonochrome1(const std::vector<Images>& echoes, const EchoSeries& series) {
  std::string image;
  double brightness = 0;
  for (std::size_t echo = 0; echo < echoes.size(); ++echo) {
    if (!IsMonochrome1(echoes[echo])) continue;
    brightness += BrightnessOfTheMiddle(series.echoes[echo]);
    image = echoes[echo].front()->sop_instance_uid;
  }
  if (image.empty() || brightness > 0) return Done{};
  return InputError(StrCat("acquisition: image ",
                           image,
                           " is MONOCHROME1 (PhotometricInterpretation (0028,0004)) and its "
                           "middle is not brighter than what lies around it, expected signal "
                           "that was not turned round"));
}

Error EchoError(const EchoAcquisition& acquisition, std::size_t echo, const std::string& text) {
  if (acquisition.echo_times_ms.empty()) return InputError(StrCat("acquisition: map: ", text));
  return InputError(
      StrCat("acquisition: echo of ", acquisition.echo_times_ms[echo], " ms: ", text));
}

}  // namespace

Result<EchoSeries> LoadEchoSeries(const StudyFolder& folder,
                                  const EchoAcquisition& acquisition) {
  const auto echoes = ImagesOfEchoes(folder, acquisition);
  if (!echoes) return echoes.error();
  if (acquisition.images.empty()) {
    return InputError("acquisition: no image, expected at least one");
  }
  // Headers first: nothing is decoded of an acquisition that is no grid.
  std::vector<OrderedStack> stacks;
  for (std::size_t echo = 0; echo < echoes->size(); ++echo) {
    auto arranged = ArrangeStack((*echoes)[echo]);
    if (const auto* why = std::get_if<Reasons>(&arranged)) {
      return EchoError(acquisition, echo, StrCat(why->front().code, ": ", why->front().text));
    }
    stacks.push_back(std::get<OrderedStack>(std::move(arranged)));
    if (!SameGrid(GeometryOfStack(stacks.front().stack),
                  GeometryOfStack(stacks.back().stack),
                  kSamePositionMm)) {
      return EchoError(acquisition,
                       echo,
                       StrCat(stacks.back().stack.slices,
                              " slices on another grid than the first echo's ",
                              stacks.front().stack.slices,
                              "; expected an image of every echo at every position"));
    }
  }
  const VolumeGeometry grid = GeometryOfStack(stacks.front().stack);
  if (const Status size = CheckVolumeSize(grid, stacks.size()); !size) return size.error();
  EchoSeries series;
  series.echo_times_ms = acquisition.echo_times_ms;
  series.echoes.reserve(stacks.size());
  std::vector<ImageTarget> targets;
  for (std::size_t echo = 0; echo < stacks.size(); ++echo) {
    series.echoes.push_back(EmptyVolume(grid));
    AddTargets(stacks[echo].References(), series.echoes[echo], targets);
  }
  const Status read = ReadImages(folder, targets, grid.size[1], grid.size[0]);
  if (!read) return read.error();
  if (const Status signal = CheckMonochrome1(*echoes, series); !signal) return signal.error();
  return series;
}

}  // namespace regen::dicom
