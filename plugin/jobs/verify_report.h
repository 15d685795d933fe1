// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/result.h"
#include "plugin/jobs/run_job.h"

namespace regen {

// Takes the next verification that a person asked for as far as it goes: hands the report to the
// program, stores its verified version, commits. Whatever goes wrong is written to the
// verification; the error returned is only that of a database which does not answer. False:
// none may be worked on now.
Result<bool> VerifyOneReport(const JobContext& context);

}  // namespace regen
