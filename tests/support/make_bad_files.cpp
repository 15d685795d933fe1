// SPDX-License-Identifier: GPL-3.0-or-later
// make_bad_files DIR: the bad files with their names, for tests that are not in C++. Prints the
// name of each, the pre-scanner's answer and whether that is "poison" or "harmless", with tabs
// between them.
#include "tests/analysis/prescan/scanned.h"
#include "tests/support/bad_dicom_files.h"

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
    const auto defect = regen::prescan::Scanned(file.bytes).defect;
    const bool is_poison = defect && regen::prescan::IsPoison(defect->code);
    std::cout << file.name << "\t" << regen::prescan::CodeOf(file.bytes) << "\t"
              << (is_poison ? "poison" : "harmless") << "\n";
  });
  return good ? 0 : 70;
}
