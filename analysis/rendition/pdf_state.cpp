// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/rendition/pdf_state.h"

#include "analysis/base/text.h"

#include <vector>

// qpdf's own pointers are the standard library's.
#define POINTERHOLDER_TRANSITION 4
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFPageObjectHelper.hh>
#include <qpdf/QPDFWriter.hh>

namespace regen {
namespace {

constexpr const char* kFormName = "/RegenerationState";
// Cairo leaves its own transformation behind it.
constexpr const char* kBefore = "q\n";
constexpr const char* kAfter = "\nQ\nq /RegenerationState Do Q\n";

std::vector<QPDFPageObjectHelper> PagesOf(QPDF& file, const std::string& bytes) {
  file.setSuppressWarnings(true);
  file.processMemoryFile("report", bytes.data(), bytes.size());
  return QPDFPageDocumentHelper(file).getAllPages();
}

// The page's forms by name, made where there are none.
QPDFObjectHandle FormsOf(QPDFPageObjectHelper& page) {
  QPDFObjectHandle resources = page.getAttribute("/Resources", true);
  if (!resources.getKey("/XObject").isDictionary())
    resources.replaceKey("/XObject", QPDFObjectHandle::newDictionary());
  return resources.getKey("/XObject");
}

Result<std::string> Put(const std::string& pdf, const std::string& state, bool replace) {
  QPDF file;
  QPDF forms;
  auto pages = PagesOf(file, pdf);
  auto states = PagesOf(forms, state);
  if (pages.empty() || pages.size() > states.size())
    return InputError(StrCat("report: a PDF of ", pages.size(), " pages, expected our two"));
  for (std::size_t n = 0; n < pages.size(); ++n) {
    QPDFObjectHandle on_page = FormsOf(pages[n]);
    if (on_page.hasKey(kFormName) != replace)
      return InputError("report: the PDF's pages have no state that could be replaced");
    on_page.replaceKey(kFormName, file.copyForeignObject(states[n].getFormXObjectForPage()));
    if (replace) continue;
    pages[n].addPageContents(QPDFObjectHandle::newStream(&file, kBefore), true);
    pages[n].addPageContents(QPDFObjectHandle::newStream(&file, kAfter), false);
  }
  QPDFWriter writer(file);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.write();
  const auto bytes = writer.getBufferSharedPointer();
  return std::string(reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize());
}

}  // namespace

Result<std::string> PutState(const std::string& pdf, const std::string& state, bool replace) {
  try {
    return Put(pdf, state, replace);
  } catch (const std::exception& error) {  // qpdf's word for a file that is none
    return InputError(StrCat("report: not a PDF: ", error.what()));
  }
}

}  // namespace regen
