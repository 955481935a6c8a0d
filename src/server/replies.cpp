#include "server/replies.h"

#include <string>
#include <utility>

#include "api/errors.h"
#include "base/limits.h"

namespace ponder::server {
namespace {

http::Response failed(unsigned status, std::string body) {
  http::Response response = json_reply(std::move(body), status);
  const bool passes = status == 429 || status == 503;
  if (passes)
    response.headers.emplace_back("Retry-After", std::to_string(limits::kRetryAfter.count()));
  return response;
}

}  // namespace

http::Response json_reply(std::string body, unsigned status) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

http::Response error_reply(const Error& error) {
  return failed(api::http_status(error.code), api::encode_error(error));
}

http::Response openai_error_reply(const Error& error) {
  return failed(api::http_status(error.code), api::encode_openai_error(error));
}

http::Response error_reply_for(std::string_view path, unsigned status, const Error& error) {
  const bool openai = path == "/v1" || path.starts_with("/v1/");
  return failed(status, openai ? api::encode_openai_error(error) : api::encode_error(error));
}

}  // namespace ponder::server
