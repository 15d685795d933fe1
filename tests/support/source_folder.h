// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace regen {

// The checkout that the tests were built from, without a slash at its end. Compiled once, so
// that no test's own object depends on where the checkout lies.
std::string SourceFolder();

}  // namespace regen
