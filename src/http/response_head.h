// The status line and headers of an answer as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ponder::http {

// How the client finds the end of the body.
enum class Framing : std::uint8_t { kLength, kChunked, kUntilClose };

struct ResponseHead {
  unsigned status = 200;
  std::string_view content_type;  // May be empty.
  std::string_view request_id;
  const std::vector<std::pair<std::string, std::string>>& headers;  // See Response.
  Framing framing = Framing::kLength;
  std::size_t body_bytes = 0;  // For kLength.
  bool http11 = true;          // What the client speaks.
  bool keep_alive = true;
};

std::string format_head(const ResponseHead& head);

// 204 and 304 never have a body.
bool allows_body(unsigned status);

}  // namespace ponder::http
