// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/spine_sacrum.h"

#include "analysis/image/interpolate.h"
#include "analysis/segmentation/proposal_score.h"

#include <cmath>
#include <optional>
#include <vector>

namespace regen {
namespace {

constexpr double kFirstRowMm = 3.0;
constexpr double kRowStepMm = 1.5;
constexpr double kStepMm = 0.5;
constexpr double kReachMm = 27.0;
constexpr double kLeaves = 0.35;  // of the body's level
constexpr int kStaysAway = 3;     // steps

// A row across the bone: v falls backwards by `slope` mm per mm.
struct Line {
  const Volume& image;
  const DiscShape& disc;
  double v_mm = 0;
  double slope = 0;
};

// Mean over 12 mm from side to side; negative where the image ends.
double ValueAt(const Line& line, double u, double below_mm) {
  double sum = 0;
  const Volume& image = line.image;
  const double v = line.v_mm - below_mm + line.slope * u;
  for (double w = -6; w <= 6; w += 3) {
    const Vec3 p = LpsFromPose(line.disc.pose, Vec3(u, line.disc.centre_w_mm + w, v));
    double value = 0;
    if (!InterpolateLinear(image, IndexFromLps(image.geometry, p), &value)) return -1;
    sum += value / 5;
  }
  return sum;
}

// Where the row leaves the level `marrow` on the way out from `start_u` in steps of `step`.
std::optional<double> Wall(const Line& line, double start_u, double step, double marrow) {
  int away = 0;
  for (double u = start_u; std::abs(u - start_u) <= kReachMm; u += step) {
    const double value = (ValueAt(line, u, 0) + ValueAt(line, u, 1)) / 2;
    if (value < 0) return std::nullopt;
    away = std::abs(value / marrow - 1) > kLeaves ? away + 1 : 0;
    if (away == kStaysAway) return u - (kStaysAway - 1) * step;
  }
  return std::nullopt;
}

struct Row {
  double below_mm = 0;
  double depth_mm = 0;
};

double TheilSenSlope(const std::vector<Row>& rows) {
  std::vector<double> slopes;
  for (std::size_t a = 0; a < rows.size(); ++a) {
    for (std::size_t b = a + 1; b < rows.size(); ++b) {
      slopes.push_back((rows[b].depth_mm - rows[a].depth_mm) /
                       (rows[b].below_mm - rows[a].below_mm));
    }
  }
  return Median(slopes);
}

// Depth of the bone along the line; `middle` follows it.
std::optional<double> DepthAlong(const Line& line, double marrow, double* middle) {
  std::vector<double> inner;
  for (double u = *middle - 6; u <= *middle + 6; u += 1) inner.push_back(ValueAt(line, u, 0));
  const double level = Median(inner);
  if (level < 0.6 * marrow || level > 1.6 * marrow) return std::nullopt;
  const auto front = Wall(line, *middle, -kStepMm, level);
  const auto back = Wall(line, *middle, kStepMm, level);
  if (!front || !back) return std::nullopt;
  *middle = 0.5 * *middle + 0.25 * (*front + *back);
  return *back - *front;
}

// Slope of the next disc's top in the frame of this one.
double SlopeOf(const DiscShape& disc, const DiscShape& next) {
  return std::tan(next.pose.tilt_rad - disc.pose.tilt_rad);
}

// Depths of the rows from below the disc to `last_mm` further down.
std::vector<Row> Rows(const Volume& image,
                      const DiscShape& disc,
                      const DiscShape* next,
                      double marrow,
                      double last_mm) {
  std::vector<Row> rows;
  double middle = disc.centre_u_mm;
  const Vec3 below_disc =
      next ? PoseFromLps(disc.pose,
                         LpsFromPose(next->pose,
                                     Vec3(next->centre_u_mm, next->centre_w_mm, next->top[0])))
           : Vec3::Zero();
  const double start = EndPlateAt(disc.bottom, disc.centre_u_mm, disc.centre_w_mm);
  for (double below = kFirstRowMm; below <= last_mm; below += kRowStepMm) {
    Line line{image, disc, start - below, 0};
    if (next != nullptr) {
      const double share = below / std::max(start - below_disc[2], 1.0);
      if (share > 0.88) break;
      line.slope = share * SlopeOf(disc, *next);
      line.v_mm -= line.slope * (disc.centre_u_mm + share * (below_disc[0] - disc.centre_u_mm));
    }
    const auto depth = DepthAlong(line, marrow, &middle);
    if (depth) rows.push_back({below, *depth});
  }
  return rows;
}

double MedianDepth(const std::vector<Row>& rows, std::size_t most) {
  std::vector<double> depths;
  for (std::size_t n = 0; n < rows.size() && n < most; ++n) depths.push_back(rows[n].depth_mm);
  return Median(depths);
}

}  // namespace

BodyProfile ProfileBodyBelow(const Volume& image,
                             const DiscShape& disc,
                             const DiscShape* next,
                             double marrow) {
  constexpr double kLastMm = kFirstRowMm + (kBodyRows - 1) * kRowStepMm;
  constexpr double kTailBeginsMm = 33.0;
  constexpr double kTailEndsMm = kTailBeginsMm + (kTailRows - 1) * kRowStepMm;
  std::vector<Row> body;
  std::vector<Row> tail;
  for (const Row& row : Rows(image, disc, next, marrow, next ? kLastMm : kTailEndsMm)) {
    if (row.below_mm <= kLastMm) body.push_back(row);
    if (row.below_mm >= kTailBeginsMm) tail.push_back(row);
  }
  BodyProfile profile;
  profile.rows = static_cast<int>(body.size());
  profile.tail_rows = static_cast<int>(tail.size());
  if (body.size() < 3) return profile;
  profile.depth_mm = MedianDepth(body, 5);
  profile.taper = -TheilSenSlope(body) * kBodySpanMm / profile.depth_mm;
  if (!tail.empty()) profile.tail_share = MedianDepth(tail, tail.size()) / profile.depth_mm;
  return profile;
}

bool IsSacrum(const BodyProfile& body, double tilt_rad) {
  constexpr double kLeastTiltRad = 0.3;  // 17 degrees; a lying person's S1 has 30 to 45
  return body.rows >= kBodyRows - 4 && body.taper >= kSacralTaper && body.taper < 0.6 &&
         body.tail_rows >= kTailRows / 2 && body.tail_share <= kSacralTailShare &&
         tilt_rad >= kLeastTiltRad;
}

bool IsLumbarBody(const BodyProfile& body) {
  return body.rows >= kBodyRows / 2 && std::abs(body.taper) <= kLumbarTaper;
}

}  // namespace regen
