// Values and errors as HTTP responses. Errors come in two forms: OpenAI's under /v1, ours
// elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace ponder::server {

http::Response json_reply(std::string body, unsigned status = 200);

// With the status of its kind, and Retry-After where trying again makes sense.
http::Response error_reply(const Error& error);
http::Response openai_error_reply(const Error& error);

// The form that belongs to `path`, with a status that the HTTP server chose.
http::Response error_reply_for(std::string_view path, unsigned status, const Error& error);

}  // namespace ponder::server
