// SPDX-License-Identifier: GPL-3.0-or-later
// Private to this folder: Cairo's surfaces behind the pages.
#pragma once

#include "analysis/base/language.h"
#include "analysis/base/result.h"
#include "analysis/rendition/canvas.h"
#include "analysis/rendition/report_pdf.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <cairo.h>

namespace regen {

struct DestroyCairo {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
};
using Surface = std::unique_ptr<cairo_surface_t, DestroyCairo>;
using Context = std::unique_ptr<cairo_t, DestroyCairo>;

Error CairoFailed(cairo_status_t status);

// A context in points whose text has the same widths on every surface.
Context MakeContext(cairo_surface_t* surface, double scale);

// The pixels of an RGB24 surface, and such a surface with these pixels.
RgbRaster RasterOf(cairo_surface_t* image);
Surface SurfaceOf(const RgbRaster& raster);

// A PDF of two A4 pages. `describe` sets its metadata, `draw` draws page 1 and 2.
Result<std::string> DrawPdf(const std::function<void(cairo_surface_t*)>& describe,
                            const std::function<void(Canvas&, int)>& draw);

// A PDF of two pages with the state alone.
Result<std::string> StatePdf(const std::optional<Verification>& verification,
                             Language language);

}  // namespace regen
