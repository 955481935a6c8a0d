#include "api/request_images.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/json_node.h"
#include "base/base64.h"
#include "base/result.h"
#include "chat/message.h"
#include "image/image.h"
#include "image/limits.h"

namespace ponder::api {
namespace {

// Keeps the picture where it is one; notes what is wrong otherwise.
void add_encoded(const Node& field, std::string_view base64, const Node& part, Content& content) {
  Result<std::string> bytes = base64_decoded(base64);
  if (!bytes) {
    field.fail(bytes.error().message);
    return;
  }
  if (const auto header = image::inspect(*bytes); !header) {
    field.fail("cannot be used: " + header.error().message, header.error().code);
    return;
  }
  chat::Image image;
  image.file = std::make_shared<const std::string>(std::move(*bytes));
  image.reading = part["ponder"]["reading"].string(image::kReadingBytesMax).value_or("");
  content.add_image(std::move(image));
}

}  // namespace

void Content::add_text(std::string_view piece) {
  if (piece.empty()) return;
  if (!text.empty()) text += '\n';
  text += piece;
}

void Content::add_image(chat::Image image) {
  image.at = text.size();
  images.push_back(std::move(image));
}

void Content::append_to(chat::Message& message) && {
  if (!text.empty() && !message.content.empty()) message.content += '\n';
  const std::size_t begin = message.content.size();
  for (chat::Image& image : images) {
    image.at += begin;
    message.images.push_back(std::move(image));
  }
  message.content += text;
}

void read_image_url_part(const Node& part, Content& content) {
  const Node holder = part["image_url"];
  if (!holder.required()) return;
  const Node field = holder.is_string() ? holder : holder["url"];
  if (!field.required()) return;
  const std::string url = field.string().value_or("");
  constexpr std::string_view kScheme = "data:";
  constexpr std::string_view kEncoded = ";base64,";
  if (!url.starts_with(kScheme)) {
    field.fail(
        "is the address of a picture, but nothing is fetched from other servers: send the picture "
        "itself as \"data:image/png;base64,...\"");
    return;
  }
  const std::size_t comma = url.find(',');
  const std::size_t begin = url.find(kEncoded);
  if (comma == std::string::npos || begin == std::string::npos ||
      begin + kEncoded.size() != comma + 1) {
    field.fail("must be a data URL in base64: \"data:image/png;base64,...\"");
    return;
  }
  add_encoded(field, std::string_view(url).substr(comma + 1), part, content);
}

void read_image_block(const Node& block, Content& content) {
  const Node source = block["source"];
  const Node type = source["type"];
  if (!source.required() || !type.required()) return;
  if (type.string() == "url") {
    source.fail(
        "is the address of a picture, but nothing is fetched from other servers: send the picture "
        "itself (source.type \"base64\")");
    return;
  }
  const Node data = source["data"];
  if (type.string() != "base64") {
    type.fail_not_one_of("base64");
  } else if (data.required()) {
    add_encoded(data, data.string().value_or(""), block, content);
  }
}

void check_images(const Node& messages, const std::vector<chat::Message>& read) {
  std::size_t count = 0;
  for (const chat::Message& message : read) {
    const bool may = message.role == chat::Role::kUser || message.role == chat::Role::kTool;
    if (!message.images.empty() && !may) {
      messages.fail("may have pictures in messages of the user and of tools only, but the " +
                    std::string(chat::role_name(message.role)) + " has one");
    }
    count += message.images.size();
  }
  check_image_count(messages, count);
}

void check_image_count(const Node& messages, std::size_t count) {
  if (count > image::kImagesMax) {
    messages.fail("have " + std::to_string(count) + " pictures; the limit is " +
                      std::to_string(image::kImagesMax),
                  ErrorCode::kTooLong);
  }
}

std::string data_url(const chat::Image& image) {
  const auto header = image::inspect(*image.file);
  const std::string_view type = header ? image::media_type(header->format) : "image/png";
  return "data:" + std::string(type) + ";base64," + base64_encoded(*image.file);
}

}  // namespace ponder::api
