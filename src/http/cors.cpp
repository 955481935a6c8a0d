#include "http/cors.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace ponder::http {
namespace {

constexpr std::size_t kRequestedBytesMax = 2048;
constexpr std::string_view kMaxAgeSeconds = "600";
constexpr std::string_view kExposed =
    "x-request-id, request-id, retry-after, idempotent-replayed, x-ratelimit-limit-requests, "
    "x-ratelimit-remaining-requests, x-ratelimit-reset-requests, x-ratelimit-limit-tokens, "
    "x-ratelimit-remaining-tokens, x-ratelimit-reset-tokens";
constexpr std::string_view kUsual =
    "authorization, content-type, idempotency-key, last-event-id, x-api-key, x-request-id";

bool is_header_list(std::string_view text) {
  return !text.empty() && text.size() <= kRequestedBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '_' || c == ',' || c == ' ';
         });
}

}  // namespace

void add_cors_headers(Request& request) {
  if (request.origin == Origin::kOwn) {
    return;
  }
  request.answer_headers.emplace_back("Access-Control-Allow-Origin", request.header("origin"));
  request.answer_headers.emplace_back("Access-Control-Expose-Headers", kExposed);
  request.answer_headers.emplace_back("Vary", "Origin");
}

bool is_preflight(const Request& request) {
  return request.method == "OPTIONS" && request.origin != Origin::kOwn &&
         !request.header("access-control-request-method").empty();
}

Response preflight_response(const Request& request, const std::string& allowed_methods) {
  const std::string_view wanted = request.header("access-control-request-headers");
  Response out{.status = 204};
  out.headers = {
      {"Access-Control-Allow-Methods", allowed_methods},
      // Clients send headers of their own ("x-stainless-..."); a header alone opens nothing here.
      {"Access-Control-Allow-Headers", std::string(is_header_list(wanted) ? wanted : kUsual)},
      {"Access-Control-Max-Age", std::string(kMaxAgeSeconds)}};
  if (request.header("access-control-request-private-network") == "true") {
    out.headers.emplace_back("Access-Control-Allow-Private-Network", "true");
  }
  return out;
}

}  // namespace ponder::http
