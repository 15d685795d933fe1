// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/base/language.h"
#include "analysis/base/result.h"
#include "analysis/rendition/report_pdf.h"

#include <string>

namespace regen {

// The same pages with who verified the result in the place of UNVERIFIED; nothing else of them
// changes. kInput where `pdf` is none that RenderReportPdf wrote.
Result<std::string> VerifiedPdf(const std::string& pdf,
                                const Verification& verification,
                                Language language);

// The same for page 1 as RenderFirstPage drew it in this version, at any resolution. kInput
// where it has not the form of an A4 page.
Result<RgbRaster> VerifiedFirstPage(RgbRaster page,
                                    const Verification& verification,
                                    Language language);

}  // namespace regen
