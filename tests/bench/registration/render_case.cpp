// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/registration/render_case.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/phantom/evaluation_points.h"
#include "analysis/phantom/knee_phantom.h"
#include "tests/bench/registration/meta_image.h"

#include <numbers>
#include <optional>

#include <json/json.h>

namespace regen::bench {
namespace {

constexpr int kPointsPerStructure = 300;

// Sagittal, slightly oblique; SNR 34 in fat to 11 in muscle; gain and coils differ.
KneePhantomOptions CommonOptions(std::uint64_t anatomy_seed) {
  constexpr double kDeg = std::numbers::pi / 180.0;
  KneePhantomOptions options;
  options.anatomy_seed = anatomy_seed;
  options.seed = 1000 + anatomy_seed;
  options.change_percent = 0.0;
  options.echo_times_ms = {20.0};
  options.stimulated_echoes = false;
  options.noise_sigma = 120.0;
  options.shading = 0.15;
  options.follow_up_gain = 1.3;
  options.lesion_radii_mm = Vec3(5.0, 1.5, 5.0);
  options.lesion_shrinks_percent = 50.0;
  options.baseline_from_follow_up = RigidAbout(
      PoseOf(options.side).centre_lps, kDeg * Vec3(4.0, -3.0, 5.0), Vec3(6.0, 5.0, -5.4));
  return options;
}

std::optional<KneePhantomOptions> OptionsOf(const std::string& name,
                                            std::uint64_t anatomy_seed) {
  KneePhantomOptions options = CommonOptions(anatomy_seed);
  if (name.starts_with("knee-256x256x30-")) {
    options.size = {256, 256, 30};
    options.spacing_mm = Vec3(0.6, 0.6, 3.5);
    options.slice_thickness_mm = 3.5;
  } else if (name.starts_with("knee-320x320x160-")) {
    options.size = {320, 320, 160};
    options.spacing_mm = Vec3(0.5, 0.5, 0.8);
    options.slice_thickness_mm = 0.8;
  } else {
    return std::nullopt;
  }
  if (name.ends_with("-flexed")) {
    options.flexion_deg = 6.0;
    options.internal_rotation_deg = 2.0;
  } else if (!name.ends_with("-rigid")) {
    return std::nullopt;
  }
  return options;
}

Json::Value PointJson(const Vec3& p_lps) {
  Json::Value point(Json::arrayValue);
  for (const double coordinate : p_lps) {
    point.append(coordinate);
  }
  return point;
}

std::string PointsJson(const KneePhantom& phantom) {
  constexpr std::array<std::pair<const char*, KneeStructure>, 4> kStructures{{
      {"femur", KneeStructure::kFemur},
      {"tibia", KneeStructure::kTibia},
      {"patella", KneeStructure::kPatella},
      {"tendon", KneeStructure::kPatellarTendon},
  }};
  Json::Value root;
  for (const auto& [name, structure] : kStructures) {
    Json::Value& pairs = root[name];
    for (const Vec3& p_lps : EvaluationPoints(phantom, structure, kPointsPerStructure)) {
      pairs["Baseline"].append(PointJson(p_lps));
      pairs["FollowUp"].append(PointJson(phantom.motion.FollowUpFromBaseline(p_lps)));
    }
  }
  Json::StreamWriterBuilder writer;
  writer["indentation"] = "";
  return Json::writeString(writer, root) + "\n";
}

}  // namespace

Status RenderCase(const std::string& name,
                  std::uint64_t anatomy_seed,
                  const std::filesystem::path& output) {
  const std::optional<KneePhantomOptions> options = OptionsOf(name, anatomy_seed);
  if (!options) {
    return Error{ErrorKind::kUsage, StrCat("case ", name, " is not known")};
  }
  const Result<KneePhantom> phantom = MakeKneePhantom(*options);
  if (!phantom) {
    return phantom.error();
  }
  std::filesystem::create_directories(output);
  Status status =
      WriteMetaImage(phantom->baseline.images.echoes.front(), 1.0, output / "baseline.mhd");
  if (status) {
    status =
        WriteMetaImage(phantom->follow_up.images.echoes.front(), 1.0, output / "follow-up.mhd");
  }
  if (status) {
    status = WriteMetaImage(phantom->baseline.tendon, kRegionScale, output / "region.mhd");
  }
  if (status) {
    status = WriteWholeFile(output / "points.json", PointsJson(*phantom));
  }
  return status;
}

}  // namespace regen::bench
