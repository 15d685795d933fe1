// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/carrying_bone.h"

#include "analysis/base/text.h"
#include "analysis/image/interpolate.h"
#include "analysis/image/shrink.h"
#include "analysis/registration/marrow_ways.h"
#include "analysis/registration/self_check.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace regen {
namespace {

constexpr double kFineMm = 1.25;     // voxels in which marrow is looked for
constexpr double kBeneathMm = 4.25;  // the plate, a voxel, and one that is taken off the marrow
constexpr double kFartherMm = 1.0;   // what is not beneath lies farther: cartilage of its own
constexpr double kDark = 0.8;        // of the darker of both sides: a plate between them
constexpr double kPlateShare = 0.25;  // of the ways to the marrow meet it: fat has none, bone more
constexpr double kStepMm = 0.3;
constexpr double kOffSheetMm = 5.0;  // from a sheet's middle to its nearest point: it is bent

// "bone-above", by the patient's axis that the direction is nearest to.
std::string NameOf(const Vec3& from_sheet) {
  Eigen::Index axis = 0;
  from_sheet.cwiseAbs().maxCoeff(&axis);
  const bool positive = from_sheet[axis] > 0;
  if (axis == 2) return positive ? "bone-above" : "bone-below";
  if (axis == 1) return positive ? "bone-behind" : "bone-in-front";
  return positive ? "bone-to-the-left" : "bone-to-the-right";
}

// Where a bone may be: the first two are the balls to both sides.
std::vector<BoneSeed> PlacesOf(const RegionSurroundings& sheet, double radius_mm) {
  std::vector<BoneSeed> places;
  const auto add = [&](const Vec3& arm, double radius) {
    places.push_back({NameOf(arm), sheet.Centre() + arm, radius});
  };
  const Vec3& normal = sheet.ShortAxis();
  for (const double side : {1.0, -1.0}) add(side * radius_mm * normal, radius_mm);
  for (const double side : {1.0, -1.0}) add(side * radius_mm / 2 * normal, radius_mm / 2);
  for (const double side : {1.0, -1.0}) add(side * radius_mm * Vec3::UnitZ(), radius_mm);
  // A sheet that is bent round its bone: its middle lies in the bone, off the sheet.
  const auto is_near = [&](const Vec3& p) { return (p - sheet.Centre()).norm() < kOffSheetMm; };
  if (std::none_of(sheet.Points().begin(), sheet.Points().end(), is_near))
    places.push_back({"bone-around", sheet.Centre(), radius_mm});
  return places;
}

// How a bone's marrow lies to the sheet.
struct Nearness {
  double tenth_mm = 0;   // a tenth of the sheet's points is nearer
  double median_mm = 0;  // half of them
  double plate = 0;      // share of the nearer half with a dark plate on the way
};

// Whether the straight way between two places is darker somewhere than at both of its ends.
bool MeetsPlate(const Volume& image, const Vec3& from, const Vec3& to) {
  const double length = (to - from).norm();
  const int steps = std::max(2, static_cast<int>(std::ceil(length / kStepMm)));
  std::vector<double> values;
  for (int n = 0; n <= steps; ++n) {
    const Vec3 p = from + (to - from) * (static_cast<double>(n) / steps);
    double value = 0;
    if (!InterpolateLinear(image, IndexFromLps(image.geometry, p), &value)) return false;
    values.push_back(value);
  }
  return *std::min_element(values.begin(), values.end()) <
         kDark * std::min(values.front(), values.back());
}

// Nothing where there is no marrow.
std::optional<Nearness> NearnessOf(const Volume& image,
                                   const std::vector<Vec3>& sheet,
                                   const std::vector<Vec3>& marrow) {
  if (marrow.empty()) return std::nullopt;
  struct Way {
    double mm = 0;
    Vec3 from = Vec3::Zero();
    Vec3 to = Vec3::Zero();
  };
  std::vector<Way> ways;
  for (const Vec3& p : sheet) {
    const auto nearest =
        std::min_element(marrow.begin(), marrow.end(), [&](const Vec3& a, const Vec3& b) {
          return (a - p).squaredNorm() < (b - p).squaredNorm();
        });
    ways.push_back({(*nearest - p).norm(), p, *nearest});
  }
  std::sort(ways.begin(), ways.end(), [](const Way& a, const Way& b) { return a.mm < b.mm; });
  const std::size_t half = ways.size() / 2;
  const auto plates = std::count_if(
      ways.begin(), ways.begin() + static_cast<std::ptrdiff_t>(half + 1), [&](const Way& way) {
        return MeetsPlate(image, way.from, way.to);
      });
  return Nearness{ways[ways.size() / 10].mm,
                  ways[half].mm,
                  static_cast<double>(plates) / static_cast<double>(half + 1)};
}

// The one place whose bone fits, or nothing.
std::optional<std::size_t> BoneBeneath(const std::vector<std::optional<Nearness>>& all) {
  const auto is_bone = [&](std::size_t n) { return all[n] && all[n]->plate >= kPlateShare; };
  for (std::size_t n = 0; n < all.size(); ++n) {
    if (!is_bone(n) || all[n]->tenth_mm > kBeneathMm) continue;
    bool nearest = true;
    for (std::size_t other = 0; other < all.size(); ++other) {
      if (other == n || !is_bone(other)) continue;
      nearest &= all[other]->median_mm > all[n]->median_mm + kFartherMm;
    }
    if (nearest) return n;
  }
  return std::nullopt;
}

}  // namespace

BonesBesideSheet FindBonesBesideSheet(const Volume& image,
                                      const RegionSurroundings& sheet,
                                      double radius_mm) {
  const std::vector<BoneSeed> places = PlacesOf(sheet, radius_mm);
  std::vector<std::optional<Nearness>> nearness;
  for (const auto& marrow : MarrowOf(ShrunkInPatientOrder(image, kFineMm), places)) {
    nearness.push_back(NearnessOf(image, sheet.Points(), marrow));
  }
  const auto beneath = BoneBeneath(nearness);
  if (!beneath) return {{places[0], places[1]}, false};
  const BoneSeed& own = places[*beneath];
  // The side that is farther from the bone found, which for a bent sheet lies between both.
  const auto away = [&](const BoneSeed& seed) { return (seed.centre_lps - own.centre_lps).norm(); };
  return {{own, away(places[0]) > away(places[1]) ? places[0] : places[1]}, true};
}

CarrierCheck CheckCarrier(const RegisteredStructure& first,
                          const RegisteredStructure& second,
                          bool seen,
                          const std::vector<Vec3>& sheet_lps,
                          double max_apart_mm) {
  if (seen) {
    if (first.usable) return {};
    return {StrCat(first.name, ": ", first.why_not), 0};
  }
  const std::string unseen = "on which bone the region lies cannot be seen, and ";
  for (const RegisteredStructure* bone : {&first, &second}) {
    if (!bone->usable) return {StrCat(unseen, bone->name, ": ", bone->why_not), 0};
  }
  const double apart_mm = MeanDistanceMm(sheet_lps,
                                         MapOf(first.followup_from_baseline),
                                         MapOf(second.followup_from_baseline));
  if (apart_mm <= max_apart_mm) return {{}, apart_mm};
  return {StrCat(unseen,
                 first.name,
                 " and ",
                 second.name,
                 " would place it ",
                 FormatFixed(apart_mm, 2),
                 " mm apart (at most ",
                 FormatFixed(max_apart_mm, 2),
                 " mm allowed)"),
          apart_mm};
}

}  // namespace regen
