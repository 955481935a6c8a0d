// Reads the fields of a line of our own files. Internal to eval/.
#pragma once

#include <cstdint>
#include <string>

#include "api/json_node.h"
#include "base/result.h"

namespace ponder::eval {

// A required whole number.
template <class Number>
Number count_of(const api::Node& node) {
  constexpr std::int64_t kCountMax = std::int64_t{1} << 40;
  node.required();
  return static_cast<Number>(node.integer(0, kCountMax).value_or(0));
}

// A required text.
inline std::string text_of(const api::Node& node) {
  node.required();
  return node.string().value_or("");
}

// What is wrong with the line, its field first. `problem` must have an error.
inline Error error_of(const api::Problem& problem) {
  const Error& error = *problem.error();
  return invalid(error.param.empty() ? error.message : error.param + ": " + error.message);
}

}  // namespace ponder::eval
