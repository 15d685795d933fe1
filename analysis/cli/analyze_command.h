// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI {
class App;
}

namespace regen {

// `regeneration analyze`: one follow-up against its baseline.
void AddAnalyzeCommand(CLI::App& app, int& exit_status);

}  // namespace regen
