// SPDX-License-Identifier: GPL-3.0-or-later
//
// Measurements that several indications share: name, unit, code, method, domain and error model
// filled in; a row adds roles, prior, bounds and rank.
#pragma once

#include "analysis/indications/measurement_definition.h"

namespace regen {

MeasurementDefinition T2Quantity();
MeasurementDefinition T2StarQuantity();
MeasurementDefinition HighT2FractionQuantity(double threshold_ms);
MeasurementDefinition ThicknessQuantity();
MeasurementDefinition CartilageThicknessQuantity();
MeasurementDefinition DefectFillQuantity();
MeasurementDefinition CrossSectionalAreaQuantity();
MeasurementDefinition VolumeQuantity();
MeasurementDefinition DefectVolumeQuantity();
MeasurementDefinition DefectLengthQuantity();
MeasurementDefinition DefectFractionQuantity();
MeasurementDefinition DefectExtentMlQuantity();
MeasurementDefinition DefectExtentApQuantity();
MeasurementDefinition SignalRatioQuantity();
MeasurementDefinition DiscHeightQuantity();
MeasurementDefinition DiscHeightIndexQuantity();
MeasurementDefinition LesionVolumeQuantity();
MeasurementDefinition LesionFractionQuantity();
MeasurementDefinition NecroticAngleQuantity();

// At a level above the tendon's insertion: 20, 40 or 60 mm.
MeasurementDefinition LevelThicknessQuantity(int level_mm);
MeasurementDefinition LevelCrossSectionQuantity(int level_mm);
MeasurementDefinition MidportionVolumeQuantity();  // 20 to 60 mm above it
MeasurementDefinition HighSignalFractionQuantity(double share_of_muscle);
MeasurementDefinition MuscleRatioQuantity();
// Of what is brighter than remote muscle.
MeasurementDefinition OedemaVolumeQuantity();
MeasurementDefinition OedemaLengthQuantity();
MeasurementDefinition ContralateralRatioQuantity();

}  // namespace regen
