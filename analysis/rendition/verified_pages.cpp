// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/verified_pages.h"

#include "analysis/base/text.h"
#include "analysis/rendition/cairo_pages.h"
#include "analysis/rendition/page.h"
#include "analysis/rendition/pdf_state.h"

#include <cmath>

namespace regen {

Result<std::string> VerifiedPdf(const std::string& pdf,
                                const Verification& verification,
                                Language language) {
  const auto state = StatePdf(verification, language);
  if (!state) return state.error();
  return PutState(pdf, *state, true);
}

Result<RgbRaster> VerifiedFirstPage(RgbRaster page,
                                    const Verification& verification,
                                    Language language) {
  const double scale = page.width / kPageWidth;
  const auto expected =
      static_cast<std::size_t>(page.width) * static_cast<std::size_t>(page.height) * 3;
  if (expected == 0 || page.rgb.size() != expected ||
      std::abs(page.height - kPageHeight * scale) > 2) {
    return InputError(
        StrCat("page: ", page.width, " x ", page.height, " pixels, expected an A4 page"));
  }
  const Surface image = SurfaceOf(page);
  const Context cairo = MakeContext(image.get(), scale);
  Canvas canvas(cairo.get());
  canvas.Fill(kStateArea, palette::kWhite);
  DrawState(canvas, verification, {language, true});
  if (const auto status = cairo_status(cairo.get()); status != CAIRO_STATUS_SUCCESS)
    return CairoFailed(status);
  return RasterOf(image.get());
}

}  // namespace regen
