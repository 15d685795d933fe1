// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI {
class App;
}

namespace regen {

// `regeneration phantom`: a digital patient with a known change, as files.
void AddPhantomCommand(CLI::App& app, int& exit_status);

}  // namespace regen
