// An error that the server itself finds, on its way to become a response.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "http/message.h"
#include "http/server.h"

namespace ponder::http {

struct Problem {
  unsigned status = 400;
  Error error = {};
  std::vector<std::pair<std::string, std::string>> headers = {};  // Allow, Retry-After.
};

inline Problem bad_request(std::string message) { return {400, invalid(std::move(message))}; }

// Bytes from a client made fit for an error message: valid UTF-8, short.
std::string quoted(std::string_view bytes);

// By config.error_response, or the plain JSON body where that is not set or throws.
Response make_response(const ServerConfig& config, const Request& request, const Problem& problem);

}  // namespace ponder::http
