// Writing heads by hand: a dozen lines of text need no message type.
#include "http/response_head.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace ponder::http {
namespace {

std::string_view reason(unsigned status) {
  static constexpr std::array<std::pair<unsigned, std::string_view>, 34> kReasons{{
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {206, "Partial Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {303, "See Other"},
      {304, "Not Modified"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {410, "Gone"},
      {412, "Precondition Failed"},
      {413, "Content Too Large"},
      {415, "Unsupported Media Type"},
      {416, "Range Not Satisfiable"},
      {417, "Expectation Failed"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {499, "Client Closed Request"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
      {507, "Insufficient Storage"},
  }};
  const auto* const found = std::find_if(kReasons.begin(), kReasons.end(),
                                         [&](const auto& entry) { return entry.first == status; });
  return found == kReasons.end() ? "Other" : found->second;
}

bool is_own_header(std::string_view name) {
  static constexpr std::array<std::string_view, 6> kOwn{
      "content-type", "content-length", "connection", "transfer-encoding", "date", "x-request-id"};
  return std::any_of(kOwn.begin(), kOwn.end(), [&](std::string_view own) {
    return std::equal(own.begin(), own.end(), name.begin(), name.end(), [](char a, char b) {
      return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b - 'A' + 'a') : b);
    });
  });
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  const auto append_safe = [&](std::string_view text) {
    for (const char c : text) {
      out += c == '\r' || c == '\n' || c == '\0' ? ' ' : c;
    }
  };
  append_safe(name);
  out += ": ";
  append_safe(value);
  out += "\r\n";
}

// RFC 9110 "HTTP-date"; the names are fixed, whatever the locale.
std::string http_date(std::time_t now) {
  static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed",
                                                    "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  gmtime_r(&now, &utc);
  std::array<char, 64> text{};
  const int size = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                 kDays[static_cast<std::size_t>(utc.tm_wday)], utc.tm_mday,
                                 kMonths[static_cast<std::size_t>(utc.tm_mon)], utc.tm_year + 1900,
                                 utc.tm_hour, utc.tm_min, utc.tm_sec);
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace

bool allows_body(unsigned status) { return status != 204 && status != 304; }

std::string format_head(const ResponseHead& head) {
  std::string out;
  out.reserve(256);
  out += "HTTP/1.1 ";
  out += std::to_string(head.status);
  out += ' ';
  out += reason(head.status);
  out += "\r\n";
  append_header(out, "Date", http_date(std::time(nullptr)));
  append_header(out, "X-Request-Id", head.request_id);
  if (allows_body(head.status)) {
    if (!head.content_type.empty()) {
      append_header(out, "Content-Type", head.content_type);
    }
    if (head.framing == Framing::kLength) {
      append_header(out, "Content-Length", std::to_string(head.body_bytes));
    } else if (head.framing == Framing::kChunked) {
      append_header(out, "Transfer-Encoding", "chunked");
    }
  }
  if (!head.keep_alive) {
    append_header(out, "Connection", "close");
  } else if (!head.http11) {
    append_header(out, "Connection", "keep-alive");
  }
  for (const auto& [name, value] : head.headers) {
    if (!is_own_header(name)) {
      append_header(out, name, value);
    }
  }
  out += "\r\n";
  return out;
}

}  // namespace ponder::http
