// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/knee_anatomy.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include <Eigen/Geometry>

namespace regen {
namespace {

constexpr double kSkinMm = 1.8;
constexpr double kSubcutaneousFatMm = 9.0;  // with the skin
constexpr double kCortexMm = 1.6;
constexpr double kSubchondralMm = 0.8;
// A cartilage place is as deep as this to both sides of the bone's surface: less than the way
// to the next surface of the same bone.
constexpr double kSiteHalfHeightMm = 8.0;

constexpr unsigned Roles(RegionRole role) {
  return static_cast<unsigned>(role);
}

std::vector<Part> PartsOf(KneeTreated treated) {
  const bool tendon = treated == KneeTreated::kPatellarTendon;
  const unsigned structure = Roles(RegionRole::kStructure);
  const unsigned lesion = structure | Roles(RegionRole::kLesion);
  const unsigned control = Roles(RegionRole::kControl);
  return {{"air", Tissue::kAir, 0},
          {"skin", Tissue::kSkin, 0},
          {"fat", Tissue::kFat, 0},
          {"muscle", Tissue::kMuscle, Roles(RegionRole::kReference)},
          {"marrow", Tissue::kMarrow, 0},
          {"cortex", Tissue::kCortex, 0},
          {"cartilage", Tissue::kCartilage, 0},
          {"repair tissue", Tissue::kRepairTissue, tendon ? 0 : structure},
          {"cartilage defect", Tissue::kFluid, tendon ? 0 : lesion},
          {"control cartilage", Tissue::kCartilage, tendon ? 0 : control},
          {"fluid", Tissue::kFluid, 0},
          {"ligament", Tissue::kLigament, 0},
          {"quadriceps tendon", Tissue::kLigament, tendon ? control : 0},
          {"patellar tendon", Tissue::kTendon, tendon ? structure : 0},
          {"tendon lesion", Tissue::kTendonLesion, tendon ? lesion : 0}};
}

// Builds the layers from surfaces that are scaled on the way.
class KneeBuilder {
 public:
  KneeBuilder(std::shared_ptr<const KneeSurfaces> surfaces, KneeTreated treated)
      : surfaces_(std::move(surfaces)), scale_(surfaces_->shape().scale) {
    anatomy_.parts = PartsOf(treated);
    anatomy_.ground = static_cast<int>(KneePart::kFat);
  }

  Anatomy Build();

 private:
  using Surface = double (KneeSurfaces::*)(const Vec3&) const;

  int Add(Surface surface) {
    return anatomy_.AddField([surfaces = surfaces_, scale = scale_, surface](const Vec3& p) {
      return scale * (surfaces.get()->*surface)(p / scale);
    });
  }
  int AddSite(const CartilagePlace& place) {
    const auto site = surfaces_->SiteOf(place);
    return anatomy_.AddField([site, place, scale = scale_](const Vec3& p) {
      return scale *
             RodDistance(p / scale, site.at, site.outward, place.radius_mm, kSiteHalfHeightMm);
    });
  }
  void Layer(KneePart part, std::vector<HalfSpace> inside) {
    for (HalfSpace& half : inside) {
      half.offset_mm *= scale_;
    }
    anatomy_.AddLayer(static_cast<int>(part), std::move(inside));
  }
  void AddBones(const std::array<int, 4>& bones, int articular);
  void AddTendon();
  void AddCartilage(const std::array<int, 4>& bones, int articular);
  void AddSoftTissue(int leg);

  std::shared_ptr<const KneeSurfaces> surfaces_;
  double scale_;
  Anatomy anatomy_;
};

Anatomy KneeBuilder::Build() {
  const int leg = Add(&KneeSurfaces::Leg);
  const std::array<int, 4> bones{Add(&KneeSurfaces::FemurOrBounds),
                                 Add(&KneeSurfaces::ShinOrBounds),
                                 Add(&KneeSurfaces::PatellaOrBounds),
                                 Add(&KneeSurfaces::FibulaOrBounds)};
  const int articular = Add(&KneeSurfaces::Articular);
  Layer(KneePart::kAir, {{leg, 0.0, -1.0}});
  Layer(KneePart::kSkin, {{leg, -kSkinMm, -1.0}});
  AddBones(bones, articular);
  AddTendon();
  AddCartilage(bones, articular);
  AddSoftTissue(leg);
  return std::move(anatomy_);
}

void KneeBuilder::AddBones(const std::array<int, 4>& bones, int articular) {
  for (const int bone : bones) {
    Layer(KneePart::kMarrow, {{bone, kCortexMm}});
    Layer(KneePart::kMarrow, {{bone, kSubchondralMm}, {articular, 0.0}});
  }
  for (const int bone : bones) {
    Layer(KneePart::kCortex, {{bone, 0.0}});
  }
}

void KneeBuilder::AddTendon() {
  const int tendon = Add(&KneeSurfaces::TendonOrBounds);
  if (surfaces_->shape().lesion.exists()) {
    Layer(KneePart::kTendonLesion, {{Add(&KneeSurfaces::TendonLesion), 0.0}, {tendon, 0.0}});
  }
  Layer(KneePart::kPatellarTendon, {{tendon, 0.0}});
  Layer(KneePart::kQuadriceps, {{Add(&KneeSurfaces::QuadricepsTendon), 0.0}});
}

void KneeBuilder::AddCartilage(const std::array<int, 4>& bones, int articular) {
  const KneeShape& shape = surfaces_->shape();
  const int femur = bones[0];
  if (shape.repair.exists()) {
    const int site = AddSite(shape.repair.place);
    const double fill_mm = shape.repair.fill * shape.cartilage_mm;
    if (fill_mm > 0.0) {
      Layer(KneePart::kRepair, {{femur, -fill_mm}, {site, 0.0}});
    }
    if (shape.repair.fill < 1.0) {
      Layer(KneePart::kDefect, {{femur, -shape.cartilage_mm}, {site, 0.0}});
    }
  }
  if (shape.control.radius_mm > 0.0) {
    const int control = AddSite(shape.control);
    Layer(KneePart::kControl, {{femur, -shape.cartilage_mm}, {control, 0.0}});
  }
  for (const int bone : bones) {
    Layer(KneePart::kCartilage, {{bone, -shape.cartilage_mm}, {articular, 0.0}});
  }
}

void KneeBuilder::AddSoftTissue(int leg) {
  Layer(KneePart::kLigament, {{Add(&KneeSurfaces::Menisci), 0.0}});
  Layer(KneePart::kLigament, {{Add(&KneeSurfaces::CruciateLigaments), 0.0}});
  Layer(KneePart::kFluid, {{Add(&KneeSurfaces::Fluid), 0.0}});
  for (const Surface muscle : {&KneeSurfaces::MedialCalf,
                               &KneeSurfaces::LateralCalf,
                               &KneeSurfaces::ShinMuscle,
                               &KneeSurfaces::MedialHamstrings,
                               &KneeSurfaces::Biceps,
                               &KneeSurfaces::Quadriceps}) {
    Layer(KneePart::kMuscle, {{Add(muscle), 0.0}, {leg, kSubcutaneousFatMm}});
  }
}

}  // namespace

KneeAnatomy::KneeAnatomy(const KneeShape& shape, KneeTreated treated)
    : surfaces_(std::make_shared<const KneeSurfaces>(shape)),
      layers_(KneeBuilder(surfaces_, treated).Build()) {}

TissueAtPoint KneeAnatomy::TissueAt(const Vec3& p_mm) const {
  const PartAtPoint there = PartAt(layers_, p_mm);
  return {layers_.parts[static_cast<std::size_t>(there.part)].tissue, there.clearance_mm};
}

double KneeAnatomy::BoneDistanceMm(KneeBone bone, const Vec3& p_mm) const {
  const double scale = shape().scale;
  const Vec3 p = p_mm / scale;
  switch (bone) {
    case KneeBone::kFemur:
      return scale * surfaces_->Femur(p);
    case KneeBone::kTibia:
      return scale * std::min(surfaces_->Shin(p), surfaces_->Fibula(p));
    case KneeBone::kPatella:
      break;
  }
  return scale * surfaces_->Patella(p);
}

double KneeAnatomy::TendonDistanceMm(const Vec3& p_mm) const {
  return shape().scale * surfaces_->Tendon(p_mm / shape().scale);
}

TendonSize KneeAnatomy::PatellarTendon() const {
  // The centre line is so nearly straight that its chord polygon is its length.
  double length = 0.0;
  constexpr int kSteps = 100;
  for (int n = 0; n < kSteps; ++n) {
    length += (TendonCentre((n + 1.0) / kSteps) - TendonCentre(1.0 * n / kSteps)).norm();
  }
  return {length,
          shape().scale * 2.0 * shape().tendon_half_width_mm,
          shape().scale * 2.0 * shape().tendon_half_thickness_mm};
}

Vec3 KneeAnatomy::TendonCentre(double share) const {
  const double foot = surfaces_->TendonFootZ();
  const double z = foot + share * (surfaces_->TendonApexZ() - foot);
  return shape().scale * Vec3(0.0, surfaces_->TendonCentreY(z), z);
}

Vec3 KneeAnatomy::FlexionCentre() const {
  return shape().scale * surfaces_->FlexionCentre();
}

Vec3 KneeAnatomy::PatellaCentre() const {
  return shape().scale * surfaces_->PatellaCentre();
}

double KneeAnatomy::TendonHeightMm() const {
  return shape().scale * (surfaces_->TendonApexZ() - surfaces_->TendonFootZ());
}

double KneeAnatomy::TendonAreaMm2() const {
  return shape().scale * shape().scale * surfaces_->TendonAreaMm2();
}

KneeSurfaces::SurfacePlace KneeAnatomy::SiteOf(const CartilagePlace& place) const {
  const KneeSurfaces::SurfacePlace site = surfaces_->SiteOf(place);
  return {shape().scale * site.at, site.outward};
}

double KneeAnatomy::SiteThicknessMm(const CartilagePlace& place, double share) const {
  const KneeSurfaces::SurfacePlace site = surfaces_->SiteOf(place);
  const Vec3 u = site.outward.unitOrthogonal();
  const Vec3 v = site.outward.cross(u);
  const double depth = share * shape().cartilage_mm;
  // Along `way` from `from` to where the femur's distance is `level`.
  const auto reach = [&](const Vec3& from, const Vec3& way, double level) {
    double lower = -kSiteHalfHeightMm;
    double upper = kSiteHalfHeightMm;
    for (int n = 0; n < 50; ++n) {
      const double middle = 0.5 * (lower + upper);
      (surfaces_->Femur(from + middle * way) < level ? lower : upper) = middle;
    }
    return lower;
  };
  double sum = 0.0;
  constexpr int kRays = 400;  // evenly over the disc: a sunflower
  for (int n = 0; n < kRays; ++n) {
    const double radius = place.radius_mm * std::sqrt((n + 0.5) / kRays);
    const double turn = n * std::numbers::pi * (3.0 - std::sqrt(5.0));
    const Vec3 start = site.at + radius * (std::cos(turn) * u + std::sin(turn) * v);
    const Vec3 bone = start + reach(start, site.outward, 0.0) * site.outward;
    constexpr double kStep = 1e-4;
    Vec3 normal;
    for (int axis = 0; axis < 3; ++axis) {
      const Vec3 step = kStep * Vec3::Unit(axis);
      normal[axis] = surfaces_->Femur(bone + step) - surfaces_->Femur(bone - step);
    }
    sum += reach(bone, normal.normalized(), depth);
  }
  return shape().scale * sum / kRays;
}

}  // namespace regen
