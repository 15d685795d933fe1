// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/indications/quantities.h"

#include "analysis/base/text.h"
#include "analysis/codes/measurement_codes.h"

#include <cassert>
#include <utility>

namespace regen {
namespace {

MeasurementDefinition Quantity(std::string name,
                               std::string unit,
                               MeasuringMethod method,
                               ComparabilityDomain domain) {
  const MeasurementCodes* codes = FindMeasurementCodes(name);
  assert(codes != nullptr);
  MeasurementDefinition row;
  row.concept_code = codes->quantity.Concept();
  row.name = std::move(name);
  row.unit = std::move(unit);
  row.method = method;
  row.domain = domain;
  return row;
}

}  // namespace

MeasurementDefinition T2Quantity() {
  auto row = Quantity("t2", "ms", MeasuringMethod::kT2, ComparabilityDomain::kT2);
  row.roles = {"t2-map", "t2-map-vendor"};
  return row;
}

MeasurementDefinition T2StarQuantity() {
  auto row = Quantity("t2-star", "ms", MeasuringMethod::kT2Star, ComparabilityDomain::kT2);
  row.roles = {"t2-star-map"};
  return row;
}

MeasurementDefinition HighT2FractionQuantity(double threshold_ms) {
  auto row = Quantity(
      "high-t2-fraction", "%", MeasuringMethod::kHighT2Fraction, ComparabilityDomain::kT2);
  row.roles = {"t2-map", "t2-map-vendor"};
  row.threshold = threshold_ms;
  row.error_model = ErrorModel::kConstantSd;
  row.upper_bound = 100;
  return row;
}

MeasurementDefinition ThicknessQuantity() {
  auto row =
      Quantity("thickness", "mm", MeasuringMethod::kThickness, ComparabilityDomain::kGeometry);
  row.upper_bound = 60;
  return row;
}

MeasurementDefinition CartilageThicknessQuantity() {
  auto row = Quantity("cartilage-thickness",
                      "mm",
                      MeasuringMethod::kMeanThickness,
                      ComparabilityDomain::kGeometry);
  row.upper_bound = 12;
  row.error_model = ErrorModel::kProportional;
  return row;
}

MeasurementDefinition DefectFillQuantity() {
  auto row = Quantity(
      "defect-fill", "%", MeasuringMethod::kDefectFill, ComparabilityDomain::kGeometry);
  row.upper_bound = 200;
  row.error_model = ErrorModel::kProportional;
  return row;
}

MeasurementDefinition CrossSectionalAreaQuantity() {
  auto row = Quantity("cross-sectional-area",
                      "mm2",
                      MeasuringMethod::kCrossSectionalArea,
                      ComparabilityDomain::kGeometry);
  row.upper_bound = 5000;
  return row;
}

MeasurementDefinition VolumeQuantity() {
  auto row =
      Quantity("volume", "mm3", MeasuringMethod::kVolume, ComparabilityDomain::kGeometry);
  row.upper_bound = 1e6;
  return row;
}

MeasurementDefinition DefectVolumeQuantity() {
  auto row = Quantity(
      "defect-volume", "mm3", MeasuringMethod::kDefectVolume, ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 1e6;
  row.error_model = ErrorModel::kProportional;
  return row;
}

MeasurementDefinition DefectLengthQuantity() {
  auto row = Quantity(
      "defect-length", "mm", MeasuringMethod::kDefectLength, ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 500;
  row.error_model = ErrorModel::kConstantSd;
  return row;
}

MeasurementDefinition DefectFractionQuantity() {
  auto row = Quantity(
      "defect-fraction", "%", MeasuringMethod::kDefectFraction, ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 100;
  row.error_model = ErrorModel::kProportional;
  return row;
}

MeasurementDefinition DefectExtentMlQuantity() {
  auto row = Quantity(
      "defect-extent-ml", "mm", MeasuringMethod::kDefectExtentMl, ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 100;
  row.error_model = ErrorModel::kConstantSd;
  return row;
}

MeasurementDefinition DefectExtentApQuantity() {
  auto row = Quantity(
      "defect-extent-ap", "mm", MeasuringMethod::kDefectExtentAp, ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 100;
  row.error_model = ErrorModel::kConstantSd;
  return row;
}

MeasurementDefinition SignalRatioQuantity() {
  auto row = Quantity(
      "signal-ratio", "1", MeasuringMethod::kSignalRatio, ComparabilityDomain::kSignal);
  row.upper_bound = 100;
  return row;
}

MeasurementDefinition DiscHeightQuantity() {
  auto row = Quantity(
      "disc-height", "mm", MeasuringMethod::kDiscHeight, ComparabilityDomain::kGeometry);
  row.error_model = ErrorModel::kConstantSd;
  row.upper_bound = 25;
  return row;
}

MeasurementDefinition DiscHeightIndexQuantity() {
  auto row = Quantity("disc-height-index",
                      "1",
                      MeasuringMethod::kDiscHeightIndex,
                      ComparabilityDomain::kGeometry);
  row.upper_bound = 1;
  return row;
}

MeasurementDefinition LesionVolumeQuantity() {
  auto row = Quantity(
      "lesion-volume", "mm3", MeasuringMethod::kLesionVolume, ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 1e6;
  row.error_model = ErrorModel::kProportional;
  return row;
}

MeasurementDefinition LesionFractionQuantity() {
  auto row = Quantity(
      "lesion-fraction", "%", MeasuringMethod::kLesionFraction, ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 100;
  row.error_model = ErrorModel::kProportional;
  return row;
}

MeasurementDefinition NecroticAngleQuantity() {
  auto row = Quantity(
      "necrotic-angle", "deg", MeasuringMethod::kNecroticAngle, ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 720;
  row.error_model = ErrorModel::kConstantSd;
  return row;
}

MeasurementDefinition LevelThicknessQuantity(int level_mm) {
  auto row = Quantity(StrCat("thickness-", level_mm, "mm"),
                      "mm",
                      MeasuringMethod::kLevelThickness,
                      ComparabilityDomain::kGeometry);
  row.level_mm = level_mm;
  row.upper_bound = 60;
  return row;
}

MeasurementDefinition LevelCrossSectionQuantity(int level_mm) {
  auto row = Quantity(StrCat("cross-sectional-area-", level_mm, "mm"),
                      "mm2",
                      MeasuringMethod::kLevelCrossSection,
                      ComparabilityDomain::kGeometry);
  row.level_mm = level_mm;
  row.upper_bound = 5000;
  return row;
}

MeasurementDefinition MidportionVolumeQuantity() {
  auto row = Quantity(
      "volume-20-60mm", "mm3", MeasuringMethod::kLengthVolume, ComparabilityDomain::kGeometry);
  row.level_mm = 20;
  row.length_mm = 40;
  row.upper_bound = 1e6;
  return row;
}

MeasurementDefinition HighSignalFractionQuantity(double share_of_muscle) {
  auto row = Quantity("high-signal-fraction",
                      "%",
                      MeasuringMethod::kHighSignalFraction,
                      ComparabilityDomain::kSignal);
  row.threshold = share_of_muscle;
  row.error_model = ErrorModel::kConstantSd;
  row.upper_bound = 100;
  return row;
}

MeasurementDefinition MuscleRatioQuantity() {
  auto row = SignalRatioQuantity();
  row.method = MeasuringMethod::kMuscleSignal;
  return row;
}

MeasurementDefinition OedemaVolumeQuantity() {
  auto row = LesionVolumeQuantity();
  row.method = MeasuringMethod::kOedemaVolume;
  return row;
}

MeasurementDefinition OedemaLengthQuantity() {
  auto row = Quantity(
      "lesion-length", "mm", MeasuringMethod::kOedemaLength, ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 500;
  row.error_model = ErrorModel::kConstantSd;
  return row;
}

MeasurementDefinition ContralateralRatioQuantity() {
  auto row = Quantity("contralateral-ratio",
                      "1",
                      MeasuringMethod::kContralateral,
                      ComparabilityDomain::kSignal);
  row.needs_defect = true;
  row.upper_bound = 100;
  return row;
}

}  // namespace regen
