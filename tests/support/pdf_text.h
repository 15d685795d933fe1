// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

namespace regen::test {

// What poppler's pdftotext reads from a PDF, one form feed after each page. `options`: such as
// "-f 1 -l 1".
inline std::string PdfText(const std::string& pdf, const std::string& options = "") {
  const auto file =
      std::filesystem::temp_directory_path() / ("pdf-text-" + std::to_string(getpid()));
  std::ofstream(file, std::ios::binary) << pdf;
  const std::string command = "pdftotext -layout " + options + " '" + file.string() + "' -";
  std::string text;
  if (FILE* const output = popen(command.c_str(), "r")) {
    char part[4096];
    for (auto n = fread(part, 1, sizeof part, output); n > 0;
         n = fread(part, 1, sizeof part, output))
      text.append(part, n);
    pclose(output);
  }
  std::filesystem::remove(file);
  return text;
}

}  // namespace regen::test
