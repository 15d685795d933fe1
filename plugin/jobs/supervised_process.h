// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regen {

// Bounds of a child process; 0 leaves one unbounded.
struct ProcessLimits {
  std::chrono::milliseconds wall_time{0};
  int cpu_seconds = 0;
  int memory_mb = 0;  // address space
};

enum class ProcessFate {
  kExited,     // by itself: see exit_code
  kSignalled,  // by a signal that we did not send: see signal
  kTimedOut,   // wall time used up, killed
  kStopped,    // `keep_running` said no, killed
  kNotStarted  // see error_line
};

struct ProcessEnd {
  ProcessFate fate = ProcessFate::kNotStarted;
  int exit_code = -1;
  int signal = 0;
  // The last line that it wrote to stderr, shortened; for kNotStarted why.
  std::string error_line;
};

struct ProcessHooks {
  // Asked about ten times a second; false ends the child.
  std::function<bool()> keep_running;
  // Lines of the form {"Stage":"register","Fraction":0.4} from descriptor 3 of the child.
  std::function<void(std::string_view stage, double fraction)> progress;
};

// Runs a program and waits for its end. The child has a session and process group of its own,
// which is killed as a whole; no input, no network where the system allows it, no descriptors
// of ours, no core file, a minimal environment, low priority; it dies with the calling thread.
// `arguments`: program first. Throws nothing but std::bad_alloc.
ProcessEnd RunSupervised(const std::vector<std::string>& arguments,
                         const std::filesystem::path& working_folder,
                         const ProcessLimits& limits,
                         const ProcessHooks& hooks);

// The executable file that `program` names: a path, or a name to be found in PATH. Nothing
// where there is none that may be executed.
std::optional<std::filesystem::path> FindProgram(const std::string& program);

}  // namespace regen
