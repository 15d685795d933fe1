// SPDX-License-Identifier: GPL-3.0-or-later
// In which of the patient's planes the images lie.
#include "analysis/selection/series_evidence.h"

#include <array>
#include <cmath>
#include <numbers>

namespace regen {

namespace {

using Normal = std::array<double, 3>;

// Nearer than this to 45 degrees no plane is the nearest.
constexpr double kObliqueTiltDeg = 40.0;

Normal NormalOf(const std::array<double, 6>& c) {
  return {c[1] * c[5] - c[2] * c[4], c[2] * c[3] - c[0] * c[5], c[0] * c[4] - c[1] * c[3]};
}

// One entry for all images that lie alike, in the order met.
std::vector<Normal> DistinctNormals(const SeriesSummary& series) {
  constexpr double kSameCosine = 0.98;  // about 11 degrees
  std::vector<Normal> normals;
  for (const InstanceSummary& image : series.instances) {
    if (!image.image_orientation) continue;
    const Normal n = NormalOf(*image.image_orientation);
    const bool known = std::any_of(normals.begin(), normals.end(), [&](const Normal& other) {
      return std::abs(n[0] * other[0] + n[1] * other[1] + n[2] * other[2]) > kSameCosine;
    });
    if (!known) normals.push_back(n);
  }
  return normals;
}

struct NearestPlane {
  Plane plane = Plane::kUnknown;
  double tilt_deg = 0;
};

// Patient axes are left, posterior, superior: a slice normal along the first is sagittal.
NearestPlane NearestPlaneOf(const Normal& normal) {
  constexpr std::array<Plane, 3> kPlanes = {Plane::kSagittal, Plane::kCoronal, Plane::kAxial};
  std::size_t nearest = 0;
  for (std::size_t axis = 1; axis < kPlanes.size(); ++axis) {
    if (std::abs(normal[axis]) > std::abs(normal[nearest])) nearest = axis;
  }
  const double length = std::hypot(normal[0], normal[1], normal[2]);
  const double cosine = std::min(1.0, std::abs(normal[nearest]) / length);
  return {kPlanes[nearest], std::acos(cosine) * 180.0 / std::numbers::pi};
}

Claims<Plane> WordsOf(const SeriesEvidence& evidence) {
  constexpr std::pair<DescriptionTerm, Plane> kWords[] = {
      {DescriptionTerm::kAxial, Plane::kAxial},
      {DescriptionTerm::kSagittal, Plane::kSagittal},
      {DescriptionTerm::kCoronal, Plane::kCoronal}};
  return WordClaims(evidence, kWords);
}

// The words choose between two planes that are as near; a plane that geometry tells they cannot
// change.
void FindPlane(const SeriesEvidence& evidence, const Normal& normal, SeriesKind& kind) {
  const NearestPlane nearest = NearestPlaneOf(normal);
  kind.plane_tilt_deg = nearest.tilt_deg;
  Finding<Plane>& plane = kind.plane;
  plane.value = nearest.plane;
  plane.evidence.push_back(StrCat("slice normal ",
                                  FormatFixed(nearest.tilt_deg, 0),
                                  " degrees from ",
                                  PlaneName(nearest.plane)));
  if (nearest.tilt_deg < kObliqueTiltDeg) return;
  const Finding<Plane> told = Merge<Plane>(WordsOf(evidence), CoversNothing<Plane>);
  if (told.value == Plane::kUnknown) {
    plane.value = Plane::kOblique;
    kind.ambiguous.push_back(
        MakeReason(reasons::kPlaneAmbiguous,
                   StrCat("the slices lie between two planes, ",
                          FormatFixed(nearest.tilt_deg, 0),
                          " degrees from ",
                          PlaneName(nearest.plane),
                          ", and no description names one")));
    return;
  }
  plane.value = told.value;
  plane.evidence.insert(plane.evidence.end(), told.evidence.begin(), told.evidence.end());
}

// Three planes at right angles in one series are a localizer, whatever its name.
bool AreThreePlanes(const std::vector<Normal>& normals) {
  std::array<bool, 3> met{};
  for (const Normal& normal : normals) {
    const NearestPlane nearest = NearestPlaneOf(normal);
    if (nearest.plane == Plane::kSagittal) met[0] = true;
    if (nearest.plane == Plane::kCoronal) met[1] = true;
    if (nearest.plane == Plane::kAxial) met[2] = true;
  }
  return normals.size() == 3 && met[0] && met[1] && met[2];
}

}  // namespace

void RecogniseGeometry(const SeriesEvidence& evidence, SeriesKind& kind) {
  const auto normals = DistinctNormals(evidence.series);
  if (normals.size() == 1) {
    FindPlane(evidence, normals.front(), kind);
    return;
  }
  if (normals.empty()) {
    kind.plane = Decide<Plane>({},
                               WordsOf(evidence),
                               CoversNothing<Plane>,
                               reasons::kPlaneAmbiguous,
                               "the plane",
                               kind.ambiguous);
    return;
  }
  kind.plane.value = Plane::kSeveral;
  const std::string text = StrCat("images in ", normals.size(), " planes");
  kind.plane.evidence.push_back(text);
  if (AreThreePlanes(normals)) {
    kind.localizer.value = true;
    kind.localizer.evidence.push_back(text);
  } else if (!kind.localizer.value) {
    kind.ambiguous.push_back(MakeReason(reasons::kPlaneAmbiguous, text));
  }
}

}  // namespace regen
