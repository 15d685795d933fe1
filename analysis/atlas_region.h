// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/dicom/study_folder.h"
#include "analysis/indications/indication.h"
#include "analysis/segmentation/region_proposal.h"
#include "analysis/selection/comparability.h"
#include "analysis/selection/select_series.h"
#include "analysis/treatment/treatment.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

// The remark of a proposal that was found with an atlas.
inline constexpr std::string_view kRegionFromAtlas = "region-from-atlas";

// A site's atlas: exams of other patients whose structure a reader has outlined, one folder
// each,
//   ATLAS/INDICATION/SIDE/EXAM        patellar-tendon/R/0001
//   ATLAS/INDICATION/LEVEL/EXAM       intervertebral-disc/L4-L5/0001
// with the DICOM images of one study and the reader's SEG, RTSTRUCT or SR. Our own results do
// not count as a reader's.

// The exam folders for a treatment, in the order of their names.
std::vector<std::filesystem::path> AtlasExams(const std::filesystem::path& atlas,
                                              const Treatment& treatment);

struct AtlasExam {
  Volume image;   // mean of all echoes
  Volume region;  // coverage on its grid
};

// What an exam is wanted for: the acquisition that its own has to be comparable to.
struct AtlasPurpose {
  const StudySummary* study = nullptr;
  const EchoAcquisition* acquisition = nullptr;
  const IndicationProtocol* protocol = nullptr;
  ComparabilityThresholds thresholds;
  DictionaryEdits dictionary;
};

// Reads one exam. An error says why it does not serve, and names no patient: no images that are
// comparable, no region by a reader, the very study it is wanted for, unreadable.
Result<AtlasExam> ReadAtlasExam(const std::filesystem::path& folder,
                                const AtlasPurpose& purpose);

// What one exam of the atlas says about where the structure lies in an image.
struct AtlasVote {
  double correlation = -1;  // of both images as laid on each other (TransferStructure)
  double agreement = 0;     // of the outline as carried and as the image's own edges have it
  Volume region;            // the latter: RandomWalkerRegion between the carried one's seeds
};

AtlasVote VoteOf(const AtlasExam& exam, const Volume& image);

// The region of the exam that fits best, with the quality of its weakest link: how well the
// images correspond, how well the carried outline meets the image's edges, and how well the
// other exams say the same (the median of their agreement with it). One exam cannot confirm
// itself: fewer than two that fit at all are a refusal. `label` as in RegionProposal.
RegionProposal ProposeFromVotes(const std::string& label,
                                const VolumeGeometry& grid,
                                const std::vector<AtlasVote>& votes);

// All of it. Nothing where the indication needs a reader: a torn supraspinatus or hamstring and
// a lesion of bone look like nobody else's.
std::optional<RegionProposal> ProposeFromAtlas(const std::filesystem::path& atlas,
                                               const Treatment& treatment,
                                               const AtlasPurpose& purpose,
                                               const Volume& image);

}  // namespace regen
