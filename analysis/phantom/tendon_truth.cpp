// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/tendon_truth.h"

#include "analysis/phantom/tendon_change.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace regen {
namespace {

constexpr double kStationMm = 0.25;
constexpr double kAcrossMm = 0.25;

// The cut through the tendon at one place of its centre line.
struct Station {
  std::vector<double> chords_mm;  // front to back, in the inner 60 % of the width
  double area_mm2 = 0;
};

// Along `way` from a point inside to where the tendon ends.
double Reach(const KneeAnatomy& anatomy, const Vec3& from, const Vec3& way) {
  double inside = 0.0;
  double outside = 25.0;
  for (int n = 0; n < 40; ++n) {
    const double middle = 0.5 * (inside + outside);
    (anatomy.TendonDistanceMm(from + middle * way) < 0.0 ? inside : outside) = middle;
  }
  return inside;
}

Station CutAt(const KneeAnatomy& anatomy, double share) {
  constexpr double kStep = 1e-3;
  const Vec3 centre = anatomy.TendonCentre(share);
  const Vec3 along =
      (anatomy.TendonCentre(share + kStep) - anatomy.TendonCentre(share - kStep)).normalized();
  const Vec3 through = Vec3(0.0, along.z(), -along.y());  // at right angles to x and `along`
  const double half_width = Reach(anatomy, centre, Vec3::UnitX());
  Station station;
  for (double x = -half_width + 0.5 * kAcrossMm; x < half_width; x += kAcrossMm) {
    const Vec3 at = centre + Vec3(x, 0.0, 0.0);
    if (anatomy.TendonDistanceMm(at) >= 0.0) {
      continue;
    }
    const double chord = Reach(anatomy, at, through) + Reach(anatomy, at, -through);
    station.area_mm2 += chord * kAcrossMm;
    if (std::abs(x) <= 0.6 * half_width) {
      station.chords_mm.push_back(chord);
    }
  }
  return station;
}

double MedianOf(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

TendonTruth TruthOfTendon(const KneeAnatomy& anatomy) {
  TendonTruth truth;
  truth.volume_mm3 = TendonVolumeMm3(anatomy);
  const double length_mm = anatomy.PatellarTendon().length_mm;
  std::vector<Station> stations;
  // Within the outermost tenths bone takes its share.
  for (double at = 0.1 * length_mm; at <= 0.9 * length_mm; at += kStationMm) {
    stations.push_back(CutAt(anatomy, at / length_mm));
  }
  const auto in_window = [&](double mm) { return static_cast<std::size_t>(mm / kStationMm); };
  for (std::size_t first = 0; first + in_window(6.0) < stations.size(); ++first) {
    std::vector<double> chords;
    double area = 0.0;
    for (std::size_t n = first; n <= first + in_window(6.0); ++n) {
      chords.insert(chords.end(), stations[n].chords_mm.begin(), stations[n].chords_mm.end());
      area += n < first + in_window(5.0) ? stations[n].area_mm2 : 0.0;
    }
    truth.thickness_mm = std::max(truth.thickness_mm, MedianOf(std::move(chords)));
    truth.cross_section_mm2 =
        std::max(truth.cross_section_mm2, area / static_cast<double>(in_window(5.0)));
  }
  const TendonLesion& lesion = anatomy.shape().lesion;
  if (lesion.exists()) {
    const double scale = anatomy.shape().scale;
    truth.lesion_mm3 = scale * scale * scale * lesion.VolumeMm3();
    // An ellipsoid sheared along the centre line, seen along it.
    const Vec3 way = anatomy.TendonCentre(0.77) - anatomy.TendonCentre(0.75);
    const double slope = way.y() / way.z();
    const double stretch = std::hypot(1.0, slope);
    truth.lesion_length_mm =
        2.0 * scale *
        std::hypot(lesion.radii_mm.y() * slope / stretch, lesion.radii_mm.z() * stretch);
  }
  return truth;
}

}  // namespace regen
