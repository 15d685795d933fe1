// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plugin/log.h"

#include <mutex>
#include <string>

namespace regen::test {

class RecordingLog : public Log {
 public:
  void Error(const std::string& line) override { Add("E ", line); }
  void Warning(const std::string& line) override { Add("W ", line); }
  void Info(const std::string& line) override { Add("I ", line); }

  std::string text() {
    const std::lock_guard<std::mutex> guard(mutex_);
    return text_;
  }

 private:
  void Add(const char* level, const std::string& line) {
    const std::lock_guard<std::mutex> guard(mutex_);
    text_ += level + line + "\n";
  }

  std::mutex mutex_;
  std::string text_;
};

}  // namespace regen::test
