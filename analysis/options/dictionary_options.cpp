// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/options/dictionary_options.h"

#include "analysis/base/text.h"
#include "analysis/options/section_reader.h"

#include <algorithm>

namespace regen {

namespace {

constexpr const char* kKey = "Dictionary";

bool IsShipped(const std::string& term, const std::string& word) {
  const auto words = ShippedWords(term);
  return std::any_of(words.begin(), words.end(), [&](const std::string& shipped) {
    return SamePhrase(shipped, word);
  });
}

void CheckEdit(const std::string& path,
               const std::string& term,
               const DictionaryEdits& edits,
               std::vector<ConfigProblem>& problems) {
  const DictionaryEdit& edit = edits.at(term);
  for (const std::string& word : edit.remove) {
    if (IsShipped(term, word)) continue;
    problems.push_back({StrCat(path, ".Remove"),
                        word,
                        StrCat("a word that is shipped for ", term),
                        NearestOf(word, ShippedWords(term))});
  }
  for (const std::string& word : edit.add) {
    const std::string expected = DictionaryProblem(term, word, edits);
    if (!expected.empty()) problems.push_back({StrCat(path, ".Add"), word, expected, ""});
  }
}

Json::Value ListJson(const std::vector<std::string>& words) {
  Json::Value list(Json::arrayValue);
  for (const std::string& word : words) list.append(word);
  return list;
}

}  // namespace

void ReadDictionary(SectionReader& section,
                    DictionaryEdits& edits,
                    std::vector<ConfigProblem>& problems) {
  const Json::Value& given = section.Take(kKey);
  if (given.isNull()) return;
  if (!given.isObject()) {
    section.Wrong(kKey, "an object with keys such as \"FastSpinEcho\"");
    return;
  }
  const auto& terms = DictionaryTermNames();
  const std::string path = section.PathOf(kKey);
  for (const std::string& term : given.getMemberNames()) {
    if (std::find(terms.begin(), terms.end(), term) == terms.end()) {
      problems.push_back({StrCat(path, ".", term), "", "", NearestOf(term, terms)});
      continue;
    }
    SectionReader entry(given[term], StrCat(path, ".", term), problems);
    if (!entry.usable()) continue;
    DictionaryEdit edit;
    entry.Read("Add", edit.add);
    entry.Read("Remove", edit.remove);
    entry.Finish();
    if (!edit.add.empty() || !edit.remove.empty()) edits[term] = std::move(edit);
  }
  // When all are read: a word may go from one term to another.
  for (const auto& [term, edit] : edits) {
    CheckEdit(StrCat(path, ".", term), term, edits, problems);
  }
}

Json::Value DictionaryJson(const DictionaryEdits& edits) {
  Json::Value json(Json::objectValue);
  for (const auto& [term, edit] : edits) {
    json[term]["Add"] = ListJson(edit.add);
    json[term]["Remove"] = ListJson(edit.remove);
  }
  return json;
}

}  // namespace regen
