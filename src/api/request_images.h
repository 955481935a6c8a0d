// Pictures and PDF files in the content of a request's messages, as each dialect sends them.
// Internal to api/.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_node.h"
#include "chat/message.h"

namespace ponder::api {

// What a message says, gathered part by part: pieces of text, each on a line of its own, and the
// pictures between them.
struct Content {
  std::string text;
  std::vector<chat::Image> images;

  void add_text(std::string_view piece);
  void add_image(chat::Image image);
  // Puts both behind what `message` has.
  void append_to(chat::Message& message) &&;
};

// Readers note what is wrong in the node's Problem, also of the picture itself: too large, damaged,
// or none. `part` may carry `ponder.reading`: what was read in the picture, as the user corrected
// it; an empty text says that there is none. Nothing is fetched: an address of another server is an
// error.

// The picture of a data URL; null where it is none, or cannot be used.
std::shared_ptr<const std::string> read_data_url(const Node& field, std::string_view url);

// {"type": "image_url", "image_url": {"url": "data:..."}} (or the address as a string).
void read_image_url_part(const Node& part, Content& content);
// {"type": "image", "source": {"type": "base64", "media_type": ..., "data": ...}}.
void read_image_block(const Node& block, Content& content);

// A PDF file among the content: {"type": "file", "file": {"file_data": "data:...", "filename"}},
// the same without the inner object ("input_file"), and {"type": "document", "source": ...}.
void read_file_part(const Node& part, Content& content);
void read_pdf_block(const Node& block, Content& content);

// At most image::kImagesMax in all messages, none of the assistant or the system.
void check_images(const Node& messages, const std::vector<chat::Message>& read);

void check_image_count(const Node& messages, std::size_t count);

// As a data URL, for a client that asks what it sent.
std::string data_url(const chat::Image& image);

}  // namespace ponder::api
