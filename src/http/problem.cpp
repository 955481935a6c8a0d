// The body of the server's own errors.
#include "http/problem.h"

#include <spdlog/spdlog.h>

#include <exception>

#include "base/utf8.h"

namespace ponder::http {
namespace {

constexpr std::size_t kQuotedBytesMax = 100;

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 0xFU];
    } else {
      out += c;
    }
  }
  out += '"';
}

Response plain_response(const Error& error) {
  Response out;
  out.body = R"({"error": {"code": )";
  append_json_string(out.body, error_code_name(error.code));
  out.body += R"(, "message": )";
  append_json_string(out.body, error.message);
  out.body += "}}\n";
  return out;
}

}  // namespace

std::string quoted(std::string_view bytes) {
  std::string text = utf8_repaired(bytes.substr(0, kQuotedBytesMax));
  if (bytes.size() > kQuotedBytesMax) {
    text += "...";
  }
  return "'" + text + "'";
}

Response make_response(const ServerConfig& config, const Request& request, const Problem& problem) {
  Response out;
  try {
    out = config.error_response ? config.error_response(request, problem.status, problem.error)
                                : plain_response(problem.error);
  } catch (const std::exception& e) {
    spdlog::error("http {}: error_response failed: {}", request.id, e.what());
    out = plain_response(problem.error);
  }
  out.status = problem.status;
  out.headers.insert(out.headers.end(), problem.headers.begin(), problem.headers.end());
  return out;
}

}  // namespace ponder::http
