// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/base/files.h"

#include "analysis/base/text.h"

#include <fstream>
#include <utility>

#include <stdlib.h>

namespace regen {

namespace fs = std::filesystem;

Result<std::string> ReadWholeFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return InputError(StrCat(path.filename().string(), ": cannot be opened for reading"));
  std::string bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (in.bad()) return InputError(StrCat(path.filename().string(), ": reading failed"));
  return bytes;
}

Status WriteWholeFile(const fs::path& path, std::string_view bytes) {
  fs::path partial = path;
  partial += ".partial";
  {
    std::ofstream out(partial, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out) {
      return Error{
          ErrorKind::kUnavailable,
          StrCat(path.filename().string(), ": writing failed (disk full or no access)")};
    }
  }
  std::error_code error;
  fs::rename(partial, path, error);
  if (error) {
    return Error{ErrorKind::kUnavailable,
                 StrCat(path.filename().string(), ": writing failed: ", error.message())};
  }
  return Done{};
}

Result<ScratchFolder> ScratchFolder::Create(const fs::path& parent) {
  std::error_code error;
  fs::create_directories(parent, error);
  std::string name = (parent / "regeneration-XXXXXX").string();
  if (error || mkdtemp(name.data()) == nullptr) {
    return Error{ErrorKind::kUnavailable,
                 "no scratch folder can be made: disk full or no access"};
  }
  return ScratchFolder(fs::path(name));
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept
    : path_(std::exchange(other.path_, fs::path())) {}

ScratchFolder::~ScratchFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace regen
