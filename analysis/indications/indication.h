// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/coded_concept.h"
#include "analysis/indications/joint_model.h"
#include "analysis/indications/measurement_definition.h"
#include "analysis/indications/series_role.h"

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

// All that differs from one treated structure to the next: data, not classes.
struct IndicationProtocol {
  Indication indication = Indication::kPatellarTendon;
  std::string structure;      // "patellar-tendon": as in report.json
  bool paired = true;         // has a left and a right one: `side` is required
  bool has_level = false;     // a disc: `level` is required
  std::string level;          // the treated one, in the rows of ProtocolAt; otherwise empty
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
  // The same of a defect inside the structure: a gap, a tear, a lesion, a repair site. Empty:
  // none of the measurements needs one.
  std::vector<std::string> defect_names;
  JointModel joint;  // what the structure moves with, for the registration
  // The series that can be used. The first that both exams have carries the registration.
  std::vector<SeriesRole> roles;
  // One of them has primary rank 1 where there are any. They may stand here before they are
  // offered (`supported`).
  std::vector<MeasurementDefinition> measurements;
  // Ordered fibres: T2 and signal depend on their angle to the field (magic angle, 55°).
  bool fibres_along_axis = false;
  bool diurnal = false;    // water content depends on the time of day
  bool supported = false;  // whether this version reports it
};

const IndicationProtocol& ProtocolOf(Indication indication);

// The row for a treated level ("L4/L5"); ProtocolOf's where the indication has none of that
// name.
const IndicationProtocol& ProtocolAt(Indication indication, std::string_view level);

// The level that a label names: "Disc L4/L5", "L4-5", "L45", "L5S1", "D12-L1". Empty where it
// names none, or several.
std::string NamedLevel(std::string_view label, const IndicationProtocol& protocol);

// The declared primary; nothing where this version measures nothing of the structure.
const MeasurementDefinition* PrimaryMeasurement(const IndicationProtocol& protocol);

// Nothing where the protocol has no such row.
const MeasurementDefinition* FindMeasurement(const IndicationProtocol& protocol,
                                             std::string_view name);
const SeriesRole* FindRole(const IndicationProtocol& protocol, std::string_view name);

}  // namespace regen
