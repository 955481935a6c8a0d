#include "api/request_images.h"

#include <cstddef>
#include <memory>
#include <optional>
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

// Null where it is no picture; what is wrong is noted.
std::shared_ptr<const std::string> decoded(const Node& field, std::string_view base64) {
  Result<std::string> bytes = base64_decoded(base64);
  if (!bytes) {
    field.fail(bytes.error().message);
    return nullptr;
  }
  if (const auto header = image::inspect(*bytes); !header) {
    field.fail("cannot be used: " + header.error().message, header.error().code);
    return nullptr;
  }
  return std::make_shared<const std::string>(std::move(*bytes));
}

void add_image(std::shared_ptr<const std::string> file, const Node& part, Content& content) {
  if (file == nullptr) return;
  chat::Image image;
  image.file = std::move(file);
  image.reading = part["ponder"]["reading"].string(image::kReadingBytesMax);
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

namespace {

// The base64 text of a data URL; what is wrong is noted.
std::optional<std::string_view> encoded_part(const Node& field, std::string_view url,
                                             const std::string& what) {
  constexpr std::string_view kScheme = "data:";
  constexpr std::string_view kEncoded = ";base64,";
  if (!url.starts_with(kScheme)) {
    field.fail("is the address of a " + what +
               ", but nothing is fetched from other servers: send the " + what +
               " itself as a data URL in base64");
    return std::nullopt;
  }
  const std::size_t comma = url.find(',');
  const std::size_t begin = url.find(kEncoded);
  if (comma == std::string_view::npos || begin == std::string_view::npos ||
      begin + kEncoded.size() != comma + 1) {
    field.fail("must be a data URL in base64: \"data:TYPE;base64,...\"");
    return std::nullopt;
  }
  return url.substr(comma + 1);
}

void add_pdf(const Node& field, std::string_view base64, const std::string& name,
             Content& content) {
  Result<std::string> bytes = base64_decoded(base64);
  if (!bytes) {
    field.fail(bytes.error().message);
  } else if (!image::is_pdf(*bytes)) {
    field.fail("must be a PDF file; other files can be sent as text");
  } else {
    content.add_text(name);
    chat::Image file;
    file.file = std::make_shared<const std::string>(*std::move(bytes));
    content.add_image(std::move(file));
  }
}

}  // namespace

std::shared_ptr<const std::string> read_data_url(const Node& field, std::string_view url) {
  const auto base64 = encoded_part(field, url, "picture");
  return base64 ? decoded(field, *base64) : nullptr;
}

void read_file_part(const Node& part, Content& content) {
  const Node holder = part["file"].present() ? part["file"] : part;
  const Node data = holder["file_data"];
  if (holder["file_id"].present() || holder["file_url"].present()) {
    holder.fail("names a file that is elsewhere, but nothing is fetched: send it as file_data");
    return;
  }
  if (!data.required()) return;
  const std::string url = data.string().value_or("");
  const auto base64 = encoded_part(data, url, "file");
  if (base64) add_pdf(data, *base64, holder["filename"].string().value_or(""), content);
}

void read_pdf_block(const Node& block, Content& content) {
  const Node data = block["source"]["data"];
  if (!data.required()) return;
  add_pdf(data, data.string().value_or(""), block["title"].string().value_or(""), content);
}

void read_image_url_part(const Node& part, Content& content) {
  const Node holder = part["image_url"];
  if (!holder.required()) return;
  const Node field = holder.is_string() ? holder : holder["url"];
  if (!field.required()) return;
  add_image(read_data_url(field, field.string().value_or("")), part, content);
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
    add_image(decoded(data, data.string().value_or("")), block, content);
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
  const std::string_view type =
      header ? image::media_type(header->format) : std::string_view("application/pdf");
  return ponder::data_url(type, *image.file);
}

}  // namespace ponder::api
