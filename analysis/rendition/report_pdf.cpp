// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/report_pdf.h"

#include "analysis/base/product.h"
#include "analysis/base/text.h"
#include "analysis/rendition/cairo_pages.h"
#include "analysis/rendition/first_page.h"
#include "analysis/rendition/pdf_state.h"
#include "analysis/rendition/second_page.h"

#include <cassert>

#include <cairo-pdf.h>
#include <cairo.h>

namespace regen {
namespace {

constexpr double kPointsPerInch = 72;
constexpr int kLeastDotsPerInch = 36;
constexpr int kMostDotsPerInch = 600;

Page PageOf(Canvas& canvas, const ReportDocument& document) {
  return {canvas, document, {document.language, true}};
}

// Title and dates; no patient in what a file list shows.
void DescribePdf(cairo_surface_t* pdf, const ReportDocument& document) {
  const auto set = [pdf](cairo_pdf_metadata_t key, const std::string& value) {
    if (!value.empty()) cairo_pdf_surface_set_metadata(pdf, key, value.c_str());
  };
  set(CAIRO_PDF_METADATA_TITLE, std::string(Text(Word::kReportTitle, document.language)));
  set(CAIRO_PDF_METADATA_CREATOR, StrCat(kProductName, " ", document.report->software.version));
  set(CAIRO_PDF_METADATA_CREATE_DATE, document.created);
  set(CAIRO_PDF_METADATA_MOD_DATE, document.created);
}

}  // namespace

Result<std::string> RenderReportPdf(const ReportDocument& document) {
  assert(document.report != nullptr);
  const auto pages = DrawPdf([&document](cairo_surface_t* pdf) { DescribePdf(pdf, document); },
                             [&document](Canvas& canvas, int number) {
                               Page page = PageOf(canvas, document);
                               page.number = number;
                               number == 1 ? DrawFirstPage(page) : DrawSecondPage(page);
                             });
  if (!pages) return pages.error();
  const auto state = StatePdf(document.verification, document.language);
  if (!state) return state.error();
  return PutState(*pages, *state, false);
}

Result<RgbRaster> RenderFirstPage(const ReportDocument& document, int dots_per_inch) {
  assert(document.report != nullptr);
  assert(dots_per_inch >= kLeastDotsPerInch && dots_per_inch <= kMostDotsPerInch);
  const double scale = dots_per_inch / kPointsPerInch;
  const Surface image(cairo_image_surface_create(CAIRO_FORMAT_RGB24,
                                                 static_cast<int>(kPageWidth * scale + 0.5),
                                                 static_cast<int>(kPageHeight * scale + 0.5)));
  const Context cairo = MakeContext(image.get(), scale);
  cairo_set_source_rgb(cairo.get(), 1, 1, 1);
  cairo_paint(cairo.get());
  Canvas canvas(cairo.get());
  Page page = PageOf(canvas, document);
  page.count = 1;
  DrawFirstPage(page);
  DrawState(canvas, document.verification, page.wording);
  if (const auto status = cairo_status(cairo.get()); status != CAIRO_STATUS_SUCCESS)
    return CairoFailed(status);
  return RasterOf(image.get());
}

}  // namespace regen
