// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/body_words.h"

namespace regen {

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

}  // namespace regen
