# Writes OUTPUT, a C++ file with the content of FILES in FOLDER, for page_assets.h.
function(append_file variable path)
  file(READ ${path} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
  string(APPEND text "constexpr char ${variable}[] = {${bytes}};\n")
  set(text "${text}" PARENT_SCOPE)
endfunction()

set(types_html "text/html; charset=utf-8")
set(types_css "text/css; charset=utf-8")
set(types_js "text/javascript; charset=utf-8")
set(types_svg "image/svg+xml")

set(text "// Made by embed.cmake.\n#include \"viewer-ext/page_assets.h\"\n\nnamespace regen {\nnamespace {\n\n")
set(table "")
set(number 0)
foreach(name IN LISTS FILES)
  append_file(kFile${number} ${FOLDER}/${name})
  string(REGEX REPLACE "^.*\\." "" extension ${name})
  string(APPEND table
    "      {\"${name}\", \"${types_${extension}}\", {kFile${number}, sizeof(kFile${number})}},\n")
  math(EXPR number "${number} + 1")
endforeach()
append_file(kExplorer ${FOLDER}/explorer.js)
string(APPEND text "\n}  // namespace\n\n"
  "const std::vector<PageAsset>& PageAssets() {\n"
  "  static const std::vector<PageAsset> assets = {\n${table}  };\n  return assets;\n}\n\n"
  "std::string_view ExplorerScript() { return {kExplorer, sizeof(kExplorer)}; }\n\n"
  "}  // namespace regen\n")
file(WRITE ${OUTPUT} "${text}")
