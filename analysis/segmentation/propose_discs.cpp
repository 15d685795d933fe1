// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/propose_discs.h"

#include "analysis/segmentation/region.h"
#include "analysis/segmentation/spine_levels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace regen {
namespace {

constexpr double kLeastBodyDepthMm = 25.0;  // lumbar: 28 to 40; mid-thoracic: 20 to 26
constexpr double kShownQuality = 0.2;       // what is worse than this is no disc at all

struct Finding {
  SpineLink link;
  DiscShape shape;
  double quality = 0;
  const char* weakest = "";
};

// From 0 at `worst` to 1 at `best`; half way lies what is just plausible.
double Score(double value, double worst, double best) {
  return std::clamp((value - worst) / (best - worst), 0.0, 1.0);
}

void Judge(Finding* finding) {
  const DiscShape& s = finding->shape;
  const std::array<std::pair<const char*, double>, 9> scores{{
      {"contrast of the end-plates", Score(s.plate_contrast, 0.02, 0.08)},
      {"scatter of the end-plates", Score(s.plate_scatter_mm, 1.2, 0.4)},
      {"contrast of the outline", Score(s.outline_contrast, 0.05, 0.35)},
      {"part outside of the image", Score(s.share_in_image, 0.5, 0.9)},
      {"height too small", Score(s.height_mm, 2, 5)},
      {"height too large", Score(s.height_mm, 21, 16)},
      {"depth too small", Score(s.depth_mm, 22, 30)},
      {"width too small", Score(s.width_mm, 28, 38)},
      {"width too large", Score(s.width_mm, 72, 60)},
  }};
  const auto weakest =
      std::min_element(scores.begin(), scores.end(), [](const auto& a, const auto& b) {
        return a.second < b.second;
      });
  finding->quality = weakest->second;
  finding->weakest = weakest->first;
}

Finding Look(const Volume& image, const SpineLink& link) {
  Finding finding{link, OutlineDisc(image, link)};
  Judge(&finding);
  return finding;
}

// A nucleus as bright as marrow leaves two dark lines, and the chain may have caught one of
// them, or the disc's front edge: a poor finding is sought again beside its place.
Finding LookAround(const Volume& image, const SpineLink& link) {
  struct Offset {
    double u, v, tilt_rad;
  };
  constexpr std::array<Offset, 4> kOffsets{
      {{0, -4.5, 0}, {0, 4.5, 0}, {8, 3, 0.3}, {-8, 0, -0.2}}};
  Finding best = Look(image, link);
  for (const Offset& offset : kOffsets) {
    if (best.quality >= kMinimumProposalQuality) break;
    SpineLink moved = link;
    moved.pose.centre_lps = LpsFromPose(link.pose, Vec3(offset.u, 0, offset.v));
    moved.pose.tilt_rad += offset.tilt_rad;
    Finding other = Look(image, moved);
    if (other.quality > best.quality) best = std::move(other);
  }
  return best;
}

std::vector<Finding> LookAtChain(const Volume& image, const SpineChain& chain) {
  std::vector<Finding> findings;
  for (const SpineLink& link : chain) {
    Finding finding = LookAround(image, link);
    if (finding.quality >= kShownQuality) findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<CountableDisc> CountableDiscs(const Volume& image,
                                          const std::vector<Finding>& findings) {
  std::vector<CountableDisc> discs;
  for (const Finding& finding : findings) {
    if (finding.quality < kMinimumProposalQuality) continue;
    const DiscShape* next = discs.empty() ? nullptr : &discs.back().shape;
    discs.push_back(
        {finding.shape, ProfileBodyBelow(image, finding.shape, next, finding.link.marrow)});
  }
  return discs;
}

// The remnant of a disc between two segments of the sacrum is none that is treated: it is
// small, and S1 lies above it.
void RefuseSacralRemnants(const Volume& image, std::vector<Finding>* findings) {
  for (std::size_t n = 0; n + 1 < findings->size() && n < 2; ++n) {
    Finding& low = (*findings)[n];
    const Finding& high = (*findings)[n + 1];
    if (low.shape.depth_mm > 0.88 * high.shape.depth_mm) continue;
    const BodyProfile between =
        ProfileBodyBelow(image, high.shape, &low.shape, high.link.marrow);
    const BodyProfile alone = ProfileBodyBelow(image, high.shape, nullptr, high.link.marrow);
    if (between.taper < kSacralTaper || !IsSacrum(alone, high.shape.pose.tilt_rad)) continue;
    low.quality = 0;
    low.weakest = "a remnant within the sacrum";
  }
}

// Median depth of the bodies below the discs, 0 where none can be measured.
double BodyDepth(const std::vector<CountableDisc>& discs) {
  std::vector<double> depths;
  for (const CountableDisc& disc : discs) {
    if (disc.body_below.rows >= 3) depths.push_back(disc.body_below.depth_mm);
  }
  if (depths.empty()) return 0;
  std::sort(depths.begin(), depths.end());
  return depths[depths.size() / 2];
}

// Whether at least one body between two neighbours looks like a lumbar vertebra. The disc above
// it is not L5/S1 and so lies fairly level in a patient on a table.
bool HoldsVertebra(const std::vector<CountableDisc>& discs) {
  constexpr double kSteepestRad = 0.65;
  constexpr double kMostTaper = 0.25;
  const std::vector<bool> follows = FollowsDiscBelow(discs);
  for (std::size_t n = 1; n < discs.size(); ++n) {
    const BodyProfile& body = discs[n].body_below;
    if (follows[n] && body.rows >= kBodyRows / 2 && std::abs(body.taper) <= kMostTaper &&
        std::abs(discs[n].shape.pose.tilt_rad) <= kSteepestRad) {
      return true;
    }
  }
  return false;
}

std::string NoSpine(const std::vector<CountableDisc>& discs) {
  if (discs.size() < 2) {
    return "no chain of at least two discs between vertebral bodies was found";
  }
  if (!HoldsVertebra(discs)) {
    return "what looks like discs does not enclose a vertebral body at the distances of lumbar "
           "discs";
  }
  const double depth = BodyDepth(discs);
  if (depth >= kLeastBodyDepthMm) return {};
  std::array<char, 120> text{};
  std::snprintf(text.data(),
                text.size(),
                "the vertebral bodies are %.0f mm deep, lumbar ones at least %.0f mm",
                depth,
                kLeastBodyDepthMm);
  return text.data();
}

RegionProposal MakeProposal(const Volume& image, const Finding& finding) {
  RegionProposal proposal;
  proposal.label = "intervertebral-disc";
  proposal.coverage = DiscCoverage(finding.shape, image.geometry);
  proposal.centre_lps = finding.link.pose.centre_lps;
  proposal.quality = finding.quality;
  if (CoverageVolumeMm3(proposal.coverage) > 0) {
    proposal.centre_lps = CoverageCentre(proposal.coverage);
  }
  if (proposal.quality < kMinimumProposalQuality) {
    std::array<char, 120> text{};
    std::snprintf(text.data(),
                  text.size(),
                  "quality %.2f is below %.2f: %s",
                  proposal.quality,
                  kMinimumProposalQuality,
                  finding.weakest);
    proposal.why_not.push_back(MakeReason(reasons::kAutomaticRegionUncertain, text.data()));
  }
  return proposal;
}

}  // namespace

Result<LumbarDiscs> ProposeLumbarDiscs(const Volume& image, const LumbarDiscOptions& options) {
  if (image.values.empty()) return InputError("image: has no voxels");
  if (options.known_level && !LevelIndex(options.known_level->level)) {
    return InputError("known level: expected T12/L1 to L5/S1");
  }
  LumbarDiscs result;
  std::string no_spine = NoSpine({});
  std::vector<Finding> findings;
  std::vector<CountableDisc> countable;
  for (const SpineChain& chain : FindSpineChains(MakeSpineView(image))) {
    findings = LookAtChain(image, chain);
    RefuseSacralRemnants(image, &findings);
    countable = CountableDiscs(image, findings);
    no_spine = NoSpine(countable);
    if (no_spine.empty()) break;
  }
  if (!no_spine.empty()) {
    result.why_none.push_back(MakeReason(reasons::kAutomaticRegionNotFound, no_spine));
    return result;
  }
  const LevelCount count = CountLevels(countable, options.known_level);
  std::size_t counted = 0;
  for (const Finding& finding : findings) {
    RegionProposal proposal = MakeProposal(image, finding);
    if (IsUsable(proposal)) proposal.level = count.levels[counted++];
    if (proposal.level.empty()) proposal.remarks.push_back(count.why_not);
    result.discs.push_back(std::move(proposal));
  }
  return result;
}

}  // namespace regen
