// Numbers in a request's query or headers.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace ponder::server {

// Errors: kInvalid, which names `name` and what was given.
template <class Number>
Result<Number> parse_number(std::string_view text, const std::string& name) {
  Number number{};
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || end != text.data() + text.size()) {
    return invalid("\"" + name + "\" must be a whole number, not \"" + std::string(text) + "\".",
                   name);
  }
  return number;
}

// A query parameter, or `fallback` where it is not given.
template <class Number>
Result<Number> query_number(const http::Request& request, const std::string& name,
                            Number fallback) {
  const auto found = request.query.find(name);
  if (found == request.query.end()) return fallback;
  return parse_number<Number>(found->second, name);
}

// "limit": 1 to `most`.
inline Result<std::size_t> query_limit(const http::Request& request, std::size_t fallback,
                                       std::size_t most) {
  auto limit = query_number<std::size_t>(request, "limit", fallback);
  if (limit && (*limit == 0 || *limit > most)) {
    return invalid(
        "\"limit\" must be 1 to " + std::to_string(most) + ", not " + std::to_string(*limit) + ".",
        "limit");
  }
  return limit;
}

}  // namespace ponder::server
