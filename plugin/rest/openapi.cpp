// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin/rest/openapi.h"

#include "analysis/base/text.h"
#include "plugin/archive/json_text.h"

#include <json/value.h>

namespace regen {
namespace {

Json::Value Parameter(const std::string& name,
                      const std::string& place,
                      const std::string& description,
                      bool required) {
  Json::Value parameter;
  parameter["name"] = name;
  parameter["in"] = place;
  parameter["required"] = required;
  parameter["schema"]["type"] = "string";
  if (!description.empty()) parameter["description"] = description;
  return parameter;
}

Json::Value Operation(const Route& route) {
  Json::Value operation;
  operation["summary"] = route.summary;
  operation["parameters"] = Json::arrayValue;
  for (const std::string& segment : Split(route.path, '/')) {
    if (segment.size() < 3 || segment.front() != '{') continue;
    operation["parameters"].append(
        Parameter(segment.substr(1, segment.size() - 2), "path", "", true));
  }
  for (const QueryParameter& query : route.query) {
    operation["parameters"].append(
        Parameter(query.name, "query", query.description, query.required));
  }
  for (const std::string& type : route.body_types) {
    operation["requestBody"]["content"][type]["schema"]["type"] = "string";
  }
  Json::Value& responses = operation["responses"];
  responses["200"]["description"] = "as the summary says";
  responses["200"]["content"][route.answer_type] = Json::objectValue;
  responses["default"]["description"] = "an error";
  responses["default"]["content"]["application/json"]["schema"]["$ref"] =
      "#/components/schemas/Error";
  return operation;
}

}  // namespace

std::string OpenApiJson(const std::vector<Route>& routes) {
  Json::Value document;
  document["openapi"] = "3.0.3";
  document["info"]["title"] = "Orthanc Regeneration";
  document["info"]["version"] = REGENERATION_VERSION;
  document["info"]["license"]["name"] = "GPL-3.0-or-later";
  Json::Value& error = document["components"]["schemas"]["Error"];
  error["type"] = "object";
  error["properties"]["Code"]["type"] = "string";
  error["properties"]["Message"]["type"] = "string";
  for (const Route& route : routes) {
    const std::string method = ToLower(HttpMethodName(route.method));
    document["paths"][route.path][method] = Operation(route);
  }
  return WriteJson(document);
}

}  // namespace regen
