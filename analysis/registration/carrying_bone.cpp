// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/registration/carrying_bone.h"

#include "analysis/base/text.h"
#include "analysis/image/interpolate.h"
#include "analysis/image/shrink.h"
#include "analysis/registration/bone_interior.h"
#include "analysis/registration/marrow_ways.h"
#include "analysis/registration/self_check.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <Eigen/Eigenvalues>

namespace regen {
namespace {

constexpr double kFineMm = 1.25;     // voxels in which marrow is looked for
constexpr double kBeneathMm = 4.25;  // the plate, a voxel, and one that is taken off the marrow
constexpr double kFartherMm = 1.0;   // what is not beneath lies farther: cartilage of its own
constexpr double kDark = 0.8;        // of the darker of both sides: a plate between them
constexpr double kPlateShare = 0.25;  // of the ways to the marrow meet it: fat has none, bone more
constexpr double kStepMm = 0.3;
constexpr double kOffSheetMm = 5.0;  // from a sheet's middle to its nearest point: it is bent

struct Rivals {
  std::size_t a = 0;
  std::size_t b = 0;
  double apart_mm = 0;
};

PointMap MapOf(const RegisteredStructure& bone) {
  return [motion = bone.followup_from_baseline](const Vec3& p) { return motion * p; };
}

Vec3 MeanOf(const std::vector<Vec3>& points) {
  Vec3 sum = Vec3::Zero();
  for (const Vec3& p : points) sum += p;
  return sum / static_cast<double>(std::max<std::size_t>(points.size(), 1));
}

// The direction in which the points spread least.
Vec3 NormalOf(const std::vector<Vec3>& points) {
  const Vec3 middle = MeanOf(points);
  Mat3 spread = Mat3::Zero();
  for (const Vec3& p : points) spread += (p - middle) * (p - middle).transpose();
  const Eigen::SelfAdjointEigenSolver<Mat3> solver(spread);
  return solver.eigenvectors().col(0);
}

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
std::vector<BoneSeed> PlacesOf(const std::vector<Vec3>& sheet_lps, double radius_mm) {
  const Vec3 middle = MeanOf(sheet_lps);
  const Vec3 normal = NormalOf(sheet_lps);
  std::vector<BoneSeed> places;
  const auto add = [&](const Vec3& arm, double radius) {
    places.push_back({NameOf(arm), middle + arm, radius});
  };
  for (const double side : {1.0, -1.0}) add(side * radius_mm * normal, radius_mm);
  for (const double side : {1.0, -1.0}) add(side * radius_mm / 2 * normal, radius_mm / 2);
  for (const double side : {1.0, -1.0}) add(side * radius_mm * Vec3::UnitZ(), radius_mm);
  // A sheet that is bent round its bone: its middle lies in the bone, off the sheet.
  const double off_mm = std::sqrt(std::transform_reduce(
      sheet_lps.begin(),
      sheet_lps.end(),
      radius_mm * radius_mm,
      [](double a, double b) { return std::min(a, b); },
      [&](const Vec3& p) { return (p - middle).squaredNorm(); }));
  if (off_mm > kOffSheetMm) places.push_back({"bone-around", middle, radius_mm});
  return places;
}

// How a bone's marrow lies to the sheet.
struct Nearness {
  bool known = false;
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

Nearness NearnessOf(const Volume& image,
                    const std::vector<Vec3>& sheet,
                    const std::vector<Vec3>& marrow) {
  if (marrow.empty()) return {};
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
  return {true,
          ways[ways.size() / 10].mm,
          ways[half].mm,
          static_cast<double>(plates) / static_cast<double>(half + 1)};
}

std::vector<Nearness> NearnessOfAll(const Volume& image,
                                    const std::vector<Vec3>& sheet_lps,
                                    const std::vector<BoneSeed>& places) {
  const Volume fine = ShrunkInPatientOrder(image, kFineMm);
  std::vector<Nearness> all;
  for (const std::vector<Vec3>& marrow : MarrowOf(fine, places)) {
    all.push_back(NearnessOf(image, sheet_lps, marrow));
  }
  return all;
}

// The one place whose bone fits, or -1.
int BoneBeneath(const std::vector<Nearness>& all) {
  for (std::size_t n = 0; n < all.size(); ++n) {
    const Nearness& one = all[n];
    if (!one.known || one.tenth_mm > kBeneathMm || one.plate < kPlateShare) continue;
    bool nearest = true;
    for (std::size_t other = 0; other < all.size(); ++other) {
      if (other == n || !all[other].known || all[other].plate < kPlateShare) continue;
      nearest &= all[other].median_mm > one.median_mm + kFartherMm;
    }
    if (nearest) return static_cast<int>(n);
  }
  return -1;
}

Rivals FarthestApart(const std::vector<RegisteredStructure>& bones,
                     const std::vector<Vec3>& sheet_lps) {
  Rivals farthest;
  for (std::size_t a = 0; a < bones.size(); ++a) {
    for (std::size_t b = a + 1; b < bones.size(); ++b) {
      const double apart = MeanDistanceMm(sheet_lps, MapOf(bones[a]), MapOf(bones[b]));
      if (apart > farthest.apart_mm) farthest = {a, b, apart};
    }
  }
  return farthest;
}

}  // namespace

BonesBesideSheet FindBonesBesideSheet(const Volume& image,
                                      const std::vector<Vec3>& sheet_lps,
                                      const std::vector<std::string>& names,
                                      double radius_mm) {
  BonesBesideSheet found;
  const std::vector<BoneSeed> places = PlacesOf(sheet_lps, radius_mm);
  const int beneath = BoneBeneath(NearnessOfAll(image, sheet_lps, places));
  if (beneath < 0) {
    found.seeds = {places[0], places[1]};
    return found;
  }
  BoneSeed own = places[static_cast<std::size_t>(beneath)];
  // The side that is farther from the bone found, which for a bent sheet lies between both.
  const auto away = [&](const BoneSeed& seed) { return (seed.centre_lps - own.centre_lps).norm(); };
  BoneSeed opposite = away(places[0]) > away(places[1]) ? places[0] : places[1];
  own.name = names[0];
  opposite.name = names[1];
  found.seeds = {own, opposite};
  found.beneath = 0;
  return found;
}

CarrierChoice ChooseCarrier(const std::vector<RegisteredStructure>& bones,
                            int beneath,
                            const std::vector<Vec3>& sheet_lps,
                            double max_apart_mm) {
  CarrierChoice choice;
  if (beneath >= 0) {
    const RegisteredStructure& bone = bones[static_cast<std::size_t>(beneath)];
    if (bone.usable) {
      choice.bone = beneath;
    } else {
      choice.why_not = StrCat(bone.name, ": ", bone.why_not);
    }
    return choice;
  }
  const std::string unseen = "on which bone the region lies cannot be seen, and ";
  const auto unusable = std::find_if(
      bones.begin(), bones.end(), [](const RegisteredStructure& bone) { return !bone.usable; });
  if (unusable != bones.end() || bones.empty()) {
    choice.why_not = StrCat(
        unseen, bones.empty() ? "there is none" : unusable->name + ": " + unusable->why_not);
    return choice;
  }
  const Rivals rivals = FarthestApart(bones, sheet_lps);
  choice.doubt_mm = rivals.apart_mm;
  if (rivals.apart_mm > max_apart_mm) {
    choice.why_not = StrCat(unseen,
                            bones[rivals.a].name,
                            " and ",
                            bones[rivals.b].name,
                            " would place it ",
                            FormatFixed(rivals.apart_mm, 2),
                            " mm apart (at most ",
                            FormatFixed(max_apart_mm, 2),
                            " mm allowed)");
    return choice;
  }
  choice.bone = 0;
  return choice;
}

}  // namespace regen
