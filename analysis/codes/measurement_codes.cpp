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
      {"thickness-20mm",
       Private("THICKNESS-20MM", "Thickness 20 mm above the insertion", kNoQuantity),
       Private(
           "TH20-CHANGE", "Change of thickness 20 mm above insertion from baseline", kNoChange),
       Private("TH20-CHANGE-PCT",
               "Percent change of thickness 20 mm above insertion from baseline",
               kNoChange),
       kProfileAtLevel,
       {}},
      {"thickness-40mm",
       Private("THICKNESS-40MM", "Thickness 40 mm above the insertion", kNoQuantity),
       Private(
           "TH40-CHANGE", "Change of thickness 40 mm above insertion from baseline", kNoChange),
       Private("TH40-CHANGE-PCT",
               "Percent change of thickness 40 mm above insertion from baseline",
               kNoChange),
       kProfileAtLevel,
       {}},
      {"thickness-60mm",
       Private("THICKNESS-60MM", "Thickness 60 mm above the insertion", kNoQuantity),
       Private(
           "TH60-CHANGE", "Change of thickness 60 mm above insertion from baseline", kNoChange),
       Private("TH60-CHANGE-PCT",
               "Percent change of thickness 60 mm above insertion from baseline",
               kNoChange),
       kProfileAtLevel,
       {}},
      {"cross-sectional-area-20mm",
       Private("CSA-20MM", "Cross-sectional area 20 mm above the insertion", kNoQuantity),
       Private(
           "CS20-CHANGE", "Change of area 20 mm above the insertion from baseline", kNoChange),
       Private("CS20-CHANGE-PCT",
               "Percent change of area 20 mm above the insertion from baseline",
               kNoChange),
       kSectionAtLevel,
       {}},
      {"cross-sectional-area-40mm",
       Private("CSA-40MM", "Cross-sectional area 40 mm above the insertion", kNoQuantity),
       Private(
           "CS40-CHANGE", "Change of area 40 mm above the insertion from baseline", kNoChange),
       Private("CS40-CHANGE-PCT",
               "Percent change of area 40 mm above the insertion from baseline",
               kNoChange),
       kSectionAtLevel,
       {}},
      {"cross-sectional-area-60mm",
       Private("CSA-60MM", "Cross-sectional area 60 mm above the insertion", kNoQuantity),
       Private(
           "CS60-CHANGE", "Change of area 60 mm above the insertion from baseline", kNoChange),
       Private("CS60-CHANGE-PCT",
               "Percent change of area 60 mm above the insertion from baseline",
               kNoChange),
       kSectionAtLevel,
       {}},
      {"volume-20-60mm",
       Private("VOLUME-20-60MM", "Volume 20 to 60 mm above the insertion", kNoQuantity),
       Private("VL20-CHANGE", "Change of volume at 20 to 60 mm from baseline", kNoChange),
       Private("VL20-CHANGE-PCT",
               "Percent change of volume at 20 to 60 mm from baseline",
               kNoChange),
       kVolumeOfLevels,
       {}},
      {"high-signal-fraction",
       Private("HIGH-SIGNAL-FRAC", "Share of the structure with high signal", kNoQuantity),
       Private("HSIG-CHANGE", "Change of share with high signal from baseline", kNoChange),
       Private("HSIG-CHANGE-PCT",
               "Percent change of share with high signal from baseline",
               kNoChange),
       kShareAboveMuscle,
       {}},
      {"lesion-length",
       Private("LESION-LENGTH", "Length of the lesion from head to feet", kNoQuantity),
       Private("LLEN-CHANGE", "Change of length of the lesion from baseline", kNoChange),
       Private("LLEN-CHANGE-PCT",
               "Percent change of length of the lesion from baseline",
               kNoChange),
       kExtentHeadToFeet,
       {}},
      {"contralateral-ratio",
       Private(
           "CONTRALAT-RATIO", "Signal of the lesion relative to the other side", kNoQuantity),
       Private(
           "CLAT-CHANGE", "Change of signal against the other side from baseline", kNoChange),
       Private("CLAT-CHANGE-PCT",
               "Percent change of signal against the other side from baseline",
               kNoChange),
       kMirroredRatio,
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
