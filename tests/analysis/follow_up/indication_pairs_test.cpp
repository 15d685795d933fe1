// SPDX-License-Identifier: GPL-3.0-or-later
//
// Every measurement of an indication over many digital patients through all stages.
// REGEN_INDICATION_PAIRS sets how many pairs calibrate, how many unchanged and how many changed
// ones are judged.
#include "tests/analysis/follow_up/ankle_pairs.h"
#include "tests/analysis/follow_up/bone_pairs.h"
#include "tests/analysis/follow_up/disc_pairs.h"
#include "tests/analysis/follow_up/knee_pairs.h"
#include "tests/analysis/follow_up/shoulder_pairs.h"
#include "tests/analysis/follow_up/thigh_pairs.h"

#include <cmath>

#include <gtest/gtest.h>

namespace regen {
namespace {

// 5 % or 93 % and two standard errors of a share of so many pairs.
double Slack(int pairs) {
  return 2 * 21.8 / std::sqrt(pairs);
}

void ExpectHonest(const std::map<std::string, test::PairFigures>& figures, int pairs) {
  for (const auto& [name, one] : figures) {
    EXPECT_GE(4 * one.measured, 3 * one.judged) << name;
    EXPECT_LE(one.false_exceeds_percent, 5 + Slack(pairs)) << name;
    EXPECT_LE(one.disturbed_exceeds_percent, 5 + Slack((pairs + 3) / 4)) << name;
    if (one.with_truth) {
      EXPECT_GE(one.coverage_changed_percent, 93 - Slack(pairs)) << name;
    }
  }
}

template <typename Options>
void Disturb(test::PairKind kind, Options& options) {
  if (kind != test::PairKind::kDisturbed) return;
  options.noise_factor *= 2;
  options.shading *= 2;
}

std::map<std::string, test::PairFigures> FiguresOfKnees(test::KneeCase of, const char* name) {
  const int pairs = test::AskedPairs(10);
  const auto make = [of](std::uint64_t seed, test::PairKind kind) {
    return test::KneePair(of, seed, kind);
  };
  const auto figures = test::FiguresOf(test::TreatedKnee(of), make, pairs);
  test::PrintFigures(name, figures);
  ExpectHonest(figures, pairs);
  return figures;
}

TEST(Gap, VerdictsAreHonest) {
  const auto figures = FiguresOfKnees(test::KneeCase::kGap, "patellar-tendon-gap");
  EXPECT_LE(std::abs(figures.at("defect-volume").bias_percent), 3);
  EXPECT_LE(figures.at("defect-volume").rc_percent, 15);
}

TEST(Tendon, VerdictsAreHonest) {
  FiguresOfKnees(test::KneeCase::kTendonT2, "patellar-tendon");
}

TEST(Cartilage, VerdictsAreHonest) {
  FiguresOfKnees(test::KneeCase::kCartilageT2, "articular-cartilage");
}

TEST(CartilageThickness, VerdictsAreHonest) {
  const auto figures =
      FiguresOfKnees(test::KneeCase::kCartilageThickness, "articular-cartilage-thickness");
  // Of so many pairs the coefficient itself is known to one part in sqrt(2 n).
  const double slack = 2 / std::sqrt(2.0 * test::AskedPairs(10));
  EXPECT_LE(figures.at("cartilage-thickness").rc, 0.15 * (1 + slack));
}

TEST(Disc, VerdictsAreHonest) {
  const int pairs = test::AskedPairs(10);
  const auto make = [](std::uint64_t seed, test::PairKind kind) {
    SpinePhantomOptions options;
    options.seed = seed;
    options.anatomy_seed = seed;
    options.threads = 1;
    Disturb(kind, options);
    if (kind == test::PairKind::kChanged) {
      options.hours_change_percent = -4 + static_cast<double>(seed % 9);
      options.t2_change_percent = 12;
      options.height_change_percent = 6;
    }
    return test::DiscPair(options);
  };
  const auto figures = test::FiguresOf(test::TreatedDisc("L4/L5"), make, pairs);
  test::PrintFigures("intervertebral-disc", figures);
  ExpectHonest(figures, pairs);
  EXPECT_LE(figures.at("disc-height").rc, 0.3);
}

TEST(Bone, VerdictsAreHonest) {
  const int pairs = test::AskedPairs(10);
  const auto make = [](std::uint64_t seed, test::PairKind kind) {
    HipPhantomOptions options;
    options.seed = seed;
    options.anatomy_seed = seed;
    options.threads = 1;
    Disturb(kind, options);
    if (kind == test::PairKind::kChanged)
      options.lesion_change_percent = -20 - 10 * static_cast<double>(seed % 5);
    return test::BonePair(options);
  };
  const auto figures = test::FiguresOf(test::TreatedHip(), make, pairs);
  test::PrintFigures("bone", figures);
  ExpectHonest(figures, pairs);
  EXPECT_LE(std::abs(figures.at("lesion-volume").bias_percent), 3);
}

TEST(Achilles, VerdictsAreHonest) {
  const int pairs = test::AskedPairs(10);
  const auto make = [](std::uint64_t seed, test::PairKind kind) {
    AnklePhantomOptions options;
    options.seed = seed;
    options.anatomy_seed = seed;
    options.threads = 1;
    Disturb(kind, options);
    if (kind == test::PairKind::kChanged) {
      options.thickness_change_percent = -5 - 3 * static_cast<double>(seed % 5);
      options.t2_change_percent = -15;
    }
    return test::AnklePair(options);
  };
  const auto figures = test::FiguresOf(test::TreatedAnkle(), make, pairs);
  test::PrintFigures("achilles-tendon", figures);
  ExpectHonest(figures, pairs);
  EXPECT_LE(std::abs(figures.at("thickness").bias_percent), 3);
  EXPECT_LE(std::abs(figures.at("volume-20-60mm").bias_percent), 3);
}

TEST(Hamstring, VerdictsAreHonest) {
  const int pairs = test::AskedPairs(10);
  const auto make = [](std::uint64_t seed, test::PairKind kind) {
    ThighPhantomOptions options;
    options.seed = seed;
    options.anatomy_seed = seed;
    options.threads = 1;
    Disturb(kind, options);
    if (kind == test::PairKind::kChanged)
      options.oedema_change_percent = -20 - 10 * static_cast<double>(seed % 5);
    return test::ThighPair(options);
  };
  const auto figures = test::FiguresOf(test::TreatedThigh(), make, pairs);
  test::PrintFigures("hamstring-tendon", figures);
  ExpectHonest(figures, pairs);
  EXPECT_LE(std::abs(figures.at("lesion-volume").bias_percent), 10);
  EXPECT_LE(std::abs(figures.at("lesion-length").bias_percent), 10);
}

TEST(Supraspinatus, VerdictsAreHonest) {
  const int pairs = test::AskedPairs(10);
  const auto make = [](std::uint64_t seed, test::PairKind kind) {
    RandomStream random(MixSeed(seed, 911));
    ShoulderPhantomOptions options;
    options.seed = seed;
    options.anatomy_seed = seed;
    options.arm_rotation_deg = random.NextBetween(-5, 5);
    options.threads = 1;
    Disturb(kind, options);
    if (kind == test::PairKind::kChanged)
      options.tear_change_percent = -20 - 10 * static_cast<double>(seed % 5);
    return test::ShoulderPair(options);
  };
  const auto figures = test::FiguresOf(test::TreatedShoulder(), make, pairs);
  test::PrintFigures("supraspinatus-tendon", figures);
  ExpectHonest(figures, pairs);
  EXPECT_LE(std::abs(figures.at("defect-volume").bias_percent), 3);
}

}  // namespace
}  // namespace regen
