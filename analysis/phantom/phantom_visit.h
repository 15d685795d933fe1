// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/image/volume.h"
#include "analysis/phantom/exam_series.h"
#include "analysis/phantom/motion.h"
#include "analysis/phantom/render_series.h"
#include "analysis/phantom/tissue_map.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace regen {

// One visit of a digital patient to the scanner, of any joint: what lies there, how, and what
// the scanner adds of its own.
struct PhantomVisit {
  Anatomy anatomy;                       // at rest
  std::vector<TissueProperties> matter;  // of its parts, at this visit
  Placement placement;                   // its motion must outlive the visit
  Scanner scanner;
  std::uint64_t texture_seed = 1;
  Vec3 centre_lps = Vec3::Zero();  // of the images
  Mat3 tilt = Mat3::Identity();    // of the planes against the patient's, as they were planned
};

// How a visit is planned where nothing of its joint's own is asked.
struct VisitPlan {
  std::uint64_t seed = 1;    // of the patient
  std::uint64_t stream = 0;  // of random numbers, one per joint
  int visit = 0;             // 0: the baseline, whose gain is 1
  AnatomyPose pose;
  Vec3 middle = Vec3::Zero();  // of the images, in the anatomy's frame
  double shading = 0;          // of the receiving coil
  double transmission = 0;     // shading of the transmitting one
  int threads = 1;
};

// What lies in the scanner with the tissues' usual properties, another gain, coil and noise at
// each visit, and images placed 3 mm and 1.5° as carelessly as a radiographer does.
PhantomVisit PlanPhantomVisit(const VisitPlan& plan, Anatomy layers);

VolumeGeometry GridOf(const PhantomVisit& visit, const ExamSeries& series);

// Renders the series of one visit one after the other. What lies in the voxels is computed
// again only where a series has another grid than the one before.
class ExamRenderer {
 public:
  explicit ExamRenderer(const PhantomVisit& visit) : visit_(visit) {}

  // `noise_stream` tells the noise of the exam's series apart. The same values for any number
  // of threads.
  EchoSeries Render(const ExamSeries& series, std::uint64_t noise_stream);
  // Fraction of each voxel of the series (full slice spacing) that is of the role.
  Volume Coverage(const ExamSeries& series, RegionRole role);
  RoleTruth Truth(const ExamSeries& series, RegionRole role);

 private:
  const TissueMap& MapOf(const ExamSeries& series);

  const PhantomVisit& visit_;
  std::optional<TissueMap> map_;
  double mapped_thickness_mm_ = 0;
};

}  // namespace regen
