// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/source_folder.h"

namespace regen {

std::string SourceFolder() {
  return REGEN_SOURCE_DIR;
}

}  // namespace regen
