// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace regen {

// The tag of an attribute as Orthanc writes it ("0018,0081") by its DICOM keyword (PS3.6), for
// the attributes that this product reads from the archive; empty for any other.
std::string_view TagOfKeyword(std::string_view keyword);

}  // namespace regen
