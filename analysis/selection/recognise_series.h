// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/reason.h"
#include "analysis/selection/description_dictionary.h"
#include "analysis/selection/series_summary.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

enum class SequenceClass {
  kUnknown,
  kSpinEcho,          // one refocusing pulse per echo time, also several echoes (T2 mapping)
  kFastSpinEcho,      // TSE, FSE, RARE: several phase encodings per excitation
  kSpinEchoFamily,    // a spin echo, conventional or fast: nothing tells which
  kInversionRecovery, // spin echo after an inversion: STIR, FLAIR, T1-IR
  kGradientEcho,      // no more is known, or plain
  kSpoiledGradientEcho,  // SPGR, FLASH, T1-FFE
  kDess,                 // double echo in the steady state
  kBalancedSteadyState,  // TrueFISP, FIESTA, CISS
  kEchoPlanar,
  kUltrashortEcho
};

enum class Weighting {
  kUnknown,
  kT1,
  kProtonDensity,  // long TR, TE below 30 ms
  kIntermediate,   // long TR, TE from 30 to below 60 ms: between proton density and T2
  kT2,
  kT2Star,
  kMixed  // several echoes or steady states: no single weighting
};

enum class FatSuppression {
  kUnknown,
  kNone,
  kSuppressed,  // "FS" in a text: nothing tells by which means
  kSpectral,    // fat saturation, SPIR, SPAIR
  kStir,
  kWaterExcitation,
  kDixonWater,
  kDixonFat,
  kDixonInPhase,
  kDixonOpposedPhase
};

// What the several echo times at one position are.
enum class EchoTrain {
  kSingle,        // one echo time
  kDual,          // two: proton density and T2, two gradient echoes, DESS
  kSpinEcho,      // three or more spin echoes: T2 can be fitted
  kGradientEcho,  // three or more gradient echoes: T2* can be fitted
  kSpinLock,      // spin-lock times that stand as echo times: T1rho, never T2
  kUnknown        // three or more, of which nothing tells what they are
};

enum class ParameterMap {
  kNone,
  kT1,
  kT2,
  kT2Star,
  kT1Rho,
  kR2,
  kR2Star,
  kAdc,
  kFatFraction,
  kOther
};

enum class ImageComponent { kMagnitude, kPhase, kReal, kImaginary, kSeveral };

enum class Dimensions { kUnknown, k2D, k3D };

// Nearest of the patient's planes.
enum class Plane {
  kUnknown,  // no geometry
  kAxial,
  kSagittal,
  kCoronal,
  kOblique,  // as near to one plane as to another
  kSeveral   // the images of the series lie in different planes
};

// One conclusion and all that led to it: "EchoTrainLength 11", "SeriesDescription word TSE",
// "images in 3 planes". Evidence holds values of tags and words of the dictionary, nothing
// else of a description, so no identity.
template <typename Value>
struct Finding {
  Value value{};
  std::vector<std::string> evidence;
  bool contradicted = false;  // a source of lower rank says otherwise: see `ambiguous`
};

// What a series is. Physics tags decide; where they are silent or leave a choice, words of the
// dictionary do; then geometry. Where sources of one rank contradict one another the value stays
// unknown. Nothing is guessed: all that stays open or is contradicted is in `ambiguous`.
struct SeriesKind {
  bool is_mr = false;  // otherwise nothing else is told
  Finding<SequenceClass> sequence;
  Finding<Weighting> weighting;
  Finding<FatSuppression> fat_suppression;
  Finding<EchoTrain> echo_train;
  int echoes = 0;  // distinct echo times at one position; 0: none is stated
  Finding<Dimensions> dimensions;
  Finding<Plane> plane;
  std::optional<double> plane_tilt_deg;  // between slice normal and the nearest patient axis
  Finding<ParameterMap> parameter_map;   // of the vendor: used as such, never refitted
  Finding<ImageComponent> component;
  Finding<bool> spin_lock;  // prepared by a spin-lock pulse (T1rho)
  Finding<bool> localizer;
  Finding<bool> diffusion;
  Finding<bool> contrast_agent;
  Finding<bool> derived;            // computed from other images: ImageType DERIVED, MPR …
  Finding<bool> secondary_capture;  // a picture of a screen, a scanned page
  Reasons ambiguous;  // codes: sequence-ambiguous, weighting-ambiguous, …
};

SeriesKind RecogniseSeries(const SeriesSummary& series,
                           const DescriptionDictionary& dictionary);

// Whether there are images that the scanner measured: original magnitude of MR (among others,
// where the component is kSeveral), no localizer, no diffusion, no map.
bool IsPlainImage(const SeriesKind& kind);

// Whether T2 may be fitted to the echoes: a plain spin-echo train without spin lock or inversion
// that no source contradicts.
bool IsT2Train(const SeriesKind& kind);
// The same for T2* and gradient echoes.
bool IsT2StarTrain(const SeriesKind& kind);

// Whether fat is dark or absent in the images by any means.
bool IsFatSuppressed(FatSuppression suppression);
// Plain images in which fluid is bright and fat is not: proton density, intermediate or T2 with
// fat suppression, STIR.
bool IsFluidSensitive(const SeriesKind& kind);

// "fast-spin-echo", "t2-star", "dixon-water", "sagittal" …
std::string_view SequenceClassName(SequenceClass sequence);
std::string_view WeightingName(Weighting weighting);
std::string_view FatSuppressionName(FatSuppression suppression);
std::string_view EchoTrainName(EchoTrain train);
std::string_view ParameterMapName(ParameterMap map);
std::string_view DimensionsName(Dimensions dimensions);
std::string_view PlaneName(Plane plane);

}  // namespace regen
