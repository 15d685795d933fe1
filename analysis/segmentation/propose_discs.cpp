// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/segmentation/propose_discs.h"

#include "analysis/base/text.h"
#include "analysis/segmentation/proposal_score.h"
#include "analysis/segmentation/spine_levels.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace regen {
namespace {

constexpr double kLeastBodyDepthMm = 25.0;  // lumbar: 28 to 40; mid-thoracic: 20 to 26
constexpr double kShownQuality = 0.2;       // what is worse than this is no disc at all

struct Finding {
  SpineLink link;
  DiscShape shape;
  WeakestLink links;
};

WeakestLink Judge(const DiscShape& s) {
  WeakestLink links;
  links.Add(Score(s.plate_contrast, 0.02, 0.05, 0.08), "end-plates, slope", s.plate_contrast);
  links.Add(Score(s.plate_scatter_mm, 1.2, 0.8, 0.4),
            "end-plates, scatter",
            s.plate_scatter_mm,
            " mm");
  links.Add(Score(s.outline_contrast, 0.05, 0.2, 0.35), "outline, step", s.outline_contrast);
  links.Add(Score(s.share_in_image, 0.5, 0.7, 0.9),
            "share of the outline inside the image",
            s.share_in_image);
  links.Add(std::min(Score(s.height_mm, 2, 3.5, 5), Score(s.height_mm, 21, 18.5, 16)),
            "height",
            s.height_mm,
            " mm");
  links.Add(Score(s.depth_mm, 22, 26, 30), "depth", s.depth_mm, " mm");
  links.Add(std::min(Score(s.width_mm, 28, 33, 38), Score(s.width_mm, 72, 66, 60)),
            "width",
            s.width_mm,
            " mm");
  return links;
}

Finding Look(const Volume& image, const SpineLink& link) {
  Finding finding{link, OutlineDisc(image, link), {}};
  finding.links = Judge(finding.shape);
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
    if (best.links.quality() >= kMinimumProposalQuality) break;
    SpineLink moved = link;
    moved.pose.centre_lps = LpsFromPose(link.pose, Vec3(offset.u, 0, offset.v));
    moved.pose.tilt_rad += offset.tilt_rad;
    Finding other = Look(image, moved);
    if (other.links.quality() > best.links.quality()) best = std::move(other);
  }
  return best;
}

std::vector<Finding> LookAtChain(const Volume& image, const SpineChain& chain) {
  std::vector<Finding> findings;
  for (const SpineLink& link : chain) {
    Finding finding = LookAround(image, link);
    if (finding.links.quality() >= kShownQuality) findings.push_back(std::move(finding));
  }
  return findings;
}

std::vector<CountableDisc> CountableDiscs(const Volume& image,
                                          const std::vector<Finding>& findings) {
  std::vector<CountableDisc> discs;
  for (const Finding& finding : findings) {
    if (finding.links.quality() < kMinimumProposalQuality) continue;
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
    low.links.Add(0, "place within the sacrum, as a remnant");
  }
}

// Median depth of the bodies below the discs, 0 where none can be measured.
double BodyDepth(const std::vector<CountableDisc>& discs) {
  std::vector<double> depths;
  for (const CountableDisc& disc : discs) {
    if (disc.body_below.rows >= 3) depths.push_back(disc.body_below.depth_mm);
  }
  return depths.empty() ? 0 : Median(std::move(depths));
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
  return StrCat("the vertebral bodies are ",
                FormatFixed(depth, 0),
                " mm deep, lumbar ones at least ",
                FormatFixed(kLeastBodyDepthMm, 0),
                " mm");
}

RegionProposal MakeProposal(const Volume& image, const Finding& finding) {
  RegionProposal proposal =
      Proposed("intervertebral-disc", DiscCoverage(finding.shape, image.geometry));
  SetQuality(finding.links, proposal);
  return proposal;
}

bool IsUsable(const Finding& finding) {
  return finding.links.quality() >= kMinimumProposalQuality;
}

// The chain that proved to be a spine, with its levels, or why none did.
struct Spine {
  std::vector<Finding> findings;
  LevelCount count;  // one level per usable finding
  Reasons why_none;
};

Spine FindSpine(const Volume& image, const std::optional<KnownDiscLevel>& known) {
  Spine spine;
  std::string no_spine = NoSpine({});
  std::vector<CountableDisc> countable;
  for (const SpineChain& chain : FindSpineChains(MakeSpineView(image))) {
    spine.findings = LookAtChain(image, chain);
    RefuseSacralRemnants(image, &spine.findings);
    countable = CountableDiscs(image, spine.findings);
    no_spine = NoSpine(countable);
    if (no_spine.empty()) break;
  }
  if (no_spine.empty()) {
    spine.count = CountLevels(countable, known);
  } else {
    spine.findings.clear();
    spine.why_none.push_back(MakeReason(reasons::kAutomaticRegionNotFound, no_spine));
  }
  return spine;
}

}  // namespace

Result<LumbarDiscs> ProposeLumbarDiscs(const Volume& image, const LumbarDiscOptions& options) {
  if (image.values.empty()) return InputError("image: has no voxels");
  if (options.known_level && !LevelIndex(options.known_level->level)) {
    return InputError("known level: expected T12/L1 to L5/S1");
  }
  Spine spine = FindSpine(image, options.known_level);
  LumbarDiscs result;
  result.why_none = std::move(spine.why_none);
  std::size_t counted = 0;
  for (const Finding& finding : spine.findings) {
    RegionProposal proposal = MakeProposal(image, finding);
    if (IsUsable(proposal)) proposal.level = spine.count.levels[counted++];
    if (proposal.level.empty()) proposal.remarks.push_back(spine.count.why_not);
    result.discs.push_back(std::move(proposal));
  }
  return result;
}

FoundDiscs FindLumbarDiscs(const Volume& image,
                           const std::optional<KnownDiscLevel>& known_level) {
  Spine spine = FindSpine(image, known_level);
  FoundDiscs found;
  found.why_none = std::move(spine.why_none);
  found.why_no_level = spine.count.why_not;
  std::size_t counted = 0;
  for (const Finding& finding : spine.findings) {
    FoundDisc disc{finding.shape, finding.link.marrow, IsUsable(finding), {}};
    if (disc.usable) disc.level = spine.count.levels[counted++];
    found.discs.push_back(std::move(disc));
  }
  return found;
}

}  // namespace regen
