#include "local/prompt_images.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/tokens.h"
#include "chat/message.h"
#include "engine/vocabulary.h"
#include "local/eyes.h"

namespace ponder::local {

std::string PromptImages::mark(std::size_t number) const {
  return "<|" + secret_ + '_' + std::to_string(number) + "|>";
}

Task<Result<PromptImages>> PromptImages::take(std::vector<chat::Message>& messages, Eyes* eyes) {
  PromptImages images;
  std::vector<std::shared_ptr<const void>> leases;
  for (chat::Message& message : messages) {
    if (message.images.empty()) continue;
    if (eyes == nullptr) {
      co_return invalid("this model cannot see pictures: choose one that can", "messages");
    }
    if (images.secret_.empty()) images.secret_ = make_id("picture_");
    std::size_t moved = 0;
    for (const chat::Image& image : message.images) {
      auto seen = co_await eyes->look(image.file);
      if (!seen) {
        Error error = seen.error();
        error.param = "messages";
        co_return error;
      }
      const std::string mark = images.mark(images.seen_.size());
      message.content.insert(std::min(message.content.size(), image.at + moved), mark);
      moved += mark.size();
      images.seen_.push_back(std::move(seen->tokens));
      leases.push_back(std::move(seen->lease));
    }
    message.images.clear();
  }
  if (!leases.empty()) {
    images.lease_ = std::make_shared<std::vector<std::shared_ptr<const void>>>(std::move(leases));
  }
  co_return images;
}

Result<std::vector<Token>> PromptImages::tokenize(const engine::Vocabulary& vocabulary,
                                                  std::string_view prompt) const {
  std::vector<Token> tokens;
  const auto add_text = [&](std::string_view text) {
    if (text.empty()) return;
    const std::vector<Token> piece = vocabulary.tokenize(text, true);
    tokens.insert(tokens.end(), piece.begin(), piece.end());
  };
  for (std::size_t i = 0; i < seen_.size(); ++i) {
    const std::string wanted = mark(i);
    const std::size_t at = prompt.find(wanted);
    if (at == std::string_view::npos) {
      return Error{ErrorCode::kBackend, "the model's chat template lost picture " +
                                            std::to_string(i + 1) + " of " +
                                            std::to_string(seen_.size())};
    }
    add_text(prompt.substr(0, at));
    tokens.insert(tokens.end(), seen_[i].begin(), seen_[i].end());
    prompt.remove_prefix(at + wanted.size());
  }
  if (!secret_.empty() && prompt.find(secret_) != std::string_view::npos) {
    return Error{ErrorCode::kBackend, "the model's chat template repeats a picture"};
  }
  add_text(prompt);
  return tokens;
}

}  // namespace ponder::local
