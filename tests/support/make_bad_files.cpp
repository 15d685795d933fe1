// SPDX-License-Identifier: GPL-3.0-or-later
// make_bad_files DIR: the bad files with their names, for tests that are not in C++. Prints the
// name of each and, behind a tab, the pre-scanner's answer.
#include "tests/support/bad_dicom_files.h"

#include "tests/analysis/prescan/scanned.h"

#include <filesystem>
#include <fstream>
#include <iostream>

int main(int argc, char** argv) {
  if (argc != 2) return 64;
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  bool good = true;
  regen::test::ForEachBadFile([&](const regen::test::BadFile& file) {
    std::ofstream stream(folder / file.name, std::ios::binary);
    stream << file.bytes;
    good = good && stream.good();
    std::cout << file.name << "\t" << regen::prescan::CodeOf(file.bytes) << "\n";
  });
  return good ? 0 : 70;
}
