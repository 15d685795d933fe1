// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are not what they say, made byte by byte and always the same.
#pragma once

#include <functional>
#include <string>

namespace regen::test {

struct BadFile {
  std::string name;  // "kind-what", a file name
  std::string bytes;
  // Name of the pre-scanner's defect; "ok": legal, whatever its values are worth; empty: not
  // known beforehand (cut or flipped somewhere).
  std::string expected;
};

// One after the other, since some are large.
void ForEachBadFile(const std::function<void(const BadFile&)>& use);

}  // namespace regen::test
