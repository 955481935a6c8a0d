// The pictures of a prompt on their way through the chat template: a mark stands in the text for
// each, and is replaced by the picture's tokens afterwards.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.h"
#include "base/result.h"
#include "base/tokens.h"
#include "chat/message.h"
#include "engine/vocabulary.h"
#include "local/eyes.h"

namespace ponder::local {

class PromptImages {
 public:
  // Looks at the pictures of `messages` and puts marks in their places. `eyes` may be null: then a
  // picture is an error. Errors: those of Eyes::look, with `param` "messages".
  static Task<Result<PromptImages>> take(std::vector<chat::Message>& messages, Eyes* eyes);

  bool empty() const { return seen_.empty(); }
  // Errors: kBackend (the template lost, repeated or mixed up the marks).
  Result<std::vector<Token>> tokenize(const engine::Vocabulary& vocabulary,
                                      std::string_view prompt) const;
  // Keeps the cells of all pictures computable.
  std::shared_ptr<const void> lease() const { return lease_; }

 private:
  std::string mark(std::size_t number) const;

  std::string secret_;  // Nobody's text can have it.
  std::vector<std::vector<Token>> seen_;
  std::shared_ptr<const void> lease_;
};

}  // namespace ponder::local
