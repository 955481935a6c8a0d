// Matching by segments. A few dozen routes: a scan is quicker than a tree.
#include "http/router.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace ponder::http {
namespace {

constexpr char kRankRest = 'a';
constexpr char kRankParam = 'b';
constexpr char kRankLiteral = 'c';

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> out;
  if (path.starts_with('/')) {
    path.remove_prefix(1);
  }
  for (;;) {
    const auto slash = path.find('/');
    out.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) {
      return out;
    }
    path.remove_prefix(slash + 1);
  }
}

char rank_of(std::string_view segment) {
  if (!segment.starts_with('{') || !segment.ends_with('}')) {
    return kRankLiteral;
  }
  return segment.ends_with("...}") ? kRankRest : kRankParam;
}

std::string_view param_name(std::string_view segment, char rank) {
  return segment.substr(1, segment.size() - (rank == kRankRest ? 5 : 2));
}

bool matches(const std::vector<std::string>& pattern, std::string_view rank,
             const std::vector<std::string_view>& path) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (i >= path.size()) {
      return false;
    }
    if (rank[i] == kRankRest) {
      return true;
    }
    if (rank[i] == kRankParam ? path[i].empty() : path[i] != pattern[i]) {
      return false;
    }
  }
  return pattern.size() == path.size();
}

void add_once(std::vector<std::string>& list, std::string_view value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) {
    list.emplace_back(value);
  }
}

}  // namespace

void Router::add(std::string method, const std::string& pattern, Handler handler, Guard guard,
                 std::size_t body_bytes_max) {
  PONDER_CHECK(pattern.starts_with('/') && handler);
  Route route{.method = std::move(method), .segments = {}, .rank = {}, .handler = {}, .guard = {}};
  for (const std::string_view segment : split(pattern)) {
    PONDER_CHECK(!route.rank.ends_with(kRankRest));
    route.segments.emplace_back(segment);
    route.rank += rank_of(segment);
  }
  for (const Route& other : routes_) {
    PONDER_CHECK(other.method != route.method || other.segments != route.segments);
  }
  route.handler = std::move(handler);
  route.guard = std::move(guard);
  route.body_bytes_max = body_bytes_max;
  routes_.push_back(std::move(route));
}

const Router::Route* Router::find(std::string_view method,
                                  const std::vector<std::string_view>& segments) const {
  const Route* best = nullptr;
  for (const Route& route : routes_) {
    if (route.method == method && (best == nullptr || route.rank > best->rank) &&
        matches(route.segments, route.rank, segments)) {
      best = &route;
    }
  }
  return best;
}

Router::Match Router::match(std::string_view method, std::string_view path) const {
  const auto segments = split(path);
  Match out;
  for (const Route& route : routes_) {
    if (matches(route.segments, route.rank, segments)) {
      add_once(out.allowed_methods, route.method);
      if (route.method == "GET") {
        add_once(out.allowed_methods, "HEAD");
      }
    }
  }
  const Route* route = find(method, segments);
  if (route == nullptr && method == "HEAD") {
    route = find("GET", segments);
  }
  if (route == nullptr) {
    return out;
  }
  out.handler = &route->handler;
  out.guard = route->guard ? &route->guard : nullptr;
  out.body_bytes_max = route->body_bytes_max;
  for (std::size_t i = 0; i < route->segments.size(); ++i) {
    const char rank = route->rank[i];
    if (rank == kRankLiteral) {
      continue;
    }
    const auto offset = static_cast<std::size_t>(segments[i].data() - path.data());
    const std::string_view value = rank == kRankRest ? path.substr(offset) : segments[i];
    out.params.emplace(param_name(route->segments[i], rank), value);
  }
  return out;
}

std::vector<std::string> Router::methods() const {
  std::vector<std::string> out;
  for (const Route& route : routes_) {
    add_once(out, route.method);
    if (route.method == "GET") {
      add_once(out, "HEAD");
    }
  }
  return out;
}

}  // namespace ponder::http
