// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/anatomy.h"

#include "analysis/phantom/box_sampler.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

namespace regen {

int Anatomy::AddPart(Part part) {
  assert(parts.size() < kMaxParts);
  parts.push_back(std::move(part));
  return static_cast<int>(parts.size()) - 1;
}

int Anatomy::AddField(Field field) {
  assert(fields.size() < 64);
  fields.push_back(std::move(field));
  return static_cast<int>(fields.size()) - 1;
}

void Anatomy::AddLayer(int part, std::vector<HalfSpace> inside) {
  assert(layers.size() < kMaxLayers && !inside.empty() && inside.size() <= 8);
  layers.push_back({part, std::move(inside)});
}

PartAtPoint PartAt(const Anatomy& anatomy, const Vec3& p_mm) {
  double nearest = std::numeric_limits<double>::max();
  for (const Layer& layer : anatomy.layers) {
    double outermost = -std::numeric_limits<double>::max();
    for (const HalfSpace& half : layer.inside) {
      const double field = anatomy.fields[static_cast<std::size_t>(half.field)](p_mm);
      outermost = std::max(outermost, half.sign * field + half.offset_mm);
    }
    nearest = std::min(nearest, std::abs(outermost));
    if (outermost < 0.0) {
      return {layer.part, anatomy.distance_safety * nearest};
    }
  }
  return {anatomy.ground, anatomy.distance_safety * nearest};
}

double RoleVolumeMm3(const Anatomy& anatomy,
                     RegionRole role,
                     const Vec3& lower_mm,
                     const Vec3& upper_mm) {
  constexpr double kLeafMm = 0.8;
  BoxSampler sampler(anatomy, kLeafMm);
  std::uint64_t wanted = 0;
  for (std::size_t part = 0; part < anatomy.parts.size(); ++part) {
    wanted |= std::uint64_t{anatomy.parts[part].Has(role)} << part;
  }
  sampler.CareOnlyFor(wanted);
  SampledBox box;
  box.centre_mm = 0.5 * (lower_mm + upper_mm);
  box.half_axes_mm = (0.5 * (upper_mm - lower_mm)).asDiagonal();
  PartShares shares;
  sampler.AddShares(sampler.Everything(), box, shares);
  double share = 0.0;
  for (std::size_t part = 0; part < anatomy.parts.size(); ++part) {
    share += anatomy.parts[part].Has(role) ? shares.whole[part] : 0.0;
  }
  return share * (upper_mm - lower_mm).prod();
}

std::vector<TissueProperties> MatterOf(const Anatomy& anatomy) {
  std::vector<TissueProperties> matter;
  for (const Part& part : anatomy.parts) {
    matter.push_back(PropertiesOf(part.tissue));
  }
  return matter;
}

}  // namespace regen
