// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace CLI {
class App;
}

namespace regen {

// `regeneration import FILE --database URI [--dry-run]`: treatments (CSV) into the registry,
// one line per row on stdout, every problem as one line on stderr.
void AddImportCommand(CLI::App& app, int& exit_status);

}  // namespace regen
