#include "sight/prepare.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/async.h"
#include "base/check.h"
#include "base/result.h"
#include "chat/message.h"
#include "chat/request.h"
#include "generate/generator.h"
#include "sight/reader.h"
#include "sight/reading.h"

namespace ponder::sight {
namespace {

std::size_t count_images(const chat::TurnRequest& request) {
  std::size_t count = 0;
  for (const chat::Message& message : request.messages) count += message.images.size();
  return count;
}

const chat::Message* last_user(const chat::TurnRequest& request) {
  const auto found =
      std::find_if(request.messages.rbegin(), request.messages.rend(),
                   [](const chat::Message& m) { return m.role == chat::Role::kUser; });
  return found == request.messages.rend() ? nullptr : &*found;
}

// The message's text with `words[i]` in the place of its image i, each on lines of its own.
std::string told(const chat::Message& message, const std::vector<std::string>& words) {
  std::string text;
  std::size_t begin = 0;
  const auto add = [&text](std::string_view piece) {
    if (piece.empty()) return;
    if (!text.empty() && text.back() != '\n' && piece.front() != '\n') text += '\n';
    text += piece;
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t at = std::min(message.images[i].at, message.content.size());
    add(std::string_view(message.content).substr(begin, at - begin));
    add(words[i]);
    begin = at;
  }
  add(std::string_view(message.content).substr(begin));
  return text;
}

}  // namespace

Task<Result<chat::TurnRequest>> prepare(chat::TurnRequest request,
                                        const generate::Capabilities& capabilities,
                                        std::shared_ptr<Reader> reader) {
  const std::size_t count = count_images(request);
  if (count == 0) co_return request;
  const chat::Message* asked = last_user(request);
  if (capabilities.vision) {
    if (asked != nullptr) request.image_uses.resize(asked->images.size());
    co_return request;
  }
  PONDER_CHECK(reader != nullptr);
  std::vector<chat::ImageUse> uses;
  std::size_t number = 0;
  for (chat::Message& message : request.messages) {
    std::vector<std::string> words;
    for (const chat::Image& image : message.images) {
      auto reading = co_await reader->read(image.file);
      if (!reading) {
        Error error = reading.error();
        error.param = "messages";
        co_return error;
      }
      words.push_back(in_words(*reading, image.reading, ++number, count));
      if (&message == asked) uses.push_back({chat::ImageUse::kRead, words.back()});
    }
    if (words.empty()) continue;
    message.content = told(message, words);
    message.images.clear();
  }
  request.image_uses = std::move(uses);
  co_return request;
}

}  // namespace ponder::sight
