// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/registration/align_case.h"
#include "tests/bench/registration/render_case.h"

#include <charconv>
#include <iomanip>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <sys/resource.h>

namespace {

constexpr int kWrongUsage = 64;
constexpr int kFailed = 65;

int Finish(const regen::Status& status) {
  if (!status) {
    std::cerr << status.error().message << '\n';
    return status.error().kind == regen::ErrorKind::kUsage ? kWrongUsage : kFailed;
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  std::cout << std::fixed << std::setprecision(2)
            << seconds(used.ru_utime) + seconds(used.ru_stime) << " CPU s, "
            << used.ru_maxrss / 1024 << " MB\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 4 && arguments[0] == "render") {
    std::uint64_t seed = 0;
    const std::string& text = arguments[2];
    const auto read = std::from_chars(text.data(), text.data() + text.size(), seed);
    if (read.ec == std::errc() && read.ptr == text.data() + text.size()) {
      return Finish(regen::bench::RenderCase(arguments[1], seed, arguments[3]));
    }
  }
  if (arguments.size() == 3 && arguments[0] == "align") {
    return Finish(regen::bench::AlignCase(arguments[1], arguments[2]));
  }
  std::cerr << "usage: bench_registration render CASE ANATOMY-SEED FOLDER\n"
               "       bench_registration align FOLDER MAPPED.json\n";
  return kWrongUsage;
}
