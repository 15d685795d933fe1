// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI {
class App;
}

namespace regen {

// repeatability FILE: what a test–retest file says about each measurement, as JSON.
void AddRepeatabilityCommand(CLI::App& app, int& exit_status);

}  // namespace regen
