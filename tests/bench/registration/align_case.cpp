// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/registration/align_case.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "analysis/indications/indication.h"
#include "analysis/registration/register_follow_up.h"
#include "tests/bench/registration/meta_image.h"
#include "tests/bench/registration/render_case.h"

#include <iostream>
#include <memory>
#include <string>

#include <json/json.h>

namespace regen::bench {
namespace {

// Our registration, and nothing else of it, as the bench sees it.
class Alignment {
 public:
  Alignment(const Volume& baseline, const Volume& follow_up, const Volume& region) {
    FollowUpRegistrationOptions options;
    options.threads = 1;
    options.lateral_sign = -1;  // the bench's knees are right ones
    found_ = RegisterFollowUp(
        baseline, follow_up, region, ProtocolOf(Indication::kPatellarTendon).joint, options);
  }

  bool usable() const { return found_.usable; }
  const std::string& why_not() const { return found_.why_not; }

  // Bones by their name, everything else with the structure itself.
  Vec3 FollowUpFromBaseline(const std::string& structure, const Vec3& p_lps) const {
    for (const RegisteredStructure& bone : found_.bones) {
      if (bone.name == structure) {
        return bone.followup_from_baseline * p_lps;
      }
    }
    return found_.followup_from_baseline * p_lps;
  }

 private:
  FollowUpRegistration found_;
};

Json::Value MapPoints(const Alignment& alignment, const Json::Value& points) {
  Json::Value mapped;
  for (const std::string& structure : points.getMemberNames()) {
    for (const Json::Value& point : points[structure]["Baseline"]) {
      const Vec3 p(point[0].asDouble(), point[1].asDouble(), point[2].asDouble());
      const Vec3 q = alignment.FollowUpFromBaseline(structure, p);
      Json::Value row(Json::arrayValue);
      for (const double coordinate : q) {
        row.append(coordinate);
      }
      mapped[structure].append(row);
    }
  }
  return mapped;
}

}  // namespace

Status AlignCase(const std::filesystem::path& rendered, const std::filesystem::path& mapped) {
  const Result<Volume> baseline = ReadMetaImage(1.0, rendered / "baseline.mhd");
  const Result<Volume> follow_up = ReadMetaImage(1.0, rendered / "follow-up.mhd");
  const Result<Volume> region = ReadMetaImage(kRegionScale, rendered / "region.mhd");
  const Result<std::string> text = ReadWholeFile(rendered / "points.json");
  for (const Status& status : {baseline ? Status(Done{}) : Status(baseline.error()),
                               follow_up ? Status(Done{}) : Status(follow_up.error()),
                               region ? Status(Done{}) : Status(region.error()),
                               text ? Status(Done{}) : Status(text.error())}) {
    if (!status) {
      return status;
    }
  }
  Json::Value points;
  const std::unique_ptr<Json::CharReader> reader(Json::CharReaderBuilder().newCharReader());
  if (!reader->parse(text->data(), text->data() + text->size(), &points, nullptr) ||
      !points.isObject()) {
    return InputError("points.json: an object of lists of points expected");
  }
  const Alignment alignment(*baseline, *follow_up, *region);
  if (!alignment.usable()) {
    std::cerr << "not usable: " << alignment.why_not() << '\n';
  }
  return WriteWholeFile(
      mapped, Json::writeString(Json::StreamWriterBuilder(), MapPoints(alignment, points)));
}

}  // namespace regen::bench
