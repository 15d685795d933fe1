// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/coded_concept.h"
#include "analysis/indications/joint_model.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

enum class Indication {
  kPatellarTendon,
  kAchillesTendon,
  kSupraspinatusTendon,
  kHamstringTendon,
  kBone,
  kIntervertebralDisc,
  kArticularCartilage
};

// "patellar-tendon" … as in treatments.csv and report.json.
std::string_view IndicationName(Indication indication);
std::optional<Indication> ParseIndication(std::string_view name);
const std::vector<Indication>& AllIndications();

// A published repeatability, used until the site gives its own test–retest result.
struct RepeatabilityPrior {
  double within_subject_cv_percent = 0;  // wCV
  int subjects = 0;                      // 0: not stated by the source
  std::string citation;                  // paper, and how the figure follows from it
};

// One quantity measured in the treated structure.
struct MeasurementDefinition {
  std::string name;  // "t2": as in report.json
  std::string unit;  // UCUM: "ms"
  CodedConcept concept_code;
  bool primary = false;
  double lower_bound = 0;  // physically sensible range; outside of it a voxel's fit is rejected
  double upper_bound = 0;
  RepeatabilityPrior repeatability;
};

// All that differs from one treated structure to the next: data, not classes.
struct IndicationProtocol {
  Indication indication = Indication::kPatellarTendon;
  std::string structure;      // "patellar-tendon": as in report.json
  bool paired = true;         // has a left and a right one: `side` is required
  bool has_level = false;     // a disc: `level` is required
  CodedConcept finding_site;  // SCT, else our private scheme 99REGEN
  std::map<std::string, CodedConcept> finding_site_of_level;  // "L4/L5"; empty: no levels
  CodedConcept segment_property_type;                         // CID 7191
  // Upper-case words of BodyPartExamined, StudyDescription, SeriesDescription or ProtocolName
  // that name the region, and those that name another one (several languages).
  std::vector<std::string> body_part_words;
  std::vector<std::string> other_body_part_words;
  // Upper-case names that a reader's region of this structure bears; all words of one name must
  // begin words of the region's label, in any order ("PATELLAR TENDON").
  std::vector<std::string> structure_names;
  JointModel joint;  // what the structure moves with, for the registration
  // Exactly one is primary where the indication is supported; otherwise empty.
  std::vector<MeasurementDefinition> measurements;
  bool supported = false;  // whether this version measures it
};

const IndicationProtocol& ProtocolOf(Indication indication);

// Nothing where this version measures nothing of the structure.
const MeasurementDefinition* PrimaryMeasurement(const IndicationProtocol& protocol);

}  // namespace regen
