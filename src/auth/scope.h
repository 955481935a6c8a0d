// What a key may do.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ponder::auth {

enum class Scope : std::uint8_t {
  kChat,     // Ask models: chat completions, responses, messages, completions, tokenize.
  kEmbed,    // Embeddings.
  kHistory,  // The page's conversations and turns: what the user said and was told.
  kManage,   // The server itself: its metrics.
};
inline constexpr std::array kAllScopes = {Scope::kChat, Scope::kEmbed, Scope::kHistory,
                                          Scope::kManage};

std::string_view scope_name(Scope scope);  // "chat"...

class ScopeSet {
 public:
  constexpr ScopeSet() = default;
  constexpr ScopeSet(std::initializer_list<Scope> scopes) {
    for (const Scope scope : scopes) bits_ |= bit(scope);
  }
  static constexpr ScopeSet all() {
    return {Scope::kChat, Scope::kEmbed, Scope::kHistory, Scope::kManage};
  }

  // "chat,embed"; blanks around the commas are fine. Errors: kInvalid, which names what there is.
  static Result<ScopeSet> parse(std::string_view text);
  std::string text() const;

  constexpr bool has(Scope scope) const { return (bits_ & bit(scope)) != 0; }
  constexpr void add(Scope scope) { bits_ |= bit(scope); }
  constexpr bool operator==(const ScopeSet&) const = default;

 private:
  static constexpr unsigned bit(Scope scope) { return 1U << static_cast<unsigned>(scope); }
  unsigned bits_ = 0;
};

}  // namespace ponder::auth
