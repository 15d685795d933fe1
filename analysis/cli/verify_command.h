// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI {
class App;
}

namespace regen {

// `regeneration verify REQUEST.json --output DIR`: the verified version of a measurement report.
void AddVerifyCommand(CLI::App& app, int& exit_status);

}  // namespace regen
