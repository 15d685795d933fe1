// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/arrange_stack.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace regen {

namespace {

using Vec = std::array<double, 3>;

constexpr double kSpacingTolerance = 0.01;  // of the spacing
// Direction cosines of one series differ by rounding only; 0.002 is about a tenth of a degree.
constexpr double kCosineTolerance = 0.002;

double Dot(const Vec& a, const Vec& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Vec Minus(const Vec& a, const Vec& b) {
  return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

Vec Scaled(const Vec& a, double factor) {
  return {a[0] * factor, a[1] * factor, a[2] * factor};
}

double Tolerance(double spacing_mm) {
  return std::max(kSamePositionMm, kSpacingTolerance * spacing_mm);
}

// The part of the way from `from` to `to` that lies in the slice's plane.
Vec Sideways(const Vec& from, const Vec& to, const Vec& normal) {
  const Vec way = Minus(to, from);
  return Minus(way, Scaled(normal, Dot(way, normal)));
}

std::optional<Reason> CheckPlanes(const Images& images) {
  const auto missing = std::count_if(
      images.begin(), images.end(), [](const auto* image) { return !HasGeometry(*image); });
  if (missing > 0) {
    return MakeReason(reasons::kGeometryMissing,
                      StrCat(static_cast<std::size_t>(missing),
                             " of ",
                             images.size(),
                             " images lack a usable position, orientation, pixel spacing or "
                             "matrix size (ImagePositionPatient, ImageOrientationPatient, "
                             "PixelSpacing, Rows, Columns)"));
  }
  const bool one_plane = std::all_of(images.begin(), images.end(), [&](const auto* image) {
    return SameImagePlane(*images.front(), *image);
  });
  if (one_plane) return std::nullopt;
  return MakeReason(reasons::kOrientationMixed,
                    "images differ in ImageOrientationPatient, PixelSpacing, Rows or Columns; "
                    "expected parallel slices of one matrix");
}

// By ascending position; images of one position keep their order.
std::vector<Images> ByPosition(Images images, const Vec& normal) {
  std::stable_sort(images.begin(), images.end(), [&](const auto* a, const auto* b) {
    return PositionAlong(*a, normal) < PositionAlong(*b, normal);
  });
  std::vector<Images> slices;
  for (const InstanceSummary* image : images) {
    const bool same =
        !slices.empty() &&
        PositionAlong(*image, normal) - PositionAlong(*slices.back().front(), normal) <=
            kSamePositionMm;
    if (!same) slices.emplace_back();
    slices.back().push_back(image);
  }
  return slices;
}

Reason OnePosition(std::size_t images) {
  return MakeReason(reasons::kTooFewSlices,
                    StrCat(images,
                           images == 1 ? " image" : " images",
                           " at one position, which has no distance between slices"));
}

Reason Duplicated(std::size_t duplicates, std::size_t images) {
  return MakeReason(reasons::kSliceDuplicated,
                    StrCat(duplicates,
                           " of ",
                           images,
                           " images lie where another one does, and nothing in their headers "
                           "tells them apart; expected one image for each position"));
}

// Slices left out are whole multiples of the distance that most neighbours have.
std::optional<Reason> CheckSpacing(const std::vector<double>& positions_mm) {
  std::vector<double> steps;
  for (std::size_t n = 1; n < positions_mm.size(); ++n) {
    steps.push_back(positions_mm[n] - positions_mm[n - 1]);
  }
  const double mean =
      (positions_mm.back() - positions_mm.front()) / static_cast<double>(steps.size());
  const auto even = [&](double step) { return std::abs(step - mean) <= Tolerance(mean); };
  if (std::all_of(steps.begin(), steps.end(), even)) return std::nullopt;

  std::vector<double> sorted = steps;
  std::sort(sorted.begin(), sorted.end());
  const double usual = sorted[(sorted.size() - 1) / 2];
  std::size_t missing = 0;
  std::size_t worst = 0;
  bool only_gaps = true;
  for (std::size_t n = 0; n < steps.size(); ++n) {
    const double times = std::round(steps[n] / usual);
    only_gaps = only_gaps && times >= 1 &&
                std::abs(steps[n] - times * usual) <= Tolerance(usual) * std::max(1.0, times);
    missing += static_cast<std::size_t>(std::max(0.0, times - 1));
    if (std::abs(steps[n] - usual) > std::abs(steps[worst] - usual)) worst = n;
  }
  const std::string where = StrCat("slices ",
                                   worst + 1,
                                   " and ",
                                   worst + 2,
                                   " are ",
                                   FormatFixed(steps[worst], 3),
                                   " mm apart, most are ",
                                   FormatFixed(usual, 3),
                                   " mm; expected equal distances (ImagePositionPatient)");
  if (!only_gaps) return MakeReason(reasons::kGeometryIrregular, where);
  return MakeReason(
      reasons::kSliceMissing,
      StrCat(missing, missing == 1 ? " slice is missing: " : " slices are missing: ", where));
}

// Slices must lie one behind the other, along the normal. A stack that drifts sideways evenly
// is sheared, as a tilted gantry makes it; any other is no grid at all.
std::optional<Reason> CheckSideways(const Images& sorted, const Vec& normal, double spacing) {
  const Vec& first = *sorted.front()->image_position_lps;
  const Vec& last = *sorted.back()->image_position_lps;
  const Vec drift = Sideways(first, last, normal);
  const double length =
      PositionAlong(*sorted.back(), normal) - PositionAlong(*sorted.front(), normal);
  bool straight = true;
  bool even = true;
  for (const InstanceSummary* image : sorted) {
    const Vec aside = Sideways(first, *image->image_position_lps, normal);
    const double along = PositionAlong(*image, normal) - PositionAlong(*sorted.front(), normal);
    // Rounded direction cosines tilt the whole stack a little.
    const double allowed = Tolerance(std::max(spacing, along));
    const Vec off = Minus(aside, Scaled(drift, along / length));
    straight = straight && Dot(aside, aside) <= allowed * allowed;
    even = even && Dot(off, off) <= Tolerance(spacing) * Tolerance(spacing);
  }
  if (straight) return std::nullopt;
  if (!even) {
    return MakeReason(reasons::kGeometryIrregular,
                      "slices are shifted sideways against each other; expected a stack along "
                      "the normal (ImagePositionPatient, ImageOrientationPatient)");
  }
  constexpr double kDegPerRad = 57.29577951308232;
  const double tilt_deg = std::atan2(std::sqrt(Dot(drift, drift)), length) * kDegPerRad;
  return MakeReason(reasons::kGantryTilt,
                    StrCat("the stack is sheared by ",
                           FormatFixed(tilt_deg, 1),
                           " degrees against its normal; expected slices one behind the "
                           "other (ImagePositionPatient, ImageOrientationPatient)"));
}

}  // namespace

std::vector<ImageReference> OrderedStack::References() const {
  std::vector<ImageReference> references;
  for (const InstanceSummary* image : images) {
    references.push_back({image->sop_instance_uid, image->frame_number});
  }
  return references;
}

bool HasGeometry(const InstanceSummary& image) {
  return image.image_position_lps && image.image_orientation && image.pixel_spacing_mm &&
         image.rows >= 1 && image.columns >= 1;
}

std::array<double, 3> NormalOf(const InstanceSummary& image) {
  const auto& c = *image.image_orientation;
  const Vec cross = {
      c[1] * c[5] - c[2] * c[4], c[2] * c[3] - c[0] * c[5], c[0] * c[4] - c[1] * c[3]};
  return Scaled(cross, 1 / std::sqrt(Dot(cross, cross)));
}

double PositionAlong(const InstanceSummary& image, const std::array<double, 3>& normal_lps) {
  return Dot(*image.image_position_lps, normal_lps);
}

bool SameImagePlane(const InstanceSummary& a, const InstanceSummary& b) {
  for (std::size_t i = 0; i < 6; ++i) {
    if (std::abs((*a.image_orientation)[i] - (*b.image_orientation)[i]) > kCosineTolerance) {
      return false;
    }
  }
  for (std::size_t i = 0; i < 2; ++i) {
    const double ratio = (*a.pixel_spacing_mm)[i] / (*b.pixel_spacing_mm)[i];
    if (std::abs(ratio - 1) > kCosineTolerance) return false;
  }
  return a.rows == b.rows && a.columns == b.columns;
}

std::variant<OrderedPositions, Reasons> ArrangePositions(const Images& images) {
  if (images.empty()) {
    return Reasons{MakeReason(reasons::kGeometryMissing, "no image; expected at least two")};
  }
  if (auto planes = CheckPlanes(images)) return Reasons{std::move(*planes)};
  OrderedPositions ordered;
  const InstanceSummary& reference = *images.front();
  const Vec normal = NormalOf(reference);
  ordered.images = ByPosition(images, normal);
  if (ordered.images.size() < 2) return Reasons{OnePosition(images.size())};
  std::vector<double> positions_mm;
  Images sorted;
  for (const Images& slice : ordered.images) {
    positions_mm.push_back(PositionAlong(*slice.front(), normal));
    sorted.insert(sorted.end(), slice.begin(), slice.end());
  }
  Reasons found;
  if (auto uneven = CheckSpacing(positions_mm)) found.push_back(std::move(*uneven));
  const double spacing_mm = (positions_mm.back() - positions_mm.front()) /
                            static_cast<double>(positions_mm.size() - 1);
  if (auto sideways = CheckSideways(sorted, normal, spacing_mm)) {
    found.push_back(std::move(*sideways));
  }
  if (!found.empty()) return found;

  const InstanceSummary& first = *sorted.front();
  SliceStack& stack = ordered.stack;
  stack.columns = first.columns;
  stack.rows = first.rows;
  stack.slices = static_cast<int>(positions_mm.size());
  stack.pixel_spacing_mm = *first.pixel_spacing_mm;
  stack.orientation = *first.image_orientation;
  stack.normal_lps = normal;
  stack.origin_lps = *first.image_position_lps;
  stack.slice_spacing_mm = spacing_mm;
  return ordered;
}

std::variant<OrderedStack, Reasons> ArrangeStack(const Images& images) {
  if (!images.empty() && !CheckPlanes(images)) {
    // Before the distances, which images at one place may have made uneven.
    const std::size_t positions = ByPosition(images, NormalOf(*images.front())).size();
    if (positions > 1 && positions < images.size()) {
      return Reasons{Duplicated(images.size() - positions, images.size())};
    }
  }
  auto arranged = ArrangePositions(images);
  if (auto* why = std::get_if<Reasons>(&arranged)) return std::move(*why);
  OrderedPositions& positions = std::get<OrderedPositions>(arranged);
  OrderedStack ordered;
  ordered.stack = positions.stack;
  for (const Images& slice : positions.images) ordered.images.push_back(slice.front());
  return ordered;
}

}  // namespace regen
