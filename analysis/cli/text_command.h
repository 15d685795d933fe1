// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI {
class App;
}

namespace regen {

// `regeneration text`: a report.json as plain text.
void AddTextCommand(CLI::App& app, int& exit_status);

}  // namespace regen
