// The files of the web page that the program carries; tools/embed.py makes the table.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace ponder::server {

struct Asset {
  std::string_view path;                // "/index.html", "/app.js".
  std::string_view content_type;        // "text/html; charset=utf-8".
  std::string_view etag;                // With its quotes; of the file's content.
  std::span<const unsigned char> gzip;  // The file, gzip'ed.
};

const Asset* assets_begin();  // Sorted by path.
std::size_t assets_count();

}  // namespace ponder::server
