// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/selection/image_kind.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace regen {

namespace {

// A value of ImageType and what it says. Siemens, GE, Philips, Canon and Hitachi as met in
// files, beside the defined terms of PS3.3 C.8.3.1.1.1 and C.8.13.3.1.1.
struct Term {
  std::string_view value;
  std::string_view meaning;
};

constexpr Term kComponents[] = {{"M", "magnitude"},
                                {"MAGNITUDE", "magnitude"},
                                {"M_FFE", "magnitude"},
                                {"M_SE", "magnitude"},
                                {"M_IR", "magnitude"},
                                {"P", "phase"},
                                {"PHASE", "phase"},
                                {"PHASE MAP", "phase"},
                                {"PHASE_MAP", "phase"},
                                {"P_FFE", "phase"},
                                {"P_SE", "phase"},
                                {"VELOCITY MAP", "phase"},
                                {"R", "real"},
                                {"REAL", "real"},
                                {"R_FFE", "real"},
                                {"R_IR", "real"},
                                {"R_SE", "real"},
                                {"I", "imaginary"},
                                {"IMAGINARY", "imaginary"},
                                {"I_FFE", "imaginary"},
                                {"I_SE", "imaginary"}};

constexpr Term kDixon[] = {{"W", "water"},
                           {"WATER", "water"},
                           {"DIXON_WATER", "water"},
                           {"F", "fat"},
                           {"FAT", "fat"},
                           {"DIXON_FAT", "fat"},
                           {"IP", "in-phase"},
                           {"IN_PHASE", "in-phase"},
                           {"INPHASE", "in-phase"},
                           {"IN-PHASE", "in-phase"},
                           {"OP", "opposed-phase"},
                           {"OOP", "opposed-phase"},
                           {"OPP_PHASE", "opposed-phase"},
                           {"OUT_PHASE", "opposed-phase"},
                           {"OUTPHASE", "opposed-phase"},
                           {"OUT_OF_PHASE", "opposed-phase"},
                           {"OPPOSED_PHASE", "opposed-phase"},
                           {"OPPOSEDPHASE", "opposed-phase"}};

constexpr Term kMaps[] = {{"T1 MAP", "t1"},
                          {"T1_MAP", "t1"},
                          {"T1MAP", "t1"},
                          {"T2 MAP", "t2"},
                          {"T2_MAP", "t2"},
                          {"T2MAP", "t2"},
                          {"T2 STAR MAP", "t2-star"},
                          {"T2_STAR MAP", "t2-star"},
                          {"T2_STAR_MAP", "t2-star"},
                          {"T2*MAP", "t2-star"},
                          {"T2*_MAP", "t2-star"},
                          {"R1 MAP", "r1"},
                          {"R1_MAP", "r1"},
                          {"R2 MAP", "r2"},
                          {"R2_MAP", "r2"},
                          {"R2 STAR MAP", "r2-star"},
                          {"R2_STAR MAP", "r2-star"},
                          {"R2_STAR_MAP", "r2-star"},
                          {"R2*_MAP", "r2-star"},
                          {"S0 MAP", "s0"},
                          {"S0_MAP", "s0"},
                          {"RHO MAP", "s0"},
                          {"PROTON DENSITY MAP", "s0"},
                          {"T1RHO MAP", "t1-rho"},
                          {"T1RHO_MAP", "t1-rho"},
                          {"ADC", "adc"},
                          {"ADC_MAP", "adc"},
                          {"DIFFUSION_ADC", "adc"},
                          {"FA", "fractional-anisotropy"},
                          {"DIFFUSION_FA", "fractional-anisotropy"},
                          {"FIELD_MAP", "field"},
                          {"FIELD MAP", "field"},
                          {"B0 MAP", "field"},
                          {"B1 MAP", "b1"},
                          {"FAT_FRACTION", "fat-fraction"},
                          {"FATFRACTION", "fat-fraction"},
                          {"FF", "fat-fraction"},
                          {"PERFUSION", "perfusion"},
                          {"SUBTRACTION", "subtraction"},
                          {"SUB", "subtraction"}};

constexpr std::string_view kProjections[] = {
    "MIP", "MAX_IP", "MIN_IP", "MNIP", "PROJECTION IMAGE"};

std::string MeaningIn(const auto& terms, std::string_view value) {
  const auto* term = std::find_if(
      std::begin(terms), std::end(terms), [&](const Term& one) { return one.value == value; });
  return term == std::end(terms) ? std::string() : std::string(term->meaning);
}

void TakeFirst(std::string& kept, std::string meaning) {
  if (kept.empty()) kept = std::move(meaning);
}

}  // namespace

ImageKind KindOfImage(const InstanceSummary& image) {
  ImageKind kind;
  const auto& type = image.image_type;
  for (std::size_t n = 0; n < type.size(); ++n) {
    const std::string& value = type[n];
    // Philips repeats DERIVED behind the contrast.
    kind.derived = kind.derived || value == "DERIVED";
    kind.secondary = kind.secondary || value == "SECONDARY";
    kind.localizer = kind.localizer || value == "LOCALIZER";
    kind.mosaic = kind.mosaic || value == "MOSAIC";
    kind.projection =
        kind.projection || std::find(std::begin(kProjections), std::end(kProjections), value) !=
                               std::end(kProjections);
    if (n < 2) continue;  // pixel data and patient examination characteristics
    TakeFirst(kind.component, MeaningIn(kComponents, value));
    TakeFirst(kind.dixon, MeaningIn(kDixon, value));
    TakeFirst(kind.map, MeaningIn(kMaps, value));
  }
  // Siemens marks a parametric map "T2" behind its first values ("DERIVED\\PRIMARY\\T2\\…");
  // in the third value of an enhanced image the same word names a weighting.
  if (kind.map.empty() && kind.derived && image.frame_number == 0) {
    const bool is_t2 = std::find(type.begin(), type.end(), "T2") != type.end();
    if (is_t2) kind.map = "t2";
  }
  if (!image.complex_component.empty()) {
    // PS3.3 C.8.13.3.1.1 "MIXED" says nothing about this image.
    const std::string told = MeaningIn(kComponents, image.complex_component);
    if (!told.empty()) kind.component = told;
  }
  if (kind.component.empty()) kind.component = "magnitude";
  kind.derived = kind.derived || !kind.map.empty();
  return kind;
}

bool IsOriginalMagnitude(const ImageKind& kind) {
  return kind.component == "magnitude" && kind.map.empty() && !kind.derived &&
         !kind.projection && !kind.secondary;
}

std::string ImageKindText(const ImageKind& kind) {
  std::string text = !kind.map.empty()     ? kind.map + " map"
                     : !kind.dixon.empty() ? kind.dixon
                                           : kind.component;
  if (kind.projection) text += ", projection";
  if (kind.derived) text += ", derived";
  return text;
}

}  // namespace regen
