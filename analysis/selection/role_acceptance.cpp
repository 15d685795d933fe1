// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/role_acceptance.h"

#include "analysis/base/text.h"
#include "analysis/selection/enhanced_frames.h"
#include "analysis/selection/fold_text.h"
#include "analysis/selection/image_kind.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <utility>

namespace regen {
namespace {

constexpr std::string_view kMrImageStorage = "1.2.840.10008.5.1.4.1.1.4";

bool Holds(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

template <std::size_t N>
bool HoldsAny(const std::vector<std::string>& values,
              const std::array<std::string_view, N>& names) {
  return std::any_of(
      names.begin(), names.end(), [&](std::string_view name) { return Holds(values, name); });
}

constexpr std::array<std::string_view, 4> kMaps = {"T2 MAP", "T2_MAP", "T2MAP", "T2"};

// Names of spin-lock preparations: such series store the spin-lock time as EchoTime, with a
// spin echo or not, and only the text tells.
bool NamesSpinLock(const SeriesSummary& series) {
  constexpr std::array<std::string_view, 6> kNames = {
      "T1RHO", "T1 RHO", "CUBEQUANT", "SPINLOCK", "SPIN LOCK", "TSL"};
  const auto words = FoldedWords(
      StrCat(series.series_description, " ", series.protocol_name, " ", series.sequence_name));
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) {
    return NamesPhrase(words, name);
  });
}

std::string ValuesText(const std::vector<std::string>& values) {
  return values.empty() ? "not stated" : JoinStrings(values, "\\");
}

void CheckObjects(const SeriesSummary& series, Reasons& found) {
  if (series.instances.empty()) {
    found.push_back(MakeReason(reasons::kGeometryMissing, "the series holds no image"));
    return;
  }
  for (const InstanceSummary& image : series.instances) {
    const bool is_frame = image.frame_number > 0 && IsEnhancedMr(image.sop_class_uid);
    if (image.number_of_frames > 1 && !is_frame) {
      found.push_back(MakeReason(reasons::kMultiFrame,
                                 StrCat("NumberOfFrames is ",
                                        image.number_of_frames,
                                        " and nothing tells where each frame lies; expected "
                                        "functional groups of an Enhanced MR Image")));
      return;
    }
    if (image.sop_class_uid != kMrImageStorage && !is_frame) {
      found.push_back(MakeReason(
          image.sop_class_uid.starts_with(StrCat(kMrImageStorage, ".")) ? reasons::kMultiFrame
                                                                        : reasons::kNotMr,
          StrCat("SOPClassUID is ", image.sop_class_uid, "; expected MR Image Storage")));
      return;
    }
  }
}

std::string SortedSequence(const SeriesSummary& series) {
  std::vector<std::string> values = series.scanning_sequence;
  std::sort(values.begin(), values.end());
  return JoinStrings(values, "\\");
}

// What is open or contradicted about one thing, as the recognition tells it.
void AddAmbiguity(const SeriesKind& kind, std::string_view code, Reasons& found) {
  std::copy_if(kind.ambiguous.begin(),
               kind.ambiguous.end(),
               std::back_inserter(found),
               [&](const Reason& reason) { return reason.code == code; });
}

// Where ScanningSequence says nothing ("RM": research mode), other sources may: of a single
// volume, whose times are measured ones, never of a train that is fitted.
bool IsRecognisedAs(const SeriesSummary& series,
                    const SeriesKind& kind,
                    const SeriesRole& role) {
  const std::string stated = SortedSequence(series);
  if (role.images != RoleImages::kVolume || !series.repetition_time_ms) return false;
  if (!stated.empty() && stated != "RM") return false;
  using enum SequenceClass;
  const SequenceClass is = kind.sequence.value;
  if (is == kSpinEcho || is == kFastSpinEcho || is == kSpinEchoFamily) {
    return Holds(role.scanning_sequences, "SE");
  }
  const bool gradient = is == kGradientEcho || is == kSpoiledGradientEcho || is == kDess;
  return gradient && Holds(role.scanning_sequences, "GR");
}

void CheckSequence(const SeriesSummary& series,
                   const SeriesKind& kind,
                   const SeriesRole& role,
                   Reasons& found) {
  const auto& accepted = role.scanning_sequences;
  const bool is_accepted =
      Holds(accepted, SortedSequence(series)) || IsRecognisedAs(series, kind, role);
  if (is_accepted && kind.sequence.contradicted) {
    AddAmbiguity(kind, reasons::kSequenceAmbiguous, found);
  }
  if (!is_accepted) {
    found.push_back(
        MakeReason(Holds(accepted, "GR") ? reasons::kNotGradientEcho : reasons::kNotSpinEcho,
                   StrCat("ScanningSequence is ",
                          ValuesText(series.scanning_sequence),
                          "; expected ",
                          JoinStrings(accepted, " or "),
                          " alone")));
  }
  if (is_accepted && role.images == RoleImages::kEchoes && series.inversion_time_ms) {
    found.push_back(MakeReason(reasons::kNotT2Weighting,
                               StrCat("InversionTime is ",
                                      *series.inversion_time_ms,
                                      " ms; expected no inversion before the echoes")));
  }
  if (NamesSpinLock(series) || kind.spin_lock.value) {
    found.push_back(MakeReason(reasons::kNotT2Weighting,
                               "the description names a spin-lock (T1rho) sequence, whose echo "
                               "times are spin-lock times"));
  }
}

void CheckRange(const char* what,
                const std::optional<double>& value,
                const AcceptedRange& range,
                Reasons& found) {
  if (!value || (*value >= range.least && *value <= range.most)) return;
  found.push_back(MakeReason(
      reasons::kOtherWeighting,
      StrCat(what, " is ", *value, " ms; expected ", range.least, " to ", range.most, " ms")));
}

void CheckFat(const SeriesSummary& series,
              const SeriesKind& kind,
              const SeriesRole& role,
              Reasons& found) {
  if (!role.fat_suppressed) return;
  if (kind.fat_suppression.contradicted) {
    return AddAmbiguity(kind, reasons::kFatSuppressionAmbiguous, found);
  }
  using enum FatSuppression;
  const FatSuppression how = kind.fat_suppression.value;
  if (how == kDixonFat || how == kDixonOpposedPhase) {
    found.push_back(MakeReason(
        reasons::kOtherFatSuppression,
        StrCat("the images are ", FatSuppressionName(how), "; expected all tissue in them")));
    return;
  }
  const bool suppressed = IsFatSuppressed(series) || IsFatSuppressed(how);
  if (*role.fat_suppressed == suppressed) return;
  const std::string by = JoinStrings(kind.fat_suppression.evidence, ", ");
  found.push_back(MakeReason(
      reasons::kOtherFatSuppression,
      StrCat(suppressed ? "fat is suppressed" : "nothing tells that fat is suppressed",
             " (",
             by.empty() ? "ScanOptions" : by,
             suppressed ? "); expected bright fat" : "); expected fat suppression")));
}

void CheckWeighting(const SeriesSummary& series,
                    const SeriesKind& kind,
                    const SeriesRole& role,
                    Reasons& found) {
  if (role.images != RoleImages::kVolume) return;
  CheckRange("RepetitionTime", series.repetition_time_ms, role.repetition_time_ms, found);
  CheckFat(series, kind, role, found);
}

// A map that does not say what its values are in is one of milliseconds, as scanners write
// them.
void CheckUnits(const SeriesSummary& series, const SeriesRole& role, Reasons& found) {
  const std::string& units = series.measurement_units;
  if (role.images != RoleImages::kMap || units.empty() || units == "ms") return;
  found.push_back(MakeReason(
      reasons::kNotAMap,
      units == "?"
          ? "RealWorldValueMappingSequence maps its values otherwise than RescaleSlope "
            "and RescaleIntercept do; expected both alike"
          : StrCat("values are in ", units, "; expected ms")));
}

void CheckImages(const SeriesSummary& series,
                 const SeriesKind& kind,
                 const SeriesRole& role,
                 Reasons& found) {
  if (kind.localizer.value) {
    found.push_back(
        MakeReason(reasons::kLocalizer, JoinStrings(kind.localizer.evidence, ", ")));
  }
  if (kind.diffusion.value) {
    found.push_back(MakeReason(reasons::kOtherWeighting,
                               StrCat("the images are weighted by diffusion (",
                                      JoinStrings(kind.diffusion.evidence, ", "),
                                      ")")));
  }
  const bool any = std::any_of(
      series.instances.begin(), series.instances.end(), [&](const InstanceSummary& image) {
        return IsImageOfRole(image, role);
      });
  if (any) return CheckUnits(series, role, found);
  const std::string type = ValuesText(series.instances.front().image_type);
  if (role.images == RoleImages::kMap) {
    found.push_back(
        MakeReason(reasons::kNotAMap, StrCat("ImageType is ", type, "; expected a T2 map")));
  } else {
    found.push_back(
        MakeReason(reasons::kNotOriginal,
                   StrCat("ImageType is ", type, "; expected original magnitude images")));
  }
}

}  // namespace

bool IsImageOfRole(const InstanceSummary& image, const SeriesRole& role) {
  return role.images == RoleImages::kMap ? HoldsAny(image.image_type, kMaps)
                                         : IsOriginalMagnitude(KindOfImage(image));
}

bool IsFatSuppressed(const SeriesSummary& series) {
  // Fat is null at 0.69 T1: about 150 ms at 1.5 T and 220 ms at 3 T.
  constexpr double kShortestMs = 100;
  constexpr double kLongestMs = 260;
  return Holds(series.scan_options, "FS") || Holds(series.scan_options, "SFS") ||
         (Holds(series.scanning_sequence, "IR") && series.inversion_time_ms &&
          *series.inversion_time_ms >= kShortestMs && *series.inversion_time_ms <= kLongestMs);
}

SlicePlane PlaneOfNormal(const std::array<double, 3>& normal_lps) {
  constexpr std::array<SlicePlane, 3> kPlanes = {
      SlicePlane::kSagittal, SlicePlane::kCoronal, SlicePlane::kAxial};
  std::size_t largest = 0;
  for (std::size_t axis = 1; axis < 3; ++axis) {
    if (std::abs(normal_lps[axis]) > std::abs(normal_lps[largest])) largest = axis;
  }
  return kPlanes[largest];
}

std::string_view PlaneName(SlicePlane plane) {
  switch (plane) {
    case SlicePlane::kSagittal:
      return "sagittal";
    case SlicePlane::kCoronal:
      return "coronal";
    case SlicePlane::kAxial:
      return "axial";
  }
  return {};
}

Reasons WhyNotInRole(const SeriesSummary& series,
                     const SeriesKind& kind,
                     const SeriesRole& role) {
  if (series.modality != "MR") {
    return {MakeReason(
        reasons::kNotMr,
        StrCat("Modality is ", series.modality.empty() ? "not stated" : series.modality))};
  }
  Reasons found;
  CheckObjects(series, found);
  if (!found.empty()) return found;
  CheckImages(series, kind, role, found);
  if (role.images != RoleImages::kMap) CheckSequence(series, kind, role, found);
  CheckWeighting(series, kind, role, found);
  // Geometry survives lossy compression, relaxation times do not.
  if (series.lossy_compression && role.images != RoleImages::kVolume) {
    found.push_back(MakeReason(reasons::kLossy,
                               "an image was compressed with loss (LossyImageCompression or "
                               "its transfer syntax); signal cannot be measured on it"));
  }
  return found;
}

}  // namespace regen
