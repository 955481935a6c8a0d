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
#include "sight/given_up.h"
#include "sight/limits.h"
#include "sight/pdf_pages.h"
#include "sight/reader.h"
#include "sight/reading.h"

namespace ponder::sight {
namespace {

bool has_images(const chat::TurnRequest& request) {
  return std::ranges::any_of(request.messages,
                             [](const chat::Message& m) { return !m.images.empty(); });
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

Error in_messages(Error error) {
  error.param = "messages";
  return error;
}

// What was told of the PDF files of the message that asks.
Task<Result<std::vector<chat::ImageUse>>> open_pdfs(chat::TurnRequest& request, bool sees,
                                                    std::shared_ptr<Reader> reader,
                                                    GivenUp given_up) {
  std::vector<chat::ImageUse> uses;
  const chat::Message* asked = last_user(request);
  std::size_t pictures_left = kPdfPicturesToldMax;
  for (chat::Message& message : request.messages) {
    if (!has_pdf(message)) continue;
    const auto told = co_await put_pages(message, sees, pictures_left, reader, given_up);
    if (!told) co_return in_messages(told.error());
    if (&message != asked) continue;
    for (const std::string& words : *told) uses.push_back({chat::ImageUse::kRead, words});
  }
  co_return uses;
}

}  // namespace

Task<Result<chat::TurnRequest>> prepare(chat::TurnRequest request,
                                        const generate::Capabilities& capabilities,
                                        std::shared_ptr<Reader> reader, GivenUp given_up) {
  if (!has_images(request)) co_return request;
  PONDER_CHECK(reader != nullptr);
  const bool sees = capabilities.vision;
  auto uses = co_await open_pdfs(request, sees, reader, given_up);
  if (!uses) co_return uses.error();
  const chat::Message* asked = last_user(request);
  if (sees) {
    if (asked != nullptr) uses->resize(uses->size() + asked->images.size());
    request.image_uses = std::move(*uses);
    co_return request;
  }
  for (chat::Message& message : request.messages) {
    // Numbered in each message anew: what comes later changes no word of what was said before.
    std::vector<std::string> words;
    for (const chat::Image& image : message.images) {
      auto reading = co_await reader->read(image.file, given_up);
      if (!reading) co_return in_messages(reading.error());
      words.push_back(in_words(*reading, image.reading, words.size() + 1, message.images.size()));
      if (&message == asked) uses->push_back({chat::ImageUse::kRead, words.back()});
    }
    if (words.empty()) continue;
    message.content = told(message, words);
    message.images.clear();
  }
  request.image_uses = std::move(*uses);
  co_return request;
}

}  // namespace ponder::sight
