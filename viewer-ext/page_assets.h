// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace regen {

// A file of the page, compiled in.
struct PageAsset {
  std::string_view name;
  std::string_view content_type;
  std::string_view content;
};

const std::vector<PageAsset>& PageAssets();

// JavaScript that adds our button to Orthanc Explorer; not a file of the page.
std::string_view ExplorerScript();

}  // namespace regen
