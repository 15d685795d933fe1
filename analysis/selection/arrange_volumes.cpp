// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/arrange_volumes.h"

#include "analysis/base/text.h"
#include "analysis/selection/enhanced_frames.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <string_view>
#include <utility>

namespace regen {

namespace {

constexpr std::string_view kMrImageStorage = "1.2.840.10008.5.1.4.1.1.4";
constexpr std::string_view kSecondaryCaptureStorage = "1.2.840.10008.5.1.4.1.1.7";

constexpr double kTimeToleranceMs = 0.05;
constexpr double kAngleToleranceDeg = 0.05;
constexpr double kBValueTolerance = 0.5;

// --- what cannot be a slice at all

std::optional<Reason> ObjectRefusal(const InstanceSummary& image) {
  const std::string& sop_class = image.sop_class_uid;
  if (sop_class == kSecondaryCaptureStorage ||
      sop_class.starts_with(StrCat(kSecondaryCaptureStorage, "."))) {
    return MakeReason(reasons::kSecondaryCapture,
                      "SOPClassUID is Secondary Capture; expected images of a scanner");
  }
  const bool classic = sop_class == kMrImageStorage;
  const bool enhanced = IsEnhancedMr(sop_class);
  if (!classic && !enhanced) {
    return MakeReason(reasons::kNotAnImage,
                      StrCat("SOPClassUID is ",
                             sop_class.empty() ? "missing" : sop_class,
                             "; expected (Enhanced) MR Image Storage"));
  }
  if (image.frame_number == 0 && (enhanced || image.number_of_frames > 1)) {
    return MakeReason(reasons::kMultiFrame,
                      StrCat("NumberOfFrames is ",
                             image.number_of_frames,
                             " and nothing tells where each frame lies; expected functional "
                             "groups of an Enhanced MR Image"));
  }
  return std::nullopt;
}

std::optional<Reason> Refusal(const InstanceSummary& image) {
  if (auto object = ObjectRefusal(image)) return object;
  const ImageKind kind = KindOfImage(image);
  if (kind.mosaic) {
    return MakeReason(reasons::kMosaic,
                      "ImageType holds MOSAIC: slices side by side in one image; expected one "
                      "slice in each");
  }
  if (kind.localizer) return MakeReason(reasons::kLocalizer, "ImageType holds LOCALIZER");
  if (!HasGeometry(image)) {
    return MakeReason(reasons::kGeometryMissing,
                      "a usable position, orientation, pixel spacing or matrix size is missing "
                      "(ImagePositionPatient, ImageOrientationPatient, PixelSpacing, Rows, "
                      "Columns)");
  }
  return std::nullopt;
}

ImageReference ReferenceTo(const InstanceSummary& image) {
  return {image.sop_instance_uid, image.frame_number};
}

// --- tags

VolumeTags TagsOf(const InstanceSummary& image) {
  VolumeTags tags;
  tags.kind = KindOfImage(image);
  tags.echo_time_ms = image.echo_time_ms;
  tags.inversion_time_ms = image.inversion_time_ms;
  tags.flip_angle_deg = image.flip_angle_deg;
  tags.b_value_s_per_mm2 = image.b_value_s_per_mm2;
  tags.stack_id = image.stack_id;
  tags.inverted_grey = image.inverted_grey;
  return tags;
}

bool Near(const std::optional<double>& a, const std::optional<double>& b, double tolerance) {
  if (!a || !b) return a.has_value() == b.has_value();
  return std::abs(*a - *b) <= tolerance;
}

bool SameTags(const VolumeTags& a, const VolumeTags& b) {
  return a.kind == b.kind && a.stack_id == b.stack_id && a.inverted_grey == b.inverted_grey &&
         Near(a.echo_time_ms, b.echo_time_ms, kTimeToleranceMs) &&
         Near(a.inversion_time_ms, b.inversion_time_ms, kTimeToleranceMs) &&
         Near(a.flip_angle_deg, b.flip_angle_deg, kAngleToleranceDeg) &&
         Near(a.b_value_s_per_mm2, b.b_value_s_per_mm2, kBValueTolerance);
}

ArrangedVolume Refused(const Images& images, Reasons why) {
  ArrangedVolume refused;
  refused.tags = TagsOf(*images.front());
  for (const InstanceSummary* image : images) {
    refused.images.push_back(ReferenceTo(*image));
    refused.tags.lossy = refused.tags.lossy || image->lossy;
  }
  refused.reasons = std::move(why);
  return refused;
}

// --- splitting

// Groups of images that `same` finds alike, compared with the first of each group.
std::vector<Images> Split(
    const Images& images,
    const std::function<bool(const InstanceSummary&, const InstanceSummary&)>& same) {
  std::vector<Images> groups;
  for (const InstanceSummary* image : images) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const Images& one) {
      return same(*one.front(), *image);
    });
    if (group == groups.end()) {
      groups.push_back({image});
    } else {
      group->push_back(image);
    }
  }
  return groups;
}

std::vector<Images> SplitByTags(const Images& images) {
  std::vector<Images> groups;
  std::vector<VolumeTags> tags_of_group;
  for (const InstanceSummary* image : images) {
    VolumeTags tags = TagsOf(*image);
    const auto known = std::find_if(tags_of_group.begin(),
                                    tags_of_group.end(),
                                    [&](const VolumeTags& one) { return SameTags(one, tags); });
    const auto group = static_cast<std::size_t>(known - tags_of_group.begin());
    if (known == tags_of_group.end()) {
      tags_of_group.push_back(std::move(tags));
      groups.emplace_back();
    }
    groups[group].push_back(image);
  }
  return groups;
}

// Splits by a value that every image must have; one group where that is not so.
template <typename Value>
std::vector<Images> SplitByValue(const Images& images,
                                 std::optional<Value> InstanceSummary::*value) {
  std::map<Value, Images> groups;
  for (const InstanceSummary* image : images) {
    if (!(image->*value)) return {images};
    groups[*(image->*value)].push_back(image);
  }
  std::vector<Images> split;
  for (auto& [key, group] : groups) split.push_back(std::move(group));
  return split;
}

// Trigger times differ from slice to slice: the n-th of each position belong together.
std::vector<Images> SplitByTriggerRank(const Images& images) {
  const bool known = std::all_of(images.begin(), images.end(), [](const auto* image) {
    return image->trigger_time_ms.has_value();
  });
  if (!known) return {images};
  const auto normal = NormalOf(*images.front());
  std::vector<Images> positions =
      Split(images, [&](const InstanceSummary& a, const InstanceSummary& b) {
        return std::abs(PositionAlong(a, normal) - PositionAlong(b, normal)) <= kSamePositionMm;
      });
  std::vector<Images> ranks;
  for (Images& position : positions) {
    std::stable_sort(position.begin(), position.end(), [](const auto* a, const auto* b) {
      return *a->trigger_time_ms < *b->trigger_time_ms;
    });
    for (std::size_t n = 0; n < position.size(); ++n) {
      if (n > 0 && *position[n]->trigger_time_ms == *position[n - 1]->trigger_time_ms) {
        return {images};
      }
      if (n == ranks.size()) ranks.emplace_back();
      ranks[n].push_back(position[n]);
    }
  }
  return ranks;
}

// By each dimension of the object alone (PS3.3 C.7.6.17).
std::vector<std::vector<Images>> SplitsByDimension(const Images& images) {
  const std::size_t dimensions = images.front()->dimension_index.size();
  std::vector<std::vector<Images>> ways;
  for (std::size_t dimension = 0; dimension < dimensions; ++dimension) {
    std::map<int, Images> groups;
    for (const InstanceSummary* image : images) {
      if (image->dimension_index.size() != dimensions) return {};
      groups[image->dimension_index[dimension]].push_back(image);
    }
    std::vector<Images> split;
    for (auto& [index, group] : groups) split.push_back(std::move(group));
    ways.push_back(std::move(split));
  }
  return ways;
}

std::optional<OrderedStack> StackOf(const Images& images) {
  auto arranged = ArrangeStack(images);
  if (auto* stack = std::get_if<OrderedStack>(&arranged)) return std::move(*stack);
  return std::nullopt;
}

// Images with the same tags that are not one stack: repetitions of it, by the first attribute
// that makes a stack of every part. Empty where none does.
std::vector<OrderedStack> Repetitions(const Images& images) {
  std::vector<std::vector<Images>> ways = {
      SplitByValue(images, &InstanceSummary::temporal_position),
      SplitByValue(images, &InstanceSummary::diffusion_direction),
      SplitByValue(images, &InstanceSummary::acquisition_number),
      SplitByTriggerRank(images)};
  for (std::vector<Images>& way : SplitsByDimension(images)) ways.push_back(std::move(way));
  for (const std::vector<Images>& groups : ways) {
    if (groups.size() < 2) continue;
    std::vector<OrderedStack> stacks;
    for (const Images& group : groups) {
      auto stack = StackOf(group);
      if (!stack) break;
      stacks.push_back(std::move(*stack));
    }
    if (stacks.size() == groups.size()) return stacks;
  }
  return {};
}

ArrangedVolume VolumeOf(OrderedStack ordered, int time_point) {
  ArrangedVolume volume;
  volume.tags = TagsOf(*ordered.images.front());
  volume.tags.time_point = time_point;
  for (const InstanceSummary* image : ordered.images) {
    volume.images.push_back(ReferenceTo(*image));
    volume.tags.lossy = volume.tags.lossy || image->lossy;
  }
  volume.stack = std::move(ordered.stack);
  return volume;
}

// One place in space and one set of tags: a volume, its repetitions, or why not.
void AddGroup(const Images& images, std::vector<ArrangedVolume>& volumes) {
  auto arranged = ArrangeStack(images);
  if (auto* whole = std::get_if<OrderedStack>(&arranged)) {
    volumes.push_back(VolumeOf(std::move(*whole), 0));
    return;
  }
  std::vector<OrderedStack> repeated = Repetitions(images);
  if (repeated.empty()) {
    volumes.push_back(Refused(images, std::get<Reasons>(std::move(arranged))));
    return;
  }
  int time_point = 0;
  for (OrderedStack& stack : repeated) {
    volumes.push_back(VolumeOf(std::move(stack), ++time_point));
  }
}

// Three planes at right angles in one series plan an examination; nobody measures on them.
bool PlansTheExamination(const std::vector<Images>& planes) {
  constexpr double kPerpendicularCosine = 0.26;  // 15 degrees
  const auto perpendicular = [&](std::size_t a, std::size_t b) {
    const auto n = NormalOf(*planes[a].front());
    const auto m = NormalOf(*planes[b].front());
    return std::abs(n[0] * m[0] + n[1] * m[1] + n[2] * m[2]) < kPerpendicularCosine;
  };
  for (std::size_t a = 0; a < planes.size(); ++a) {
    for (std::size_t b = a + 1; b < planes.size(); ++b) {
      for (std::size_t c = b + 1; c < planes.size(); ++c) {
        if (perpendicular(a, b) && perpendicular(a, c) && perpendicular(b, c)) return true;
      }
    }
  }
  return false;
}

bool IsOnePosition(const Images& images) {
  const auto normal = NormalOf(*images.front());
  const double first = PositionAlong(*images.front(), normal);
  return std::all_of(images.begin(), images.end(), [&](const auto* image) {
    return std::abs(PositionAlong(*image, normal) - first) <= kSamePositionMm;
  });
}

void AddPlaced(const Images& images, std::vector<ArrangedVolume>& volumes) {
  std::vector<Images> planes = Split(images, SameImagePlane);
  if (PlansTheExamination(planes)) {
    volumes.push_back(Refused(images,
                              {MakeReason(reasons::kLocalizer,
                                          "the series holds three planes at right angles, as "
                                          "localizers do")}));
    return;
  }
  Images alone;  // radial slices, or single images among stacks
  for (const Images& plane : planes) {
    if (planes.size() > 1 && IsOnePosition(plane)) {
      alone.insert(alone.end(), plane.begin(), plane.end());
      continue;
    }
    for (const Images& group : SplitByTags(plane)) AddGroup(group, volumes);
  }
  if (alone.empty()) return;
  volumes.push_back(Refused(alone,
                            {MakeReason(reasons::kOrientationMixed,
                                        StrCat(alone.size(),
                                               " images have an orientation or a matrix that "
                                               "no other slice of the series shares"))}));
}

}  // namespace

std::string VolumeTagsText(const VolumeTags& tags) {
  std::vector<std::string> parts = {ImageKindText(tags.kind)};
  if (tags.echo_time_ms) parts.push_back(StrCat("echo ", *tags.echo_time_ms, " ms"));
  if (tags.inversion_time_ms) {
    parts.push_back(StrCat("inversion ", *tags.inversion_time_ms, " ms"));
  }
  if (tags.b_value_s_per_mm2) {
    parts.push_back(StrCat("b ", *tags.b_value_s_per_mm2, " s/mm2"));
  }
  if (!tags.stack_id.empty()) parts.push_back(StrCat("stack ", tags.stack_id));
  if (tags.time_point > 0) parts.push_back(StrCat("time point ", tags.time_point));
  if (tags.inverted_grey) parts.emplace_back("MONOCHROME1");
  if (tags.lossy) parts.emplace_back("lossy");
  return JoinStrings(parts, ", ");
}

std::vector<ArrangedVolume> ArrangeVolumes(const SeriesSummary& series) {
  Images all;
  for (const InstanceSummary& image : series.instances) all.push_back(&image);
  if (all.empty()) return {};
  if (series.modality != "MR") {
    return {Refused(
        all,
        {MakeReason(reasons::kNotMr,
                    StrCat("Modality is ",
                           series.modality.empty() ? "not stated" : series.modality))})};
  }
  Images placed;
  std::map<std::string, std::pair<Images, Reason>> refused;
  for (const InstanceSummary* image : all) {
    if (auto why = Refusal(*image)) {
      auto& [images, reason] = refused[why->code];
      if (images.empty()) reason = std::move(*why);
      images.push_back(image);
    } else {
      placed.push_back(image);
    }
  }
  std::vector<ArrangedVolume> volumes;
  if (!placed.empty()) AddPlaced(placed, volumes);
  for (auto& [code, found] : refused) {
    volumes.push_back(Refused(found.first, {std::move(found.second)}));
  }
  return volumes;
}

}  // namespace regen
