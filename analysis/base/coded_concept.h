// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace regen {

// A coded concept as DICOM has it (PS3.16, section 8): code value, coding scheme designator and
// the English code meaning, which viewers match on and which is therefore never translated.
struct CodedConcept {
  std::string code_value;
  std::string coding_scheme;
  std::string code_meaning;
};

}  // namespace regen
