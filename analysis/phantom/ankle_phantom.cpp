// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/phantom/ankle_phantom.h"

#include "analysis/phantom/random_field.h"
#include "analysis/phantom/signed_distance.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace regen {
namespace {

constexpr double kDeg = std::numbers::pi / 180.0;
constexpr double kCortexMm = 1.4;
constexpr double kSkinMm = 1.6;
constexpr double kRegionFromMm = -6;
constexpr double kRegionToMm = 72;

// 1 in the middle of the spindle, 0 beyond its reach.
double Spindle(const AnkleShape& shape, double z) {
  const double off = (z - shape.bulge_at_mm) / shape.bulge_reach_mm;
  return std::abs(off) < 1 ? 0.5 * (1 + std::cos(std::numbers::pi * off)) : 0;
}

double HalfDepth(const AnkleShape& shape, double z) {
  return shape.half_depth_mm * (1 + shape.bulge * Spindle(shape, z));
}

double HalfWidth(const AnkleShape& shape, double z) {
  return shape.half_width_mm * (1 + 0.5 * shape.bulge * Spindle(shape, z));
}

// A box with rounded edges and corners.
double RoundedBox(const Vec3& p, const Vec3& centre, const Vec3& half, double radius) {
  const Vec3 beyond = (p - centre).cwiseAbs() - half + Vec3::Constant(radius);
  return beyond.cwiseMax(0.0).norm() + std::min(beyond.maxCoeff(), 0.0) - radius;
}

double BetweenHeights(const Vec3& p, double from, double to) {
  return std::abs(p.z() - (from + to) / 2) - (to - from) / 2;
}

// Fields and parts of the ankle on their way to an anatomy.
class AnkleBuilder {
 public:
  explicit AnkleBuilder(const AnkleShape& shape) : shape_(shape) {}

  Anatomy Build() {
    AddParts();
    AddFields();
    anatomy_.AddLayer(0, {{limb_, 0.0, -1.0}, {foot_, 0.0, -1.0}});
    anatomy_.AddLayer(skin_, {{limb_, -kSkinMm, -1.0}, {foot_, -kSkinMm, -1.0}});
    if (shape_.lesion_radii_mm.minCoeff() > 0.1) {
      const Ellipsoid lesion(Vec3(0, shape_.slope * shape_.bulge_at_mm, shape_.bulge_at_mm),
                             shape_.lesion_radii_mm);
      const int field =
          anatomy_.AddField([lesion](const Vec3& p) { return lesion.Distance(p); });
      anatomy_.AddLayer(lesion_, {{field}, {cord_}});
    }
    anatomy_.AddLayer(tendon_, {{cord_}, {region_}});
    anatomy_.AddLayer(beyond_, {{cord_}, {whole_}});
    for (const int bone : bones_) {
      anatomy_.AddLayer(marrow_, {{bone, kCortexMm}});
      anatomy_.AddLayer(cortex_, {{bone}});
    }
    anatomy_.AddLayer(soleus_, {{soleus_field_}});
    for (const int muscle : muscles_) anatomy_.AddLayer(muscle_, {{muscle}});
    return std::move(anatomy_);
  }

 private:
  void AddParts() {
    const auto structure = static_cast<unsigned>(RegionRole::kStructure);
    anatomy_.AddPart({"air", Tissue::kAir, 0});
    anatomy_.ground = anatomy_.AddPart({"fat", Tissue::kFat, 0});
    skin_ = anatomy_.AddPart({"skin", Tissue::kSkin, 0});
    tendon_ = anatomy_.AddPart({"Achilles tendon", Tissue::kTendon, structure});
    lesion_ = anatomy_.AddPart({"tendinosis",
                                Tissue::kTendonLesion,
                                structure | static_cast<unsigned>(RegionRole::kLesion)});
    beyond_ = anatomy_.AddPart({"tendon beyond the region", Tissue::kTendon, 0});
    marrow_ = anatomy_.AddPart({"marrow", Tissue::kMarrow, 0});
    cortex_ = anatomy_.AddPart({"cortex", Tissue::kCortex, 0});
    muscle_ = anatomy_.AddPart({"muscle", Tissue::kMuscle, 0});
    soleus_ = anatomy_.AddPart(
        {"soleus", Tissue::kMuscle, static_cast<unsigned>(RegionRole::kReference)});
  }

  void AddFields() {
    limb_ = anatomy_.AddField([](const Vec3& p) { return ColumnDistance(p, 0, -29, 34, 42); });
    foot_ = anatomy_.AddField(
        [](const Vec3& p) { return RoundedBox(p, Vec3(0, -59, -32), Vec3(33, 72, 40), 14); });
    cord_ = anatomy_.AddField([shape = shape_](const Vec3& p) {
      return ColumnDistance(
          p, 0, shape.slope * p.z(), HalfWidth(shape, p.z()), HalfDepth(shape, p.z()));
    });
    region_ = anatomy_.AddField(
        [](const Vec3& p) { return BetweenHeights(p, kRegionFromMm, kRegionToMm); });
    whole_ = anatomy_.AddField([](const Vec3& p) { return BetweenHeights(p, -24, 200); });
    AddBones();
    AddMuscles();
  }

  void AddBones() {
    const double back = -shape_.half_depth_mm;
    bones_.push_back(anatomy_.AddField([back, corner = shape_.corner_mm](const Vec3& p) {
      return RoundedBox(p, Vec3(0, back - 35, -21), Vec3(15, 35, 21), corner);
    }));
    const Ellipsoid talus(Vec3(-2, -42, 14), Vec3(16, 21, 11));
    bones_.push_back(anatomy_.AddField([talus](const Vec3& p) { return talus.Distance(p); }));
    bones_.push_back(anatomy_.AddField([](const Vec3& p) {
      const double shaft = ColumnDistance(p, -5, -42, 12, 13);
      const Ellipsoid end(Vec3(-5, -42, 36), Vec3(18, 19, 16));
      return std::max(RoundedUnion(shaft, end.Distance(p), 8), 27 - p.z());
    }));
    bones_.push_back(anatomy_.AddField(
        [](const Vec3& p) { return std::max(ColumnDistance(p, 20, -33, 6, 7), 2 - p.z()); }));
  }

  void AddMuscles() {
    const double at = shape_.slope * 118 - shape_.half_depth_mm - 13;
    const Ellipsoid soleus(Vec3(0, at, 122), Vec3(23, 13, 54));
    soleus_field_ = anatomy_.AddField([soleus](const Vec3& p) { return soleus.Distance(p); });
    for (const auto& [centre, radii] : {std::pair{Vec3(3, -23, 76), Vec3(12, 7, 58)},
                                        std::pair{Vec3(6, -61, 100), Vec3(15, 8, 75)},
                                        std::pair{Vec3(25, -24, 90), Vec3(6, 9, 70)}}) {
      const Ellipsoid muscle(centre, radii);
      muscles_.push_back(
          anatomy_.AddField([muscle](const Vec3& p) { return muscle.Distance(p); }));
    }
  }

  AnkleShape shape_;
  Anatomy anatomy_;
  int skin_ = 0, tendon_ = 0, lesion_ = 0, beyond_ = 0, marrow_ = 0, cortex_ = 0;
  int muscle_ = 0, soleus_ = 0;
  int limb_ = 0, foot_ = 0, cord_ = 0, region_ = 0, whole_ = 0, soleus_field_ = 0;
  std::vector<int> bones_;
  std::vector<int> muscles_;
};

std::vector<ExamSeries> AnkleSeries(double noise_factor) {
  ExamSeries anatomy = SagittalProtonDensityFat();
  anatomy.sequence.fat_residual = 0.2;
  anatomy.noise_sigma = 12;
  ExamSeries train = SagittalT2Train();
  for (ExamSeries* series : {&anatomy, &train}) {
    series->size = {192, 232, 20};
    series->spacing_mm = Vec3(0.6, 0.6, 3.3);
    series->slice_thickness_mm = 3.0;
    series->noise_sigma *= noise_factor;
  }
  return {anatomy, train};
}

// Height of the calcaneus' border in front of the tendon: the middle of the lines 1.5 … 4 mm
// before it, where the corner is rounded.
double InsertionMm(const AnkleShape& shape) {
  const double inward = std::max(0.0, shape.corner_mm - 2.75);
  return std::sqrt(shape.corner_mm * shape.corner_mm - inward * inward) - shape.corner_mm;
}

// The bulge by which the greatest thickness is what was asked for.
AnkleShape WithThickness(const AnkleShape& shape, double share) {
  AnkleShape changed = shape;
  if (share == 1) return changed;
  const double wanted = share * TruthOfAnkle(shape).thickness_mm;
  double low = 0;
  double high = 1.5;
  for (int step = 0; step < 30; ++step) {
    changed.bulge = (low + high) / 2;
    (TruthOfAnkle(changed).thickness_mm < wanted ? low : high) = changed.bulge;
  }
  return changed;
}

PhantomVisit PlanVisit(const AnklePhantomOptions& options,
                       Anatomy layers,
                       const AnatomyPose& pose,
                       int visit) {
  PhantomVisit planned = PlanPhantomVisit(
      {options.seed, 720, visit, pose, Vec3(2, -28, 38), options.shading, 0, options.threads},
      std::move(layers));
  const auto& parts = planned.anatomy.parts;
  for (std::size_t n = 0; n < parts.size(); ++n) {
    TissueProperties& matter = planned.matter[n];
    if (parts[n].tissue == Tissue::kTendon) matter.t2_ms = options.t2_ms;
    if (parts[n].Has(RegionRole::kStructure) && visit == 1)
      matter.t2_ms *= 1 + options.t2_change_percent / 100;
  }
  return planned;
}

Status Check(const AnklePhantomOptions& options) {
  const auto within = [](double value, double least, double most) {
    return value >= least && value <= most;
  };
  if (within(options.thickness_change_percent, -35, 20) &&
      within(options.t2_change_percent, -60, 100) &&
      within(options.lesion_change_percent, -100, 0)) {
    return Done{};
  }
  return Error{
      ErrorKind::kUsage,
      "phantom: change, expected -35 to 20 percent of the thickness, -60 to 100 of T2, "
      "-100 to 0 of the lesion"};
}

}  // namespace

AnkleShape DrawAnkleShape(std::uint64_t seed) {
  AnkleShape shape;
  if (seed == 0) return shape;
  RandomStream random(MixSeed(seed, 701));
  shape.half_width_mm = random.NextBetween(6.2, 7.8);
  shape.half_depth_mm = random.NextBetween(2.7, 3.4);
  shape.bulge = random.NextBetween(0.6, 0.8);
  shape.bulge_at_mm = random.NextBetween(34, 46);
  shape.bulge_reach_mm = random.NextBetween(25, 34);
  shape.slope = random.NextBetween(-0.02, 0.08);
  shape.corner_mm = random.NextBetween(3.5, 7);
  shape.lesion_radii_mm = Vec3(random.NextBetween(3, 4.2),
                               random.NextBetween(0.5, 0.62) * shape.half_depth_mm,
                               random.NextBetween(8, 14));
  return shape;
}

Anatomy BuildAnkle(const AnkleShape& shape) {
  return AnkleBuilder(shape).Build();
}

// Sections at right angles to a sloping axis are shorter by its cosine from front to back.
double TendonThicknessMm(const AnkleShape& shape, double above_insertion_mm) {
  const double cosine = 1 / std::hypot(1.0, shape.slope);
  std::vector<double> chords;
  for (double along = -3; along <= 3; along += 0.25) {
    const double z = (above_insertion_mm + along) * cosine + InsertionMm(shape);
    for (double share = -0.6; share <= 0.6; share += 0.05)
      chords.push_back(2 * cosine * HalfDepth(shape, z) * std::sqrt(1 - share * share));
  }
  const auto middle = chords.begin() + static_cast<std::ptrdiff_t>(chords.size() / 2);
  std::nth_element(chords.begin(), middle, chords.end());
  return *middle;
}

double TendonSectionMm2(const AnkleShape& shape, double above_insertion_mm) {
  const double cosine = 1 / std::hypot(1.0, shape.slope);
  double sum = 0;
  constexpr int kPlaces = 21;
  for (int n = 0; n < kPlaces; ++n) {
    const double along = above_insertion_mm - 2.5 + 0.25 * n;
    const double z = along * cosine + InsertionMm(shape);
    sum += std::numbers::pi * cosine * HalfDepth(shape, z) * HalfWidth(shape, z);
  }
  return sum / kPlaces;
}

double TendonVolumeMm3(const AnkleShape& shape, double from_mm, double to_mm) {
  const double cosine = 1 / std::hypot(1.0, shape.slope);
  constexpr double kStepMm = 0.25;
  double sum = 0;
  for (double along = from_mm + kStepMm / 2; along < to_mm; along += kStepMm) {
    const double z = along * cosine + InsertionMm(shape);
    sum += std::numbers::pi * cosine * HalfDepth(shape, z) * HalfWidth(shape, z);
  }
  return sum * kStepMm;
}

AnkleTruth TruthOfAnkle(const AnkleShape& shape) {
  AnkleTruth truth;
  truth.insertion_mm = InsertionMm(shape);
  for (double along = 5; along <= 67; along += 0.5) {
    truth.thickness_mm = std::max(truth.thickness_mm, TendonThicknessMm(shape, along));
    truth.cross_section_mm2 = std::max(truth.cross_section_mm2, TendonSectionMm2(shape, along));
  }
  return truth;
}

Result<AnklePhantom> PlanAnkle(const AnklePhantomOptions& options) {
  if (Status status = Check(options); !status) return status.error();
  AnklePhantom phantom;
  phantom.shape_before = DrawAnkleShape(options.anatomy_seed);
  phantom.shape_after =
      WithThickness(phantom.shape_before, 1 + options.thickness_change_percent / 100);
  phantom.shape_after.lesion_radii_mm *= std::cbrt(1 + options.lesion_change_percent / 100);
  const double sign = options.side == Side::kLeft ? 1.0 : -1.0;
  const AnatomyPose pose{Vec3(60 * sign, 30, -10), sign};
  phantom.baseline = PlanVisit(options, BuildAnkle(phantom.shape_before), pose, 0);
  phantom.follow_up = PlanVisit(options, BuildAnkle(phantom.shape_after), pose, 1);
  RandomStream random(MixSeed(options.seed, 712));
  const Vec3 turn = random.NextBetween(0.5, 3.0) * kDeg * random.NextDirection();
  phantom.baseline_from_follow_up =
      RigidAbout(pose.LpsFromAnatomy(Vec3(0, -25, 35)),
                 turn,
                 random.NextBetween(2, 8) * random.NextDirection());
  phantom.follow_up.placement.baseline_from_exam = phantom.baseline_from_follow_up;
  phantom.series = AnkleSeries(options.noise_factor);
  return phantom;
}

}  // namespace regen
