// Cross-Origin Resource Sharing (WHATWG Fetch): what a browser must be told so that the page of
// another origin may read an answer.
#pragma once

#include "http/message.h"

namespace ponder::http {

// Puts the headers for a page of request.origin into request.answer_headers; none for our own.
void add_cors_headers(Request& request);

// Whether the browser asks if it may send another request.
bool is_preflight(const Request& request);

// The answer to that; `allowed_methods` as in Allow.
Response preflight_response(const Request& request, const std::string& allowed_methods);

}  // namespace ponder::http
