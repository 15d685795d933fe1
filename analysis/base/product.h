// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace regen {

// The product's name: Manufacturer and ManufacturerModelName of everything it writes, and by it
// its own objects are known again, also when they come back from elsewhere.
inline constexpr std::string_view kProductName = "Orthanc Regeneration";

}  // namespace regen
