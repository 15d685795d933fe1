// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/selection/series_summary.h"
#include "tests/fuzz/fuzz_input.h"

#include <map>
#include <string>
#include <vector>

namespace regen::fuzz {

// Headers of one series from lines "Keyword=value"; an empty line begins the next image, which
// keeps what it does not say anew.
inline StudySummary StudyFrom(std::string_view text) {
  constexpr std::size_t kMostImages = 40;
  std::vector<std::map<std::string, std::string, std::less<>>> images(1);
  while (!text.empty() && images.size() < kMostImages) {
    std::string_view line = Next(text, '\n');
    if (line.empty()) {
      images.push_back(images.back());
      continue;
    }
    const std::string_view keyword = Next(line, '=');
    images.back()[std::string(keyword)] = std::string(line);
  }
  StudySummary study;
  for (const auto& image : images) {
    const AttributeLookup attribute = [&image](std::string_view keyword) {
      const auto found = image.find(keyword);
      return found == image.end() ? std::string() : found->second;
    };
    if (study.series.empty()) {
      study = SummarizeStudy(attribute);
      study.series.push_back(SummarizeSeries(attribute));
    }
    study.series.front().instances.push_back(SummarizeInstance(attribute));
  }
  return study;
}

}  // namespace regen::fuzz
