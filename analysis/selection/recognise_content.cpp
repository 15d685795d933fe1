// SPDX-License-Identifier: GPL-3.0-or-later
// What the pixels are: measured or computed, magnitude or phase, a map, a localizer.
#include "analysis/selection/image_kind.h"
#include "analysis/selection/series_evidence.h"

#include <array>
#include <set>

namespace regen {

namespace {

using enum DescriptionTerm;

struct ComponentName {
  std::string_view name;  // of ImageKind
  ImageComponent component;
};

constexpr ComponentName kComponents[] = {{"magnitude", ImageComponent::kMagnitude},
                                         {"phase", ImageComponent::kPhase},
                                         {"real", ImageComponent::kReal},
                                         {"imaginary", ImageComponent::kImaginary}};

struct MapName {
  std::string_view name;  // of ImageKind, or a code
  ParameterMap map;
};

constexpr MapName kMaps[] = {{"t1", ParameterMap::kT1},
                             {"t2", ParameterMap::kT2},
                             {"t2-star", ParameterMap::kT2Star},
                             {"t1-rho", ParameterMap::kT1Rho},
                             {"r2", ParameterMap::kR2},
                             {"r2-star", ParameterMap::kR2Star},
                             {"adc", ParameterMap::kAdc},
                             {"fat-fraction", ParameterMap::kFatFraction}};

// Codes of quantities (PS3.16 CID 7180, 9515).
constexpr MapName kQuantities[] = {{"DCM:113063", ParameterMap::kT1},
                                   {"DCM:113065", ParameterMap::kT2},
                                   {"DCM:113064", ParameterMap::kT2Star},
                                   {"DCM:113041", ParameterMap::kAdc},
                                   {"DCM:129100", ParameterMap::kFatFraction}};

std::set<std::string> TypeValues(const SeriesSummary& series) {
  std::set<std::string> values;
  for (const InstanceSummary& image : series.instances) {
    values.insert(image.image_type.begin(), image.image_type.end());
  }
  return values;
}

// True only where every image says so: a series may hold both.
bool AllHold(const SeriesSummary& series, std::size_t place, std::string_view value) {
  return !series.instances.empty() &&
         std::all_of(series.instances.begin(), series.instances.end(), [&](const auto& image) {
           return image.image_type.size() > place && image.image_type[place] == value;
         });
}

void Say(Finding<bool>& finding, std::string evidence) {
  finding.value = true;
  finding.evidence.push_back(std::move(evidence));
}

void SayWords(const SeriesEvidence& evidence, DescriptionTerm term, Finding<bool>& finding) {
  for (const DescribedTerm& described : evidence.terms) {
    if (described.term == term) Say(finding, described.evidence);
  }
}

void FindDerived(const SeriesEvidence& evidence, SeriesKind& kind) {
  constexpr std::string_view kSecondaryCapture = "1.2.840.10008.5.1.4.1.1.7";
  const SeriesSummary& series = evidence.series;
  const bool derived = !series.instances.empty() &&
                       std::all_of(series.instances.begin(),
                                   series.instances.end(),
                                   [](const InstanceSummary& image) {
                                     const ImageKind of_image = KindOfImage(image);
                                     return of_image.derived || of_image.projection;
                                   });
  if (derived) Say(kind.derived, "ImageType of computed images");
  SayWords(evidence, kReformatted, kind.derived);
  if (AllHold(series, 1, "SECONDARY")) Say(kind.secondary_capture, "ImageType SECONDARY");
  for (const InstanceSummary& image : series.instances) {
    if (!image.sop_class_uid.starts_with(kSecondaryCapture)) continue;
    Say(kind.secondary_capture, StrCat("SOPClassUID ", image.sop_class_uid));
    break;
  }
}

// Vendors put magnitude and phase images into one series.
void FindComponent(const SeriesEvidence& evidence, SeriesKind& kind) {
  Claims<ImageComponent> claims;
  for (const InstanceSummary& image : evidence.series.instances) {
    const ImageKind of_image = KindOfImage(image);
    for (const ComponentName& known : kComponents) {
      if (known.name != of_image.component) continue;
      claims.push_back({known.component, StrCat("images of ", known.name)});
    }
  }
  kind.component = Merge<ImageComponent>(claims, CoversNothing<ImageComponent>);
  if (!kind.component.contradicted) return;
  kind.component.value = ImageComponent::kSeveral;
  kind.component.contradicted = false;
}

constexpr std::pair<DescriptionTerm, ParameterMap> kMapWords[] = {
    {kT1Map, ParameterMap::kT1},
    {kT2Map, ParameterMap::kT2},
    {kT2StarMap, ParameterMap::kT2Star},
    {kR2Map, ParameterMap::kR2},
    {kR2StarMap, ParameterMap::kR2Star},
    {kAdcMap, ParameterMap::kAdc},
    {kFatFractionMap, ParameterMap::kFatFraction}};

// Where some images are no maps, they are what the series is about.
void ClaimFromImages(const SeriesSummary& series, Claims<ParameterMap>& claims) {
  Claims<ParameterMap> found;
  for (const InstanceSummary& image : series.instances) {
    const std::string map = KindOfImage(image).map;
    if (map.empty()) return;
    const auto* known = std::find_if(std::begin(kMaps), std::end(kMaps), [&](const auto& one) {
      return one.name == map;
    });
    found.push_back({known == std::end(kMaps) ? ParameterMap::kOther : known->map,
                     StrCat("ImageType of a map: ", map)});
  }
  claims.insert(claims.end(), found.begin(), found.end());
}

Claims<ParameterMap> MapTags(const SeriesEvidence& evidence) {
  Claims<ParameterMap> claims;
  ClaimFromImages(evidence.series, claims);
  for (const MapName& known : kQuantities) {
    if (known.name == evidence.series.quantity_code) {
      claims.push_back({known.map, StrCat("QuantityDefinitionSequence ", known.name)});
    }
  }
  return claims;
}

// The echoes from which a map is made bear its name as well ("T2MAP"): words count only for
// images that are computed, or where nothing tells whether they are.
void FindMap(const SeriesEvidence& evidence, SeriesKind& kind) {
  const auto tags = MapTags(evidence);
  auto words = WordClaims(evidence, kMapWords);
  const bool original = AllHold(evidence.series, 0, "ORIGINAL");
  const bool computed = !tags.empty() || kind.derived.value;
  if (original || evidence.Echoes() > 1) words.clear();
  kind.parameter_map = Decide<ParameterMap>(tags,
                                            words,
                                            CoversNothing<ParameterMap>,
                                            reasons::kContentAmbiguous,
                                            "the quantity of the map",
                                            kind.ambiguous);
  // A T1rho map is told by its preparation.
  if (kind.spin_lock.value && (computed && kind.parameter_map.value == ParameterMap::kNone)) {
    kind.parameter_map.value = ParameterMap::kT1Rho;
    kind.parameter_map.evidence = kind.spin_lock.evidence;
  }
  if (!words.empty() && !computed) {
    kind.parameter_map.contradicted = true;
    kind.ambiguous.push_back(
        MakeReason(reasons::kContentAmbiguous,
                   StrCat("nothing but ",
                          EvidenceText(words),
                          " tells whether the images are a map or measured")));
  }
}

void FindDiffusion(const SeriesEvidence& evidence, SeriesKind& kind) {
  const EnhancedMrAttributes& enhanced = evidence.series.enhanced;
  for (const InstanceSummary& image : evidence.series.instances) {
    if (image.b_value_s_per_mm2.value_or(0) <= 0) continue;
    Say(kind.diffusion, StrCat("DiffusionBValue ", *image.b_value_s_per_mm2));
    break;
  }
  if (enhanced.acquisition_contrast == "DIFFUSION") {
    Say(kind.diffusion, "AcquisitionContrast DIFFUSION");
  }
  const auto values = TypeValues(evidence.series);
  for (const char* value : {"DIFFUSION", "ADC", "TRACEW", "FA"}) {
    if (values.contains(value)) Say(kind.diffusion, StrCat("ImageType ", value));
  }
  SayWords(evidence, DescriptionTerm::kDiffusion, kind.diffusion);
}

void FindContrastAgent(const SeriesEvidence& evidence, SeriesKind& kind) {
  const std::string& agent = evidence.series.contrast_agent;
  static const std::array<std::string_view, 7> none = {
      "NONE", "NO", "N", "SIN", "KEIN", "NO CONTRAST", "0"};
  const bool given =
      !agent.empty() && std::find(none.begin(), none.end(), ToUpper(agent)) == none.end();
  const bool denied = Names(evidence, kNoContrastAgent);
  if (given) Say(kind.contrast_agent, "ContrastBolusAgent is stated");
  SayWords(evidence, DescriptionTerm::kContrastAgent, kind.contrast_agent);
  if (!denied || !kind.contrast_agent.value) return;
  kind.contrast_agent.contradicted = true;
  kind.ambiguous.push_back(
      MakeReason(reasons::kContrastAgentAmbiguous,
                 StrCat("the descriptions say that no contrast agent was given, against ",
                        JoinStrings(kind.contrast_agent.evidence, ", "))));
}

}  // namespace

bool IsMagnitudeImage(const InstanceSummary& image) {
  return KindOfImage(image).component == "magnitude";
}

void RecogniseContent(const SeriesEvidence& evidence, SeriesKind& kind) {
  SayWords(evidence, kSpinLock, kind.spin_lock);
  FindDerived(evidence, kind);
  FindComponent(evidence, kind);
  FindMap(evidence, kind);
  FindDiffusion(evidence, kind);
  FindContrastAgent(evidence, kind);
  if (TypeValues(evidence.series).contains("LOCALIZER")) {
    Say(kind.localizer, "ImageType LOCALIZER");
  }
  SayWords(evidence, kLocalizer, kind.localizer);
}

}  // namespace regen
