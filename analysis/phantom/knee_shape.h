// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"

#include <cstdint>

namespace regen {

// The part of the patellar tendon that grows or thins.
enum class TendonPart { kProximalThird, kMiddle };

// A smooth swelling of the tendon: half width and half thickness times 1 + gain (width: half of
// it) in the middle of the part, unchanged at its ends.
struct TendonBump {
  TendonPart part = TendonPart::kProximalThird;
  double gain = 0;
};

// A brighter ellipsoid in the proximal third of the tendon, as patellar tendinopathy has. Radii
// across, front to back and along the tendon, millimetres; 0: none. Its centre follows the
// tendon's centre line, which does not change its volume.
struct TendonLesion {
  Vec3 radii_mm = Vec3::Zero();

  bool exists() const { return radii_mm.minCoeff() > 0.0; }
  double VolumeMm3() const;  // of the whole ellipsoid
};

// A round place on the weight-bearing cartilage of a femoral condyle.
struct CartilagePlace {
  bool lateral = false;        // which condyle
  double posterior_deg = 8.0;  // from its lowest point backwards, about the condyle's middle
  double radius_mm = 6.0;      // 0: none
};

// A full-thickness defect of the cartilage, filled from the bone up by repair tissue to a share
// of the cartilage's thickness: 0 is empty, above 1 (at most 1.5) is hypertrophic.
struct CartilageRepair {
  CartilagePlace place{false, 8.0, 0.0};
  double fill = 1.0;

  bool exists() const { return place.radius_mm > 0.0; }
};

// What differs from one digital knee to the next; as it stands, an adult knee of middling size.
// Lengths before `scale`.
struct KneeShape {
  double scale = 1.0;           // of everything
  double medial_condyle = 1.0;  // of the condyles' radii; their lowest points stay
  double lateral_condyle = 1.0;
  Vec3 patella = Vec3::Ones();  // of its radii, x y z; its joint face stays
  double patella_shift_mm = 0;  // up, and the tendon longer by as much
  double tendon_half_width_mm = 13.0;
  double tendon_half_thickness_mm = 2.5;
  TendonBump tendon_bump;
  TendonLesion lesion;
  double cartilage_mm = 2.2;  // thick, on every bone
  CartilageRepair repair;
  // Healthy cartilage that is compared with, on the other condyle.
  CartilagePlace control{true, 8.0, 6.0};
};

// One knee of a population: scale 0.9 to 1.12, tendon 22 to 30 mm wide, 4 to 6.4 mm thick and
// longer or shorter by up to 5 mm, condyles and patella by up to 6 and 8 %. 0: the middling
// knee.
KneeShape DrawKneeShape(std::uint64_t anatomy_seed);

}  // namespace regen
