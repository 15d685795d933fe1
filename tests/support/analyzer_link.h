// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// Tests that use it link nothing more: CMake gives the path of the program.
namespace regen::test {

// An analyzer of its own in `folder`: a link to the fake one, with files beside it that say
// what to do (fake_analyzer.cpp).
class AnalyzerLink {
 public:
  explicit AnalyzerLink(const std::filesystem::path& folder) : path_(folder / "analyzer") {
    std::filesystem::create_symlink(REGEN_FAKE_ANALYZER, path_);
  }
  const std::filesystem::path& path() const { return path_; }

  void SetMode(const std::string& mode) { std::ofstream(path_.string() + ".mode") << mode; }
  void Go() { std::ofstream(path_.string() + ".go") << "go"; }
  int Runs() const {
    std::ifstream in(path_.string() + ".runs");
    return static_cast<int>(
        std::count(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>(), '\n'));
  }

 private:
  std::filesystem::path path_;
};

// Address space cannot be limited where a sanitizer has reserved terabytes of it.
inline constexpr bool kSanitized =
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    true;
#else
    false;
#endif

}  // namespace regen::test
