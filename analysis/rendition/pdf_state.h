// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: the state of a report on its pages, which verification replaces.
#pragma once

#include "analysis/base/result.h"

#include <string>

namespace regen {

// Puts page n of `state` over page n of `pdf`, as a form of a name of its own. `replace`: in
// the place of the one that the pages have, which then is in the file no more; else as the
// first. kInput where one of them is no PDF, or the pages do not have what is to be replaced.
// The same bytes for the same input.
Result<std::string> PutState(const std::string& pdf, const std::string& state, bool replace);

}  // namespace regen
