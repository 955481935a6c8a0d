// The files that the program carries; tools/embed.py makes the tables.
#pragma once

#include <cstddef>
#include <string_view>

namespace ponder::server {

struct Asset {
  std::string_view path;          // "/index.html", "/assets/index-Ab12.js".
  std::string_view content_type;  // "text/html; charset=utf-8".
  std::string_view etag;          // With its quotes; of the file's content.
  std::string_view gzip;          // The file, gzip'ed.
};

const Asset* assets_begin();  // The web app. Sorted by path.
std::size_t assets_count();
const Asset* portal_begin();  // What is shown without a key: the login page, the API's page.
std::size_t portal_count();
const Asset* openapi_begin();  // The parts of /openapi.json.
std::size_t openapi_count();

}  // namespace ponder::server
