#include "auth/scope.h"

#include <algorithm>

namespace ponder::auth {
namespace {

constexpr std::array<std::string_view, kAllScopes.size()> kNames = {"chat", "embed", "history",
                                                                    "manage"};

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

}  // namespace

std::string_view scope_name(Scope scope) { return kNames.at(static_cast<std::size_t>(scope)); }

Result<ScopeSet> ScopeSet::parse(std::string_view text) {
  ScopeSet set;
  for (bool more = true; more;) {
    const auto comma = text.find(',');
    const std::string_view name = trimmed(text.substr(0, comma));
    const auto* const found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) {
      return invalid("'" + std::string(name) + "' is no scope: use " + all().text() + ".");
    }
    set.add(static_cast<Scope>(found - kNames.begin()));
    more = comma != std::string_view::npos;
    if (more) text.remove_prefix(comma + 1);
  }
  return set;
}

std::string ScopeSet::text() const {
  std::string out;
  for (const Scope scope : kAllScopes) {
    if (!has(scope)) continue;
    out += out.empty() ? "" : ",";
    out += scope_name(scope);
  }
  return out;
}

}  // namespace ponder::auth
