// SPDX-License-Identifier: GPL-3.0-or-later
//
// The seven rows of data. Codes of anatomy are those of DICOM PS3.16 (CID 12321, 7191, 7604) or
// of SNOMED CT itself; where neither has one, our private scheme 99REGEN stands in. Words are
// upper-case without accents (the matcher folds what it compares with them), in English,
// Spanish, Catalan, German and French; a word of four letters or more also stands for words
// that begin with it ("KNIE" for KNIEGELENK).
#include "analysis/indications/indication.h"
#include "analysis/indications/joints.h"

#include <cassert>

namespace regen {

namespace {

using Words = std::vector<std::string>;

// Regions of the body, each named once.
const Words kKnee = {"KNEE", "RODILLA", "GENOLL", "KNIE", "GENOU", "PATELLA", "ROTUL"};
const Words kAnkle = {"ANKLE",
                      "TOBILLO",
                      "TURMELL",
                      "KNOCHEL",
                      "SPRUNGGELENK",
                      "CHEVILLE",
                      "AQUIL",
                      "ACHILLE",
                      "CALCANEUS",
                      "HINDFOOT",
                      "RUCKFUSS",
                      "OSG",
                      "TALON"};
const Words kFoot = {"FOOT", "PIE", "PEU", "FUSS", "VORFUSS", "PIED", "TOE"};
const Words kShoulder = {"SHOULDER",
                         "HOMBRO",
                         "ESPATLLA",
                         "MUSCLO",
                         "SCHULTER",
                         "EPAULE",
                         "SUPRASPINATUS",
                         "ROTATOR",
                         "MANGUITO"};
const Words kHip = {
    "HIP", "CADERA", "MALUC", "HUFT", "HUEFT", "HANCHE", "PELVI", "BECKEN", "BASSIN"};
const Words kThigh = {"THIGH",
                      "MUSLO",
                      "CUIXA",
                      "OBERSCHENKEL",
                      "CUISSE",
                      "HAMSTRING",
                      "ISQUIOTIB",
                      "ISCHIOJAMB",
                      "ISCHIOCR",
                      "FEMUR",
                      "UPPERLEG"};
const Words kLumbarSpine = {
    "LSPINE", "LUMBAR", "LENDENWIRBEL", "LWS", "LOMBAIRE", "TSLSPINE", "LSSPINE"};
const Words kOtherSpine = {
    "CSPINE", "TSPINE", "CERVICAL", "HALSWIRBEL", "HWS", "DORSALWIRBEL", "BWS", "THORACIC"};
const Words kArm = {"ELBOW",
                    "CODO",
                    "COLZE",
                    "ELLBOGEN",
                    "ELLENBOGEN",
                    "COUDE",
                    "WRIST",
                    "MUNECA",
                    "CANELL",
                    "HAND",
                    "POIGNET",
                    "MANO",
                    "FINGER"};
const Words kTrunk = {"HEAD",
                      "BRAIN",
                      "CABEZA",
                      "CEREBRO",
                      "SCHADEL",
                      "KOPF",
                      "CERVEAU",
                      "CERVELL",
                      "NECK",
                      "CUELLO",
                      "CHEST",
                      "THORAX",
                      "TORAX",
                      "ABDOMEN",
                      "LIVER",
                      "HEART",
                      "BREAST",
                      "PROSTATE"};

Words Join(const std::vector<const Words*>& groups) {
  Words all;
  for (const Words* group : groups) all.insert(all.end(), group->begin(), group->end());
  return all;
}

// The prior of tendon T2. Nobody has published a scan–rescan figure for multi-echo spin-echo T2
// of the patellar tendon, so the nearest published tendon stands in and its derivation is part
// of the citation, for a reader to judge. Zero subjects: the widening for an unknown number of
// subjects applies.
RepeatabilityPrior TendonT2Prior() {
  RepeatabilityPrior prior;
  prior.within_subject_cv_percent = 7.9;
  prior.subjects = 0;
  prior.citation =
      "T2 mapping of the supraspinatus tendon (Knee Surg Sports Traumatol Arthrosc 2015, "
      "doi:10.1007/s00167-015-3547-2, PMID 25739912): healthy tendon 33.6 ± 5.3 ms, ICC > "
      "0.75; "
      "within-subject SD <= 5.3 ms * sqrt(1 - 0.75) = 2.65 ms, hence wCV = 2.65 / 33.6 = 7.9 "
      "%. "
      "Another tendon than the patellar one and an ICC instead of a scan-rescan SD: to be "
      "replaced by the site's own test-retest result";
  return prior;
}

// Voxel fits outside 5–200 ms are rejected. Below about 5 ms the signal is gone by the first
// echo of a clinical train (6–10 ms) and the fit follows noise; above 200 ms the decay over a
// train of 50–100 ms is too flat to be told from none, and no tendon lies there: published
// means are 24–45 ms (healthy to torn), fluid in a gap begins at about 150 ms.
MeasurementDefinition TendonT2() {
  MeasurementDefinition t2;
  t2.name = "t2";
  t2.unit = "ms";
  t2.concept_code = {"113065", "DCM", "T2"};
  t2.primary = true;
  t2.lower_bound = 5.0;
  t2.upper_bound = 200.0;
  t2.repeatability = TendonT2Prior();
  return t2;
}

IndicationProtocol Row(Indication indication, CodedConcept finding_site, CodedConcept type) {
  IndicationProtocol protocol;
  protocol.indication = indication;
  protocol.structure = std::string(IndicationName(indication));
  protocol.finding_site = std::move(finding_site);
  protocol.segment_property_type = std::move(type);
  return protocol;
}

const CodedConcept kTendon = {"13024002", "SCT", "Tendon"};

IndicationProtocol PatellarTendon() {
  auto row = Row(Indication::kPatellarTendon, {"18033002", "SCT", "Patellar Tendon"}, kTendon);
  row.body_part_words = kKnee;
  row.other_body_part_words =
      Join({&kAnkle, &kFoot, &kShoulder, &kHip, &kLumbarSpine, &kOtherSpine, &kArm, &kTrunk});
  row.measurements = {TendonT2()};
  row.supported = true;
  row.structure_names = {"PATELLA TENDON",
                         "PATELLA LIGAMENT",
                         "LIGAMENTUM PATELLAE",
                         "TENDON ROTUL",
                         "TENDO ROTUL",
                         "PATELLARSEHNE",
                         "PATELLASEHNE"};
  row.joint = PatellarTendonJoint();
  return row;
}

IndicationProtocol AchillesTendon() {
  auto row = Row(Indication::kAchillesTendon, {"61352006", "SCT", "Achilles Tendon"}, kTendon);
  row.body_part_words = kAnkle;
  row.other_body_part_words =
      Join({&kKnee, &kShoulder, &kHip, &kThigh, &kLumbarSpine, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {"ACHILLE", "AQUIL"};
  row.joint = AchillesTendonJoint();
  return row;
}

IndicationProtocol SupraspinatusTendon() {
  auto row = Row(Indication::kSupraspinatusTendon,
                 {"5580002", "SCT", "Tendon of supraspinatus muscle"},
                 kTendon);
  row.body_part_words = kShoulder;
  row.other_body_part_words = Join(
      {&kKnee, &kAnkle, &kFoot, &kHip, &kThigh, &kLumbarSpine, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {"SUPRASPIN", "SUPRAESPIN", "SUPRAEPIN", "ROTATOR CUFF"};
  row.joint = SupraspinatusTendonJoint();
  return row;
}

IndicationProtocol HamstringTendon() {
  auto row = Row(Indication::kHamstringTendon,
                 {"HAMSTRING-TENDON", "99REGEN", "Hamstring Tendon"},
                 kTendon);
  row.body_part_words = Join({&kThigh, &kHip});
  row.other_body_part_words =
      Join({&kAnkle, &kFoot, &kShoulder, &kLumbarSpine, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {
      "HAMSTRING", "ISQUIOTIB", "ISCHIOJAMB", "ISCHIOCR", "SEMIMEMBRAN", "SEMITEND"};
  row.joint = HamstringTendonJoint();
  return row;
}

// A bone lesion may be anywhere, so no region contradicts it by itself.
IndicationProtocol Bone() {
  auto row = Row(Indication::kBone, {"3138006", "SCT", "Bone"}, {"3138006", "SCT", "Bone"});
  row.structure_names = {
      "BONE", "FEMUR", "TIBIA", "PATELLA", "HUESO", "OS", "KNOCHEN", "LESION"};
  row.joint = BoneJoint();
  return row;
}

IndicationProtocol IntervertebralDisc() {
  auto row = Row(Indication::kIntervertebralDisc,
                 {"INTERVERTEBRAL-DISC", "99REGEN", "Intervertebral Disc"},
                 {"309312004", "SCT", "Cartilage"});
  row.paired = false;
  row.has_level = true;
  row.finding_site_of_level = {
      {"T12/L1", {"76206002", "SCT", "T12-L1 intervertebral disc"}},
      {"L1/L2", {"80064006", "SCT", "L1-L2 intervertebral disc"}},
      {"L2/L3", {"67459009", "SCT", "L2-L3 intervertebral disc"}},
      {"L3/L4", {"62551000", "SCT", "L3-L4 intervertebral disc"}},
      {"L4/L5", {"84020006", "SCT", "L4-L5 intervertebral disc"}},
      {"L5/S1", {"715056000", "SCT", "L5-S1 intervertebral disc"}},
  };
  row.body_part_words = Join({&kLumbarSpine});
  row.body_part_words.insert(row.body_part_words.end(),
                             {"SPINE", "COLUMNA", "WIRBELSAULE", "RACHIS"});
  row.other_body_part_words =
      Join({&kKnee, &kAnkle, &kFoot, &kShoulder, &kHip, &kThigh, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {"DISC", "DISK", "DISCO", "BANDSCHEIBE", "DISQUE"};
  row.joint = IntervertebralDiscJoint();
  return row;
}

IndicationProtocol ArticularCartilage() {
  auto row = Row(Indication::kArticularCartilage,
                 {"41052006", "SCT", "Structure of articular cartilage"},
                 {"309312004", "SCT", "Cartilage"});
  row.body_part_words = Join({&kKnee, &kAnkle, &kHip});
  row.other_body_part_words = Join({&kShoulder, &kLumbarSpine, &kOtherSpine, &kArm, &kTrunk});
  row.structure_names = {"CARTILAGE", "CARTILAGO", "CARTILEG", "CARTILAG", "KNORPEL"};
  row.joint = ArticularCartilageJoint();
  return row;
}

}  // namespace

const IndicationProtocol& ProtocolOf(Indication indication) {
  static const std::vector<IndicationProtocol> rows = {PatellarTendon(),
                                                       AchillesTendon(),
                                                       SupraspinatusTendon(),
                                                       HamstringTendon(),
                                                       Bone(),
                                                       IntervertebralDisc(),
                                                       ArticularCartilage()};
  for (const IndicationProtocol& row : rows) {
    if (row.indication == indication) return row;
  }
  assert(false && "every indication has a row");
  return rows.front();
}

}  // namespace regen
