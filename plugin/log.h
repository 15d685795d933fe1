// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace regen {

// Lines for the archive's log; never holds an identity. Safe to call from several threads.
class Log {
 public:
  virtual ~Log() = default;
  virtual void Error(const std::string& line) = 0;
  virtual void Warning(const std::string& line) = 0;
  virtual void Info(const std::string& line) = 0;
};

}  // namespace regen
