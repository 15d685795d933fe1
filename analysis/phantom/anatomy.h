// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/geometry/types.h"
#include "analysis/phantom/tissue.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace regen {

// A digital joint is data plus shapes. Shapes are fields of signed distance; layers, in order
// of precedence, say which tissue fills what they enclose.

// Roles of a piece of anatomy in a measurement; a piece may have several.
enum class RegionRole : unsigned {
  kStructure = 1U << 0,  // what was treated, lesion included
  kLesion = 1U << 1,     // gap, tear, defect or lesion inside of it
  kReference = 1U << 2,  // tissue that signals are compared with
  kControl = 1U << 3     // untreated tissue of the same kind
};

struct Part {
  std::string name;  // "patellar tendon"
  Tissue tissue = Tissue::kAir;
  unsigned roles = 0;  // RegionRole, added up

  bool Has(RegionRole role) const { return (roles & static_cast<unsigned>(role)) != 0; }
};

// Signed distance to a surface in millimetres, negative inside, continuous. Near the surface it
// must be nearly true; nowhere may it be larger than the true one by more than
// 1 / Anatomy::distance_safety.
using Field = std::function<double(const Vec3& p_mm)>;

// One side of a surface: where sign * field + offset < 0.
struct HalfSpace {
  int field = 0;
  double offset_mm = 0;  // > 0: the inside, shrunk by this; < 0: grown
  double sign = 1.0;     // -1: the outside
};

// The part fills the intersection of its half spaces (at most 8), as far as no earlier layer is
// there. A union is two layers of one part.
struct Layer {
  int part = 0;
  std::vector<HalfSpace> inside;
};

struct Anatomy {
  std::vector<Part> parts;    // at most kMaxParts; 0 is air
  std::vector<Field> fields;  // at most 64
  std::vector<Layer> layers;  // at most kMaxLayers, of falling precedence
  int ground = 0;             // the part where no layer is
  double distance_safety = 0.8;

  int AddPart(Part part);
  int AddField(Field field);
  void AddLayer(int part, std::vector<HalfSpace> inside);
};
inline constexpr int kMaxParts = 64;
inline constexpr int kMaxLayers = 64;

// What is at a point, and how far away the next boundary between layers is at least.
struct PartAtPoint {
  int part = 0;
  double clearance_mm = 0;
};
PartAtPoint PartAt(const Anatomy& anatomy, const Vec3& p_mm);

// Volume of all parts of a role inside the box; surfaces are good to about 1e-3 mm.
double RoleVolumeMm3(const Anatomy& anatomy,
                     RegionRole role,
                     const Vec3& lower_mm,
                     const Vec3& upper_mm);

// One set of properties per part, from the table of tissues: to be changed where a visit or a
// patient differs.
std::vector<TissueProperties> MatterOf(const Anatomy& anatomy);

}  // namespace regen
