// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI {
class App;
}

namespace regen {

// `regeneration check-config FILE-OR-FOLDER`: every problem of Orthanc's section
// "Regeneration", one line each on stderr. Of a folder, all *.json files together, as Orthanc
// reads them.
void AddCheckConfigCommand(CLI::App& app, int& exit_status);

}  // namespace regen
