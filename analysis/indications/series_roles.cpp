// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/series_roles.h"

#include <utility>

namespace regen {

SeriesRole EchoTrainRole() {
  SeriesRole role;
  role.name = "t2-map";
  role.expectation = "a multi-echo spin echo";
  role.images = RoleImages::kEchoes;
  role.scanning_sequences = {"SE"};
  return role;
}

SeriesRole GradientTrainRole() {
  SeriesRole role;
  role.name = "t2-star-map";
  role.expectation = "a multi-echo gradient echo";
  role.images = RoleImages::kEchoes;
  role.scanning_sequences = {"GR"};
  return role;
}

SeriesRole VendorMapRole() {
  SeriesRole role;
  role.name = "t2-map-vendor";
  role.expectation = "a T2 map of the scanner";
  role.images = RoleImages::kMap;
  return role;
}

// Echo times above 25 ms tell tissue water from tendon; repetition times above 1.8 s leave out
// T1 weighting. Slices up to 5 mm: thicker ones hold no structure of ours.
SeriesRole FluidSensitiveRole(std::vector<SlicePlane> planes) {
  SeriesRole role;
  role.name = "anatomy";
  role.expectation = "a fat-suppressed proton density or T2 spin echo";
  role.scanning_sequences = {"SE"};
  role.echo_time_ms = {20, 100};
  role.repetition_time_ms = {1500, 15000};
  role.slice_spacing_mm = {0, 5.5};
  role.fat_suppressed = true;
  role.planes = std::move(planes);
  return role;
}

SeriesRole ThinGradientRole() {
  SeriesRole role;
  role.name = "three-d";
  role.expectation = "a gradient echo with slices of at most 1.6 mm";
  role.scanning_sequences = {"GR"};
  role.slice_spacing_mm = {0, 1.6};
  return role;
}

SeriesRole T2WeightedRole(std::vector<SlicePlane> planes) {
  SeriesRole role;
  role.name = "t2-weighted";
  role.expectation = "a T2-weighted spin echo without fat suppression (TE 80 to 130 ms)";
  role.scanning_sequences = {"SE"};
  role.echo_time_ms = {80, 130};
  role.repetition_time_ms = {2000, 15000};
  role.slice_spacing_mm = {0, 5.5};
  role.fat_suppressed = false;
  role.planes = std::move(planes);
  return role;
}

SeriesRole T1Role(std::vector<SlicePlane> planes) {
  SeriesRole role;
  role.name = "t1";
  role.expectation = "a T1-weighted spin echo without fat suppression";
  role.scanning_sequences = {"SE"};
  role.echo_time_ms = {0, 25};
  role.repetition_time_ms = {200, 1000};
  role.slice_spacing_mm = {0, 5.5};
  role.fat_suppressed = false;
  role.planes = std::move(planes);
  return role;
}

}  // namespace regen
