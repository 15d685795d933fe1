// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/codes/measurement_codes.h"

#include "analysis/codes/codes.h"

namespace regen {

namespace {

constexpr std::string_view kNoQuantity = "private: no such quantity in CID 7469 to 7471";
constexpr std::string_view kNoChange = "private: no change of a quantity in PS3.16";

constexpr Code Private(std::string_view value,
                       std::string_view meaning,
                       std::string_view source) {
  return {value, kPrivateScheme, meaning, source};
}

}  // namespace

const std::vector<MeasurementCodes>& AllMeasurementCodes() {
  using namespace codes;
  static const std::vector<MeasurementCodes> all = {
      {"t2",
       kT2,
       Private("T2-CHANGE", "Change of T2 from baseline", kNoChange),
       Private("T2-CHANGE-PCT", "Percent change of T2 from baseline", kNoChange),
       kMonoExponentialFit,
       kMean},
      {"t2-star",
       Code{"113064", "DCM", "T2*", "CID 7469"},
       Private("T2S-CHANGE", "Change of T2* from baseline", kNoChange),
       Private("T2S-CHANGE-PCT", "Percent change of T2* from baseline", kNoChange),
       kMonoExponentialFit,
       kMean},
      {"thickness",
       Private("THICKNESS", "Thickness of the structure", kNoQuantity),
       Private("THICK-CHANGE", "Change of thickness from baseline", kNoChange),
       Private("THICK-CHANGE-PCT", "Percent change of thickness from baseline", kNoChange),
       kGreatestProfile,
       {}},
      {"cross-sectional-area",
       Code{"42798000", "SCT", "Area", "CID 7469"},
       Private("CSA-CHANGE", "Change of cross-sectional area from baseline", kNoChange),
       Private(
           "CSA-CHANGE-PCT", "Percent change of cross-sectional area from baseline", kNoChange),
       kGreatestSection,
       {}},
      {"volume",
       kVolume,
       Private("VOL-CHANGE", "Change of volume from baseline", kNoChange),
       Private("VOL-CHANGE-PCT", "Percent change of volume from baseline", kNoChange),
       kOutlineVolume,
       {}},
      {"defect-volume",
       Private("DEFECT-VOLUME", "Volume of the defect", kNoQuantity),
       Private("DVOL-CHANGE", "Change of volume of the defect from baseline", kNoChange),
       Private("DVOL-CHANGE-PCT",
               "Percent change of volume of the defect from baseline",
               kNoChange),
       kPartialVolumeSum,
       {}},
      {"defect-length",
       Private("DEFECT-LENGTH", "Length of the defect", kNoQuantity),
       Private("DLEN-CHANGE", "Change of length of the defect from baseline", kNoChange),
       Private("DLEN-CHANGE-PCT",
               "Percent change of length of the defect from baseline",
               kNoChange),
       kExtentAlongAxis,
       {}},
      {"defect-fraction",
       Private("DEFECT-FRACTION", "Share of the structure that is defect", kNoQuantity),
       Private("DFRAC-CHANGE", "Change of share of defect from baseline", kNoChange),
       Private(
           "DFRAC-CHANGE-PCT", "Percent change of share of defect from baseline", kNoChange),
       kShareOfVolume,
       {}},
      {"defect-extent-ml",
       Private("DEFECT-ML", "Mediolateral extent of the defect", kNoQuantity),
       Private("DML-CHANGE", "Change of mediolateral extent from baseline", kNoChange),
       Private(
           "DML-CHANGE-PCT", "Percent change of mediolateral extent from baseline", kNoChange),
       kExtentAlongSheet,
       {}},
      {"defect-extent-ap",
       Private("DEFECT-AP", "Anteroposterior extent of the defect", kNoQuantity),
       Private("DAP-CHANGE", "Change of anteroposterior extent from baseline", kNoChange),
       Private("DAP-CHANGE-PCT",
               "Percent change of anteroposterior extent from baseline",
               kNoChange),
       kExtentAlongSheet,
       {}},
      {"signal-ratio",
       Private("SIGNAL-RATIO", "Signal relative to reference tissue", kNoQuantity),
       Private("SIGR-CHANGE", "Change of relative signal from baseline", kNoChange),
       Private("SIGR-CHANGE-PCT", "Percent change of relative signal from baseline", kNoChange),
       kRelativeSignal,
       {}},
      {"high-t2-fraction",
       Private("HIGH-T2-FRACTION", "Share of the structure with high T2", kNoQuantity),
       Private("HIT2-CHANGE", "Change of share with high T2 from baseline", kNoChange),
       Private(
           "HIT2-CHANGE-PCT", "Percent change of share with high T2 from baseline", kNoChange),
       kShareAboveThreshold,
       {}},
      {"disc-height-index",
       Private("DISC-HEIGHT-IDX", "Disc height index", kNoQuantity),
       Private("DHI-CHANGE", "Change of disc height index from baseline", kNoChange),
       Private(
           "DHI-CHANGE-PCT", "Percent change of disc height index from baseline", kNoChange),
       kEndPlateRatio,
       {}},
      {"disc-height",
       Code{"121207", "DCM", "Height", "CID 7470"},
       Private("DH-CHANGE", "Change of disc height from baseline", kNoChange),
       Private("DH-CHANGE-PCT", "Percent change of disc height from baseline", kNoChange),
       kEndPlateDistance,
       {}},
      {"cartilage-thickness",
       Private("CARTILAGE-THICK", "Thickness of the cartilage", kNoQuantity),
       Private("CTHIC-CHANGE", "Change of thickness of the cartilage from baseline", kNoChange),
       Private("CTHIC-CHANGE-PCT",
               "Percent change of thickness of the cartilage from baseline",
               kNoChange),
       kMeanProfile,
       kMean},
      {"lesion-volume",
       Private("LESION-VOLUME", "Volume of the lesion", kNoQuantity),
       Private("LVOL-CHANGE", "Change of volume of the lesion from baseline", kNoChange),
       Private("LVOL-CHANGE-PCT",
               "Percent change of volume of the lesion from baseline",
               kNoChange),
       kPartialVolumeSum,
       {}},
      {"lesion-fraction",
       Private("LESION-FRACTION", "Share of the structure that is lesion", kNoQuantity),
       Private("LFRAC-CHANGE", "Change of share of lesion from baseline", kNoChange),
       Private(
           "LFRAC-CHANGE-PCT", "Percent change of share of lesion from baseline", kNoChange),
       kShareOfVolume,
       {}},
      {"necrotic-angle",
       Private("NECROTIC-ANGLE", "Combined necrotic angle", kNoQuantity),
       Private("NANG-CHANGE", "Change of combined necrotic angle from baseline", kNoChange),
       Private("NANG-CHANGE-PCT",
               "Percent change of combined necrotic angle from baseline",
               kNoChange),
       kLesionArcs,
       {}},
  };
  return all;
}

const MeasurementCodes* FindMeasurementCodes(std::string_view name) {
  for (const MeasurementCodes& row : AllMeasurementCodes()) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace regen
