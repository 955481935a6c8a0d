#include "server/replies.h"

#include <string>
#include <string_view>
#include <utility>

#include "api/errors.h"
#include "api/messages.h"
#include "base/limits.h"
#include "server/access.h"

namespace ponder::server {
namespace {

http::Response failed(unsigned status, std::string body) {
  http::Response response = json_reply(std::move(body), status);
  const bool passes = status == 429 || status == 503;
  if (passes)
    response.headers.emplace_back("Retry-After", std::to_string(limits::kRetryAfter.count()));
  return response;
}

// Where the request goes. A target that cannot be read has no path, but its beginning says whose
// client sent it.
std::string_view place_of(const http::Request& request) {
  const std::string_view place = request.path.empty() ? request.target : request.path;
  return place.substr(0, place.find('?'));
}

http::Response messages_failed(unsigned status, const Error& error, const std::string& request_id) {
  http::Response response = failed(status, api::encode_messages_error(error, request_id));
  response.headers.emplace_back("request-id", request_id);
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

void keep_from_robots(http::Response& response) {
  response.headers.emplace_back("X-Robots-Tag", kNoRobots);
}

http::Response redirect_reply(std::string_view place) {
  http::Response response = json_reply({}, 303);
  response.headers.emplace_back("Location", place);
  return response;
}

http::Response error_reply(const Error& error) {
  return failed(api::http_status(error.code), api::encode_error(error));
}

http::Response openai_error_reply(const Error& error) {
  return failed(api::http_status(error.code), api::encode_openai_error(error));
}

http::Response messages_error_reply(const Error& error, const std::string& request_id) {
  return messages_failed(api::http_status(error.code), error, request_id);
}

bool speaks_messages(const http::Request& request) {
  return is_below(place_of(request), "/v1/messages") ||
         (is_below(place_of(request), "/v1/models") &&
          !request.header("anthropic-version").empty());
}

http::Response error_reply_for(const http::Request& request, unsigned status, const Error& error) {
  if (speaks_messages(request)) return messages_failed(status, error, request.id);
  return failed(status, is_below(place_of(request), "/v1") ? api::encode_openai_error(error)
                                                           : api::encode_error(error));
}

http::Response error_reply_for(const http::Request& request, const Error& error) {
  return error_reply_for(request, api::http_status(error.code), error);
}

}  // namespace ponder::server
