// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/files.h"
#include "analysis/base/text.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>
#include <sys/wait.h>

namespace regen {

// The program `regeneration` as a script sees it, run inside a folder of the test's own.
struct ProgramEnd {
  int exit_status = -1;
  std::string out;
  std::string err;
};

class ProgramTest : public testing::Test {
 protected:
  // Runs the program inside the test's folder.
  ProgramEnd Run(const std::string& arguments) {
    const std::string command = StrCat("cd '",
                                       folder_->path().string(),
                                       "' && timeout 30 '",
                                       REGENERATION_PROGRAM,
                                       "' ",
                                       arguments,
                                       " 2>stderr.txt");
    ProgramEnd outcome;
    FILE* pipe = popen(command.c_str(), "r");
    EXPECT_NE(pipe, nullptr);
    std::array<char, 4096> buffer{};
    while (const std::size_t size = fread(buffer.data(), 1, buffer.size(), pipe)) {
      outcome.out.append(buffer.data(), size);
    }
    const int status = pclose(pipe);
    outcome.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    outcome.err = *ReadWholeFile(folder_->path() / "stderr.txt");
    return outcome;
  }

  void Write(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder_->path() / name).parent_path());
    ASSERT_TRUE(WriteWholeFile(folder_->path() / name, text));
  }

  bool Exists(const std::string& name) {
    return std::filesystem::exists(folder_->path() / name);
  }

  Result<ScratchFolder> folder_ = ScratchFolder::Create(std::filesystem::temp_directory_path());
};

}  // namespace regen
