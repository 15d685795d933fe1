// SPDX-License-Identifier: GPL-3.0-or-later
// A site's atlas of two patients' knees, and a third patient's: all of other anatomies.
#include "analysis/atlas_region.h"
#include "analysis/base/files.h"
#include "analysis/phantom/knee_phantom.h"
#include "analysis/phantom/write_phantom.h"
#include "analysis/segmentation/region.h"
#include "tests/support/ankle_scene.h"
#include "tests/support/image_changes.h"
#include "tests/support/scene.h"

#include <iostream>

#include <gtest/gtest.h>

namespace regen {
namespace {

namespace fs = std::filesystem;

AtlasExam Knee(std::uint64_t seed) {
  KneePhantomOptions options;
  options.seed = seed;
  options.anatomy_seed = seed;
  options.size = {180, 180, 24};
  options.spacing_mm = Vec3(0.8, 0.8, 4);
  options.echo_times_ms = {30};
  options.noise_sigma = 60;
  options.follow_up_grid.emplace().size = {1, 1, 1};  // its follow-up is not looked at
  const auto knee = MakeKneePhantom(options);
  EXPECT_TRUE(knee.has_value());
  return {knee->baseline.images.echoes[0], knee->baseline.tendon};
}

const std::vector<AtlasExam>& Knees() {
  static const std::vector<AtlasExam> knees{Knee(811), Knee(812), Knee(813), Knee(814)};
  return knees;
}

RegionProposal FromTheOthers(const Volume& image, std::size_t left_out) {
  std::vector<AtlasVote> votes;
  for (std::size_t n = 0; n < Knees().size(); ++n) {
    if (n != left_out) votes.push_back(VoteOf(Knees()[n], image));
  }
  return ProposeFromVotes("patellar-tendon", image.geometry, votes);
}

TEST(Atlas, FindsEachPatientsTendonWithTheOthers) {
  double sum = 0;
  int usable = 0;
  for (std::size_t n = 0; n < Knees().size(); ++n) {
    const RegionProposal proposal = FromTheOthers(Knees()[n].image, n);
    const double dice = FractionalDice(proposal.coverage, Knees()[n].region);
    std::cout << "knee " << n << ": Dice " << dice << ", quality " << proposal.quality << "\n";
    if (!IsUsable(proposal)) continue;
    ++usable;
    sum += dice;
    EXPECT_GT(dice, 0.7) << n;
  }
  EXPECT_GE(usable, 3);
  EXPECT_GT(sum / usable, 0.8);
}

TEST(Atlas, RefusesWhatIsNoKnee) {
  Volume ankle = test::Rendered(test::SagittalGrid({120, 140, 24}, Vec3(1.0, 1.0, 4.0)),
                                [](const Vec3& p) { return test::AnkleScene().ValueAt(p); });
  test::AddNoise(ankle, 20, 5);
  EXPECT_FALSE(IsUsable(FromTheOthers(ankle, 9)));
  Volume noise = MakeVolume(Knees()[0].image.geometry, 200.0F);
  test::AddNoise(noise, 80, 6);
  EXPECT_FALSE(IsUsable(FromTheOthers(noise, 9)));
}

TEST(Atlas, RefusesAKneeWithoutItsFront) {
  const AtlasExam& knee = Knees()[1];
  const auto& size = knee.image.geometry.size;
  const Volume cut = test::Cropped(knee.image, {70, 0, 0}, size);
  const RegionProposal proposal = FromTheOthers(cut, 1);
  EXPECT_FALSE(IsUsable(proposal)) << proposal.quality;
}

// Through DICOM: exams as folders with images and a reader's SEG.
TEST(Atlas, IsReadFromFoldersOfExams) {
  const ScratchFolder scratch = *ScratchFolder::Create(fs::temp_directory_path());
  const fs::path place = scratch.path() / "atlas/patellar-tendon/R";
  fs::create_directories(place);
  for (const std::uint64_t seed : {21U, 22U, 23U}) {
    const fs::path made = scratch.path() / std::to_string(seed);
    PhantomOptions options;
    options.seed = seed;
    options.roles = {"t2-map"};
    ASSERT_TRUE(WritePhantom(options, made));
    if (seed == 23) continue;  // the new patient
    fs::rename(made / "baseline", place / std::to_string(seed));
    fs::copy(made / "roi.dcm", place / std::to_string(seed) / "roi.dcm");
  }
  const auto study = dicom::ReadStudyFolder(scratch.path() / "23/baseline");
  ASSERT_TRUE(study);
  std::vector<Candidate> candidates;
  const auto acquisitions =
      SuitableAcquisitions(study->study, ProtocolOf(Indication::kPatellarTendon), &candidates);
  ASSERT_EQ(acquisitions.size(), 1U);
  const auto series = dicom::LoadEchoSeries(*study, acquisitions.front());
  ASSERT_TRUE(series);
  Treatment treatment;
  treatment.side = Side::kRight;
  const auto proposal = ProposeFromAtlas(
      scratch.path() / "atlas",
      treatment,
      {&study->study, &acquisitions.front(), &ProtocolOf(treatment.indication), {}, {}},
      series->echoes.back());
  ASSERT_TRUE(proposal);
  EXPECT_TRUE(IsUsable(*proposal)) << proposal->why_not.front().text;
  std::cout << "from folders: quality " << proposal->quality << "\n";
}

}  // namespace
}  // namespace regen
