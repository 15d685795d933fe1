// SPDX-License-Identifier: GPL-3.0-or-later
//
// Roles that several indications share; a row changes what it needs otherwise.
#pragma once

#include "analysis/indications/series_role.h"

namespace regen {

// "t2-map": a multi-echo spin-echo train, fitted here.
SeriesRole EchoTrainRole();
// "t2-star-map": a multi-echo gradient-echo train, fitted here.
SeriesRole GradientTrainRole();
// "t2-map-vendor": a T2 map that the scanner computed, used as it is.
SeriesRole VendorMapRole();
// "anatomy": proton density or T2 spin echo with fat suppression, or STIR-like contrast where
// the fat is dark; `planes` in which the structure is seen best.
SeriesRole FluidSensitiveRole(std::vector<SlicePlane> planes);
// "three-d": a gradient echo with thin slices (DESS, SPGR, FLASH).
SeriesRole ThinGradientRole();
// "t2-weighted": one strongly T2-weighted spin echo per position, without fat suppression, as
// spines are examined.
SeriesRole T2WeightedRole(std::vector<SlicePlane> planes);
// "t1": a T1-weighted spin echo.
SeriesRole T1Role(std::vector<SlicePlane> planes);

}  // namespace regen
