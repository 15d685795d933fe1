// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/atlas_region.h"

#include "analysis/base/robust.h"
#include "analysis/base/text.h"
#include "analysis/follow_up_region.h"
#include "analysis/image/shrink.h"
#include "analysis/registration/register_patients.h"
#include "analysis/segmentation/proposal_score.h"
#include "analysis/segmentation/random_walker.h"
#include "analysis/segmentation/region.h"

#include <algorithm>
#include <array>
#include <utility>

namespace regen {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostExams = 12;  // about a second each
constexpr std::size_t kLeastVotes = 2;
constexpr double kLeastCorrelation = 0.5;  // below, an exam does not fit and has no vote

constexpr std::array kProposable = {Indication::kPatellarTendon,
                                    Indication::kAchillesTendon,
                                    Indication::kIntervertebralDisc,
                                    Indication::kArticularCartilage};

// "R", "L4-L5"; "any" where the treatment has neither side nor level.
std::string PlaceFolder(const Treatment& treatment) {
  if (!treatment.level.empty()) {
    std::string name = treatment.level;
    std::replace(name.begin(), name.end(), '/', '-');
    return name;
  }
  return treatment.side ? SideName(*treatment.side) : "any";
}

// Median agreement of the other votes' regions with the best one's.
double AgreementWith(const AtlasVote& best, const std::vector<const AtlasVote*>& votes) {
  std::vector<double> agreements;
  for (const AtlasVote* vote : votes) {
    if (vote != &best) agreements.push_back(FractionalDice(best.region, vote->region));
  }
  return Median(std::move(agreements));
}

}  // namespace

std::vector<fs::path> AtlasExams(const fs::path& atlas, const Treatment& treatment) {
  const fs::path folder =
      atlas / std::string(IndicationName(treatment.indication)) / PlaceFolder(treatment);
  std::vector<fs::path> exams;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    std::error_code unknown;
    if (entry.is_directory(unknown)) exams.push_back(entry.path());
  }
  std::sort(exams.begin(), exams.end());
  exams.resize(std::min(exams.size(), kMostExams));
  return exams;
}

Result<AtlasExam> ReadAtlasExam(const fs::path& folder, const AtlasPurpose& purpose) {
  const auto study = dicom::ReadStudyFolder(folder);
  if (!study) return InputError("no images of one study");
  if (study->study.study_instance_uid == purpose.study->study_instance_uid) {
    return InputError("the study itself");
  }
  const SeriesPair pair = SelectSeriesPair(study->study,
                                           *purpose.study,
                                           *purpose.protocol,
                                           purpose.thresholds,
                                           DescriptionDictionary(purpose.dictionary));
  const RolePair* role = FindRolePair(pair, purpose.acquisition->role);
  if (role == nullptr || AnyRefused(role->comparability) ||
      role->follow_up.series_instance_uids != purpose.acquisition->series_instance_uids) {
    return InputError("no series comparable to the baseline's");
  }
  auto found = FindBaselineRegion(*study, role->baseline, std::nullopt, *purpose.protocol);
  if (!found || !found->region) return InputError("no region by a reader");
  const auto series = dicom::LoadEchoSeries(*study, role->baseline);
  if (!series) return InputError("its images cannot be decoded");
  AtlasExam exam{MeanOfEchoes(*series), {}};
  exam.region = RegionCoverage(
      MakeRegionShape(found->region->coverage), exam.image.geometry, Rigid3{}, 0);
  return exam;
}

AtlasVote VoteOf(const AtlasExam& exam, const Volume& image) {
  AtlasVote vote;
  const PatientTransfer transfer = TransferStructure(exam.image, exam.region, image);
  vote.correlation = transfer.correlation;
  if (!(vote.correlation >= kLeastCorrelation)) return vote;
  const RegionShape shape = MakeRegionShape(exam.region);
  const Volume carried = RegionCoverage(shape, image.geometry, transfer.other_from_atlas, 0);
  vote.region = RandomWalkerRegion(image, shape, transfer.other_from_atlas);
  vote.agreement = FractionalDice(carried, vote.region);
  return vote;
}

RegionProposal ProposeFromVotes(const std::string& label,
                                const VolumeGeometry& grid,
                                const std::vector<AtlasVote>& votes) {
  std::vector<const AtlasVote*> fitting;
  for (const AtlasVote& vote : votes) {
    if (vote.correlation >= kLeastCorrelation && CoverageVolumeMm3(vote.region) > 0) {
      fitting.push_back(&vote);
    }
  }
  if (fitting.size() < kLeastVotes) {
    return NotFound(label,
                    grid,
                    StrCat(fitting.size(),
                           " of the ",
                           votes.size(),
                           " exams of the atlas fit the image; at least ",
                           kLeastVotes,
                           " have to agree"));
  }
  const AtlasVote& best =
      **std::max_element(fitting.begin(), fitting.end(), [](const auto* a, const auto* b) {
        return a->correlation < b->correlation;
      });
  const double agreement = AgreementWith(best, fitting);
  RegionProposal proposal = Proposed(label, best.region);
  WeakestLink links;
  links.Add(
      Score(best.correlation, 0.4, 0.6, 0.8), "correlation with the atlas", best.correlation);
  links.Add(Score(best.agreement, 0.5, 0.7, 0.85),
            "agreement of the carried outline with the image's edges",
            best.agreement);
  links.Add(Score(agreement, 0.5, 0.7, 0.85), "agreement of the atlas's exams", agreement);
  SetQuality(links, proposal);
  proposal.remarks.push_back(MakeReason(kRegionFromAtlas,
                                        StrCat("the region was found with ",
                                               fitting.size(),
                                               " exams of the site's atlas, which agree by ",
                                               FormatFixed(agreement, 2))));
  return proposal;
}

std::optional<RegionProposal> ProposeFromAtlas(const fs::path& atlas,
                                               const Treatment& treatment,
                                               const AtlasPurpose& purpose,
                                               const Volume& image) {
  const bool proposable =
      std::find(kProposable.begin(), kProposable.end(), treatment.indication) !=
      kProposable.end();
  if (!proposable) return std::nullopt;
  std::vector<AtlasVote> votes;
  std::vector<std::string> left;
  const auto exams = AtlasExams(atlas, treatment);
  for (std::size_t n = 0; n < exams.size(); ++n) {
    const auto exam = ReadAtlasExam(exams[n], purpose);
    if (exam) {
      votes.push_back(VoteOf(*exam, image));
    } else {
      left.push_back(StrCat("exam ", n + 1, ": ", exam.error().message));
    }
  }
  RegionProposal proposal =
      ProposeFromVotes(purpose.protocol->structure, image.geometry, votes);
  if (!left.empty() && !proposal.why_not.empty()) {
    proposal.why_not.front().text += StrCat("; left out: ", JoinStrings(left, "; "));
  }
  return proposal;
}

}  // namespace regen
