// Percent-decoding with the checks that keep a decoded path harmless.
#include "http/target.h"

#include <algorithm>

#include "base/utf8.h"
#include "http/problem.h"

namespace ponder::http {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  if (c >= 'A' && c <= 'F') {
    return c - 'A' + 10;
  }
  return -1;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool has_dot_dot(std::string_view path) {
  for (;;) {
    const auto slash = path.find('/');
    if (path.substr(0, slash) == "..") {
      return true;
    }
    if (slash == std::string_view::npos) {
      return false;
    }
    path.remove_prefix(slash + 1);
  }
}

Result<std::string> decode_path(std::string_view raw) {
  auto path = percent_decode(raw, false);
  if (!path) {
    return path;
  }
  if (has_dot_dot(*path)) {
    return invalid("the path contains a '..' segment: send the path that is meant");
  }
  if (std::any_of(path->begin(), path->end(), is_control)) {
    return invalid("the path contains a control character");
  }
  if (utf8_invalid_at(*path) != std::string::npos) {
    return invalid("the path is not valid UTF-8");
  }
  return path;
}

Result<void> decode_query(std::string_view raw,
                          std::map<std::string, std::string, std::less<>>& out) {
  while (!raw.empty()) {
    const auto end = raw.find('&');
    const std::string_view pair = raw.substr(0, end);
    raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
    if (pair.empty()) {
      continue;
    }
    const auto equals = pair.find('=');
    const bool has_value = equals != std::string_view::npos;
    auto name = percent_decode(pair.substr(0, equals), true);
    auto value = percent_decode(has_value ? pair.substr(equals + 1) : std::string_view{}, true);
    if (!name || !value) {
      return name ? value.error() : name.error();
    }
    for (const std::string* text : {&*name, &*value}) {
      if (utf8_invalid_at(*text) != std::string::npos || text->find('\0') != std::string::npos) {
        return invalid("the query is not valid UTF-8 text");
      }
    }
    out.emplace(std::move(*name), std::move(*value));
  }
  return {};
}

}  // namespace

Result<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      const int high = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        return invalid("bad percent escape " + quoted(text.substr(i, 3)) +
                       ": '%' needs two hexadecimal digits");
      }
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

Result<Target> parse_target(std::string_view method, std::string_view target) {
  Target out;
  if (target == "*" && method == "OPTIONS") {
    out.path = "*";
    return out;
  }
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (target.starts_with(scheme)) {
      target.remove_prefix(scheme.size());
      const auto end = target.find_first_of("/?");
      out.authority = target.substr(0, end);
      target.remove_prefix(out.authority->size());
      break;
    }
  }
  if (out.authority && !target.starts_with('/')) {
    out.path = "/";  // "http://host" and "http://host?x=1" name the root.
  } else if (!target.starts_with('/')) {
    return invalid("the request target " + quoted(target) + " does not begin with '/'");
  }
  target = target.substr(0, target.find('#'));
  const auto question = target.find('?');
  if (out.path.empty()) {
    auto path = decode_path(target.substr(0, question));
    if (!path) {
      return path.error();
    }
    out.path = std::move(*path);
  }
  if (question != std::string_view::npos) {
    const auto decoded = decode_query(target.substr(question + 1), out.query);
    if (!decoded) {
      return decoded.error();
    }
  }
  return out;
}

}  // namespace ponder::http
