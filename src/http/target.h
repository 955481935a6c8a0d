// The request target: "/a%20b?x=1", "http://host/a" or "*", taken apart and percent-decoded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ponder::http {

struct Target {
  std::optional<std::string> authority = {};  // "host:port" of the absolute form.
  std::string path = {};                      // "*" only for "OPTIONS *".
  std::map<std::string, std::string, std::less<>> query = {};
};

// Errors: kInvalid (no known form, bad escape, a ".." segment, control characters in the path or
// NUL in the query, not UTF-8).
Result<Target> parse_target(std::string_view method, std::string_view target);

// Errors: kInvalid ("%" without two hex digits).
Result<std::string> percent_decode(std::string_view text, bool plus_is_space);

}  // namespace ponder::http
