// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/coded_concept.h"

#include <string>
#include <string_view>

namespace regen {

// A coded concept of our objects. Meanings are English and never translated: viewers match on
// them. `source`: where the code stands in PS3.16, or why it is a private one.
struct Code {
  std::string_view value;
  std::string_view scheme;
  std::string_view meaning;
  std::string_view source;

  CodedConcept Concept() const {
    return {std::string(value), std::string(scheme), std::string(meaning)};
  }
};

// The private scheme is declared in CodingSchemeIdentificationSequence of every SR.
inline constexpr std::string_view kPrivateScheme = "99REGEN";
// Version of the private codes; changes when one is added or changes its meaning.
inline constexpr std::string_view kPrivateSchemeVersion = "7";

}  // namespace regen
