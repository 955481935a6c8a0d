// Values and errors as HTTP responses. Errors come in three forms: Anthropic's under /v1/messages
// and for its clients under /v1/models, OpenAI's under the rest of /v1, ours elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace ponder::server {

http::Response json_reply(std::string body, unsigned status = 200);

// Of what is for those who have its address alone.
inline constexpr std::string_view kNoRobots = "noindex, nofollow, noarchive";
void keep_from_robots(http::Response& response);

http::Response redirect_reply(std::string_view place);  // See other: GET `place`.

// With the status of its kind, and Retry-After where trying again makes sense.
http::Response error_reply(const Error& error);
http::Response openai_error_reply(const Error& error);
http::Response messages_error_reply(const Error& error, const std::string& request_id);

// Whether the request is of a client of Anthropic's API.
bool speaks_messages(const http::Request& request);

// The form that belongs to the request's path, with a status that the HTTP server chose.
http::Response error_reply_for(const http::Request& request, unsigned status, const Error& error);
http::Response error_reply_for(const http::Request& request, const Error& error);

}  // namespace ponder::server
