// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/jobs/scratch_root.h"

#include "analysis/base/sha256.h"
#include "analysis/base/text.h"

#include <sys/stat.h>
#include <unistd.h>

namespace regen {

namespace fs = std::filesystem;

Result<fs::path> PrepareScratchRoot(const std::string& configured,
                                    const fs::path& database_file) {
  std::error_code error;
  const fs::path parent =
      configured.empty() ? fs::temp_directory_path(error) : fs::path(configured);
  if (!error) {
    fs::create_directories(parent, error);
  }
  const std::string name = Sha256Hex(fs::absolute(database_file, error).string()).substr(0, 16);
  const fs::path root = parent / ("orthanc-regeneration-" + name);
  mkdir(root.c_str(), S_IRWXU);
  struct stat found {};
  const bool ours =
      lstat(root.c_str(), &found) == 0 && S_ISDIR(found.st_mode) && found.st_uid == geteuid();
  if (!ours || chmod(root.c_str(), S_IRWXU) != 0 || access(root.c_str(), W_OK) != 0) {
    return Error{ErrorKind::kUnavailable,
                 "Scratch: no private folder can be made there; expected a folder that Orthanc "
                 "may write to"};
  }
  return root;
}

void RemoveLeftovers(const fs::path& scratch_root) {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(scratch_root, ignored)) {
    fs::remove_all(entry.path(), ignored);
  }
}

}  // namespace regen
