// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/jobs/supervised_process.h"

#include "analysis/base/files.h"
#include "analysis/base/text.h"
#include "tests/support/analyzer_link.h"

#include <csignal>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace regen {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

class SupervisedProcessTest : public testing::Test {
 protected:
  ProcessEnd Shell(const std::string& script, ProcessLimits limits = {}) {
    return RunSupervised({"/bin/sh", "-c", script}, folder_->path(), limits, hooks_);
  }
  std::string Output(const std::string& name) { return *ReadWholeFile(folder_->path() / name); }

  Result<ScratchFolder> folder_ = ScratchFolder::Create(std::filesystem::temp_directory_path());
  ProcessHooks hooks_;
};

TEST_F(SupervisedProcessTest, TellsTheExitStatusAndTheLastLineOfTheErrors) {
  const ProcessEnd end = Shell("echo one >&2; echo two >&2; exit 65");
  EXPECT_EQ(end.fate, ProcessFate::kExited);
  EXPECT_EQ(end.exit_code, 65);
  EXPECT_EQ(end.error_line, "two");
}

TEST_F(SupervisedProcessTest, TellsAnErrorLineWithoutAnEnd) {
  EXPECT_EQ(Shell("printf 'last words' >&2; exit 1").error_line, "last words");
}

TEST_F(SupervisedProcessTest, TellsTheSignalOfACrash) {
  const ProcessEnd end = Shell("kill -SEGV $$");
  EXPECT_EQ(end.fate, ProcessFate::kSignalled);
  EXPECT_EQ(end.signal, SIGSEGV);
}

TEST_F(SupervisedProcessTest, TellsThatAProgramCannotBeExecuted) {
  const ProcessEnd end = RunSupervised({"/nowhere/program"}, folder_->path(), {}, hooks_);
  EXPECT_EQ(end.fate, ProcessFate::kExited);
  EXPECT_EQ(end.exit_code, 127);
  EXPECT_EQ(end.error_line, "the program cannot be executed");
}

TEST_F(SupervisedProcessTest, EndsAChildWhoseTimeIsUp) {
  const auto start = Clock::now();
  ProcessLimits limits;
  limits.wall_time = milliseconds(200);
  EXPECT_EQ(Shell("sleep 60", limits).fate, ProcessFate::kTimedOut);
  EXPECT_LT(Clock::now() - start, milliseconds(3000));
}

TEST_F(SupervisedProcessTest, EndsAChildThatIsNotWantedAnyMore) {
  hooks_.keep_running = [start = Clock::now()] {
    return Clock::now() - start < milliseconds(100);
  };
  const auto start = Clock::now();
  EXPECT_EQ(Shell("sleep 60").fate, ProcessFate::kStopped);
  EXPECT_LT(Clock::now() - start, milliseconds(3000));
}

TEST_F(SupervisedProcessTest, EndsTheChildrenOfTheChildToo) {
  const ProcessEnd end = Shell("sleep 60 & echo $! > pid; exit 0");
  EXPECT_EQ(end.fate, ProcessFate::kExited);
  const int grandchild = std::stoi(Output("pid"));
  bool gone = false;
  for (int i = 0; i < 100 && !gone; ++i) {
    // Its new parent may not have collected it yet: a zombie counts as gone.
    std::ifstream stat(StrCat("/proc/", grandchild, "/stat"));
    std::string id;
    std::string name;
    std::string state;
    gone = !(stat >> id >> name >> state) || state == "Z";
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_TRUE(gone);
}

TEST_F(SupervisedProcessTest, LimitsTheTimeOfTheProcessor) {
  ProcessLimits limits;
  limits.cpu_seconds = 1;
  const ProcessEnd end = Shell("while :; do :; done", limits);
  EXPECT_EQ(end.fate, ProcessFate::kSignalled);
}

TEST_F(SupervisedProcessTest, LimitsTheMemory) {
  if (test::kSanitized) GTEST_SKIP() << "a sanitizer reserves more than any limit";
  test::AnalyzerLink analyzer(folder_->path());
  analyzer.SetMode("eat-memory");
  ProcessLimits limits;
  limits.memory_mb = 512;
  const ProcessEnd end =
      RunSupervised({analyzer.path().string(), "analyze", "r", "--output", "o", "-", "3"},
                    folder_->path(),
                    limits,
                    hooks_);
  EXPECT_EQ(end.fate, ProcessFate::kSignalled);
  EXPECT_EQ(end.signal, SIGABRT);  // out of memory: an exception that nobody catches
}

TEST_F(SupervisedProcessTest, IsNotHeldUpByAChildThatWritesWithoutPause) {
  const ProcessEnd end =
      Shell("i=0; while [ $i -lt 20000 ]; do echo noise noise noise >&2; i=$((i+1)); done");
  EXPECT_EQ(end.fate, ProcessFate::kExited);
  EXPECT_EQ(end.error_line, "noise noise noise");
}

TEST_F(SupervisedProcessTest, CutsALineThatHasNoEnd) {
  const ProcessEnd end = Shell("head -c 100000 /dev/zero | tr '\\0' x >&2; exit 3");
  EXPECT_EQ(end.exit_code, 3);
  EXPECT_EQ(end.error_line.size(), 500U);
}

TEST_F(SupervisedProcessTest, PassesProgressOn) {
  std::vector<std::string> told;
  hooks_.progress = [&told](std::string_view stage, double fraction) {
    told.push_back(StrCat(stage, " ", fraction));
  };
  Shell(
      "echo '{\"Stage\":\"load\",\"Fraction\":0.25}' >&3; echo nonsense >&3; "
      "echo '[[[[[[[[[[[[[[[[[[[[' >&3; echo '{\"Stage\":\"fit\",\"Fraction\":7}' >&3");
  EXPECT_EQ(told, (std::vector<std::string>{"load 0.25", "fit 1"}));
}

TEST_F(SupervisedProcessTest, GivesTheChildNeitherOurDescriptorsNorOurEnvironmentNorInput) {
  const int low = open("/dev/null", O_RDONLY);
  const int ours = fcntl(low, F_DUPFD, 77);  // without O_CLOEXEC
  ASSERT_GE(ours, 77);
  setenv("REGEN_TEST_SECRET", "secret", 1);
  Shell("ls /proc/$$/fd > fds; env > env; cat > in; umask > mask; nice > nice");
  close(ours);
  close(low);
  EXPECT_EQ(Output("fds").find(StrCat(ours)), std::string::npos) << Output("fds");
  EXPECT_EQ(Output("env").find("SECRET"), std::string::npos);
  EXPECT_EQ(Output("in"), "");
  EXPECT_EQ(Trim(Output("mask")), "0077");
  EXPECT_GE(*ParseInt(Output("nice")), 10);
}

TEST_F(SupervisedProcessTest, ResetsWhatThisThreadBlocks) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const ProcessEnd end = Shell("kill -TERM $$; sleep 5; exit 0");
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(end.signal, SIGTERM);
}

TEST_F(SupervisedProcessTest, EndsTheChildWhenItsSupervisorIsGone) {
  // A process in between that is killed while it supervises.
  const std::filesystem::path pid_file = folder_->path() / "pid";
  const pid_t between = fork();
  if (between == 0) {
    RunSupervised({"/bin/sh", "-c", "echo $$ > pid.new; mv pid.new pid; exec sleep 60"},
                  folder_->path(),
                  {},
                  {});
    _exit(0);
  }
  for (int i = 0; i < 500 && !std::filesystem::exists(pid_file); ++i) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  const int child = std::stoi(Output("pid"));
  kill(between, SIGKILL);
  bool gone = false;
  for (int i = 0; i < 300 && !gone; ++i) {
    std::ifstream stat(StrCat("/proc/", child, "/stat"));
    std::string id;
    std::string name;
    std::string state;
    gone = !(stat >> id >> name >> state) || state == "Z";
    std::this_thread::sleep_for(milliseconds(10));
  }
  EXPECT_TRUE(gone);
}

TEST(FindProgram, FindsANameInPathAndAPathAsItIs) {
  EXPECT_TRUE(FindProgram("sh"));
  EXPECT_EQ(FindProgram("/bin/sh")->string(), "/bin/sh");
}

TEST(FindProgram, FindsNothingThatCannotBeExecuted) {
  EXPECT_FALSE(FindProgram("no-such-program-anywhere"));
  EXPECT_FALSE(FindProgram("/etc/passwd"));
  EXPECT_FALSE(FindProgram("/bin"));
  EXPECT_FALSE(FindProgram(""));
}

}  // namespace
}  // namespace regen
