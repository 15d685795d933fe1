// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/jobs/supervised_process.h"

#include "analysis/base/text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <json/json.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace regen {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kProgressDescriptor = 3;
constexpr int kFirstFreeDescriptor = 10;  // above what the child's own descriptors will be
constexpr std::size_t kLongestLine = 1000;
constexpr auto kTick = std::chrono::milliseconds(100);
constexpr rlim_t kLargestFileBytes = rlim_t{4} << 30;
constexpr int kNiceness = 10;
constexpr int kCannotExecute = 127;

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { Close(); }

  void Close() {
    if (number_ >= 0) {
      close(std::exchange(number_, -1));
    }
  }
  int number() const { return number_; }
  bool open() const { return number_ >= 0; }

 private:
  int number_;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
};

// Both ends are closed in programs started by other threads, and numbered above what dup2 in
// the child will overwrite.
std::optional<Pipe> MakePipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    return std::nullopt;
  }
  const Descriptor low_read(ends[0]);
  const Descriptor low_write(ends[1]);
  Pipe pipe{Descriptor(fcntl(ends[0], F_DUPFD_CLOEXEC, kFirstFreeDescriptor)),
            Descriptor(fcntl(ends[1], F_DUPFD_CLOEXEC, kFirstFreeDescriptor))};
  if (!pipe.read.open() || !pipe.write.open()) {
    return std::nullopt;
  }
  fcntl(pipe.read.number(), F_SETFL, O_NONBLOCK);
  return pipe;
}

// Everything the child needs, made before the fork: between fork and exec of a process with
// several threads only async-signal-safe calls are allowed, so no allocation either.
struct ChildPlan {
  std::vector<std::string> arguments;
  std::vector<char*> argument_pointers;
  std::string path_variable = "PATH=/usr/local/bin:/usr/bin:/bin";
  std::string locale_variable = "LC_ALL=C.UTF-8";
  std::string home_variable;
  std::string temporary_variable;
  std::vector<char*> environment;
  std::string folder;
  ProcessLimits limits;
  int null_input = -1;
  int error_output = -1;
  int progress_output = -1;
  pid_t parent = 0;
};

void SetLimit(int resource, rlim_t value) {
  const rlimit limit{value, value};
  // The kind of the first parameter differs between C and C++ of the C library.
  setrlimit(static_cast<__rlimit_resource_t>(resource), &limit);
}

void SetLimits(const ProcessLimits& limits) {
  SetLimit(RLIMIT_CORE, 0);
  SetLimit(RLIMIT_FSIZE, kLargestFileBytes);
  if (limits.cpu_seconds > 0) {
    SetLimit(RLIMIT_CPU, static_cast<rlim_t>(limits.cpu_seconds));
  }
  if (limits.memory_mb > 0) {
    SetLimit(RLIMIT_AS, static_cast<rlim_t>(limits.memory_mb) << 20);
  }
}

// Best effort: needs a privilege or unprivileged user namespaces.
void LeaveNetwork() {
  if (unshare(CLONE_NEWNET) != 0) {
    unshare(CLONE_NEWUSER | CLONE_NEWNET);
  }
}

[[noreturn]] void BecomeProgram(const ChildPlan& plan) {
  setsid();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (getppid() != plan.parent) {
    _exit(kCannotExecute);  // the parent died before the line above
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  dup2(plan.null_input, STDIN_FILENO);
  dup2(plan.null_input, STDOUT_FILENO);
  dup2(plan.error_output, STDERR_FILENO);
  dup2(plan.progress_output, kProgressDescriptor);
  close_range(kProgressDescriptor + 1, ~0U, 0);
  umask(077);
  LeaveNetwork();
  SetLimits(plan.limits);
  setpriority(PRIO_PROCESS, 0, kNiceness);
  if (chdir(plan.folder.c_str()) == 0) {
    execve(
        plan.argument_pointers.front(), plan.argument_pointers.data(), plan.environment.data());
  }
  constexpr char kMessage[] = "the program cannot be executed\n";
  // Nothing can be done where even this fails; the exit status tells.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kMessage, sizeof(kMessage) - 1);
  _exit(kCannotExecute);
}

// Lines out of a stream of bytes; what is longer than the limit is cut.
class LineReader {
 public:
  template <typename Take>
  void Add(std::string_view bytes, Take take) {
    for (const char c : bytes) {
      if (c == '\n') {
        take(std::exchange(line_, {}));
      } else if (line_.size() < kLongestLine) {
        line_.push_back(c);
      }
    }
  }
  std::string rest() const { return line_; }

 private:
  std::string line_;
};

// What the child says while it runs.
struct Channels {
  Descriptor errors;
  Descriptor progress;
  LineReader error_lines;
  LineReader progress_lines;
  std::string last_error_line;
};

// Reads what is there; closes the channel at its end.
template <typename Take>
void Drain(Descriptor& channel, LineReader& lines, Take take) {
  std::array<char, 4096> buffer{};
  // Bounded, so that a child that writes without pause cannot keep us here.
  for (int i = 0; i < 64 && channel.open(); ++i) {
    const ssize_t count = read(channel.number(), buffer.data(), buffer.size());
    if (count > 0) {
      lines.Add({buffer.data(), static_cast<std::size_t>(count)}, take);
    } else if (count == 0) {
      channel.Close();
    } else if (errno != EINTR) {
      return;
    }
  }
}

void TellProgress(const std::string& line, const ProcessHooks& hooks) {
  if (!hooks.progress || line.empty()) {
    return;
  }
  Json::CharReaderBuilder builder;
  builder["stackLimit"] = 8;
  const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
  Json::Value value;
  try {
    if (reader->parse(line.data(), line.data() + line.size(), &value, nullptr) &&
        value.isObject() && value["Stage"].isString() && value["Fraction"].isNumeric()) {
      hooks.progress(value["Stage"].asString(),
                     std::clamp(value["Fraction"].asDouble(), 0.0, 1.0));
    }
  } catch (const Json::Exception&) {  // nested beyond the limit: no progress line of ours
  }
}

void DrainAll(Channels& channels, const ProcessHooks& hooks) {
  Drain(channels.errors, channels.error_lines, [&channels](std::string line) {
    if (!Trim(line).empty()) {
      channels.last_error_line = std::move(line);
    }
  });
  Drain(channels.progress, channels.progress_lines, [&hooks](const std::string& line) {
    TellProgress(line, hooks);
  });
}

// Waits until the child says something or the tick is over.
void WaitForNews(const Channels& channels) {
  std::array<pollfd, 2> waiting = {
      {{channels.errors.number(), POLLIN, 0}, {channels.progress.number(), POLLIN, 0}}};
  const bool any = channels.errors.open() || channels.progress.open();
  // With both channels closed the child is about to end: look soon.
  const int timeout_ms = any ? static_cast<int>(kTick.count()) : 5;
  poll(waiting.data(), waiting.size(), timeout_ms);
}

// Whether the child has ended; it stays a zombie, so that its number is not given anew before
// its group has been killed.
bool HasEnded(pid_t child) {
  siginfo_t info{};
  const int status =
      waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT);
  return (status == 0 && info.si_pid == child) || (status != 0 && errno == ECHILD);
}

// Kills what is left of the group and collects the child.
int EndGroup(pid_t child) {
  kill(-child, SIGKILL);
  kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) {
      return -1;  // collected by someone else: how it ended is not known
    }
  }
  return status;
}

ProcessFate Watch(pid_t child,
                  const ProcessLimits& limits,
                  const ProcessHooks& hooks,
                  Channels& channels) {
  const Clock::time_point start = Clock::now();
  while (!HasEnded(child)) {
    if (hooks.keep_running && !hooks.keep_running()) {
      return ProcessFate::kStopped;
    }
    if (limits.wall_time.count() > 0 && Clock::now() - start > limits.wall_time) {
      return ProcessFate::kTimedOut;
    }
    WaitForNews(channels);
    DrainAll(channels, hooks);
  }
  return ProcessFate::kExited;
}

std::string Shown(const std::string& line) {
  std::string shown(Trim(line));
  shown.resize(std::min<std::size_t>(shown.size(), 500));
  std::replace_if(
      shown.begin(),
      shown.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x20; },
      ' ');
  return shown;
}

ChildPlan MakePlan(const std::vector<std::string>& arguments,
                   const fs::path& working_folder,
                   const ProcessLimits& limits) {
  ChildPlan plan;
  plan.arguments = arguments;
  for (std::string& argument : plan.arguments) {
    plan.argument_pointers.push_back(argument.data());
  }
  plan.argument_pointers.push_back(nullptr);
  plan.folder = working_folder.string();
  plan.home_variable = "HOME=" + plan.folder;
  plan.temporary_variable = "TMPDIR=" + plan.folder;
  plan.limits = limits;
  plan.parent = getpid();
  return plan;
}

// Pointers into the plan's own strings: set where the plan stays.
void PointEnvironment(ChildPlan& plan) {
  plan.environment = {plan.path_variable.data(),
                      plan.locale_variable.data(),
                      plan.home_variable.data(),
                      plan.temporary_variable.data(),
                      nullptr};
}

ProcessEnd NotStarted(std::string why) {
  ProcessEnd end;
  end.error_line = std::move(why);
  return end;
}

}  // namespace

ProcessEnd RunSupervised(const std::vector<std::string>& arguments,
                         const fs::path& working_folder,
                         const ProcessLimits& limits,
                         const ProcessHooks& hooks) {
  std::optional<Pipe> errors = MakePipe();
  std::optional<Pipe> progress = MakePipe();
  const Descriptor low_null(open("/dev/null", O_RDWR | O_CLOEXEC));
  const Descriptor null(fcntl(low_null.number(), F_DUPFD_CLOEXEC, kFirstFreeDescriptor));
  if (!errors || !progress || !null.open()) {
    return NotStarted("no descriptors left for a child process");
  }
  ChildPlan plan = MakePlan(arguments, working_folder, limits);
  PointEnvironment(plan);
  plan.null_input = null.number();
  plan.error_output = errors->write.number();
  plan.progress_output = progress->write.number();

  const pid_t child = fork();
  if (child < 0) {
    return NotStarted(StrCat("no child process could be made: ", std::strerror(errno)));
  }
  if (child == 0) {
    BecomeProgram(plan);
  }
  errors->write.Close();
  progress->write.Close();
  Channels channels;
  channels.errors = std::move(errors->read);
  channels.progress = std::move(progress->read);

  ProcessEnd end;
  end.fate = Watch(child, limits, hooks, channels);
  const int status = EndGroup(child);
  DrainAll(channels, hooks);
  const std::string rest = channels.error_lines.rest();
  end.error_line = Shown(Trim(rest).empty() ? channels.last_error_line : rest);
  if (end.fate == ProcessFate::kExited) {
    if (status >= 0 && WIFEXITED(status)) {
      end.exit_code = WEXITSTATUS(status);
    } else if (status >= 0 && WIFSIGNALED(status)) {
      end.fate = ProcessFate::kSignalled;
      end.signal = WTERMSIG(status);
    }
  }
  return end;
}

std::optional<fs::path> FindProgram(const std::string& program) {
  const auto executable = [](const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
  };
  if (program.find('/') != std::string::npos) {
    std::error_code error;
    const fs::path path = fs::absolute(program, error);
    return !error && executable(path) ? std::optional(path) : std::nullopt;
  }
  const char* const search = std::getenv("PATH");
  for (const std::string& folder : Split(search == nullptr ? "/usr/bin" : search, ':')) {
    const fs::path path = fs::path(folder) / program;
    if (!program.empty() && !folder.empty() && executable(path)) {
      return path;
    }
  }
  return std::nullopt;
}

}  // namespace regen
