// How a route is named: by its method and its pattern.
#pragma once

#include <string>

namespace ponder::server {

struct RouteName {
  std::string method, pattern;  // "GET", "/v1/models/{id...}".
};

}  // namespace ponder::server
