// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "analysis/base/result.h"

namespace regen {

// The whole file as bytes; an error names the file's name (not its folder) and what failed.
Result<std::string> ReadWholeFile(const std::filesystem::path& path);

// Writes beside the target and renames, so that a reader never sees half a file.
Status WriteWholeFile(const std::filesystem::path& path, std::string_view bytes);

// A folder that disappears with the object, with everything in it.
class ScratchFolder {
 public:
  // A new, empty, private (0700) folder inside `parent`, which is made where it is missing.
  static Result<ScratchFolder> Create(const std::filesystem::path& parent);

  ScratchFolder(ScratchFolder&& other) noexcept;
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

}  // namespace regen
