// POST /api/images: what is read in a picture, for the user to see and correct before it is used.
#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include "api/json_write.h"
#include "image/image.h"
#include "image/limits.h"
#include "server/replies.h"
#include "server/routes.h"
#include "sight/reader.h"
#include "sight/reading.h"

namespace ponder::server {
namespace {

std::string hex_colour(std::uint32_t rgb) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "#%06x", static_cast<unsigned>(rgb & 0xFFFFFFU));
  return text.data();
}

void write_measures(api::JsonWriter& out, const image::Measures& measures) {
  out.field("width", measures.width).field("height", measures.height);
  out.field("shape", measures.shape);
  out.field("brightness", measures.brightness).field("contrast", measures.contrast);
  out.key("colours").begin_list();
  for (const image::ColourShare& colour : measures.colours) {
    out.begin_object().field("name", colour.name).field("share", colour.share);
    out.field("mean", hex_colour(colour.mean)).end_object();
  }
  out.end_list();
}

void write_line(api::JsonWriter& out, const sight::Line& line) {
  out.begin_object().field("text", line.text).field("confidence", line.confidence);
  out.field("block", line.block).key("box").begin_object();
  out.field("left", line.box.left).field("top", line.box.top);
  out.field("width", line.box.width).field("height", line.box.height).end_object();
  out.key("words").begin_list();
  for (const sight::Word& word : line.words) {
    out.begin_object().field("text", word.text).field("confidence", word.confidence).end_object();
  }
  out.end_list().end_object();
}

std::string encode(const image::Header& header, const sight::Reading& reading) {
  api::JsonWriter out;
  out.begin_object().field("format", image::media_type(header.format));
  write_measures(out, reading.measures);
  out.field("text", sight::text_of(reading)).field("turned", reading.turned);
  out.key("lines").begin_list();
  for (const sight::Line& line : reading.lines) write_line(out, line);
  out.end_list().key("codes").begin_list();
  for (const sight::Code& code : reading.codes) {
    out.begin_object().field("kind", code.kind).field("text", code.text).end_object();
  }
  out.end_list().key("notes").begin_list();
  for (const std::string& note : reading.notes) out.value(note);
  return out.end_list().end_object().take();
}

Task<http::Answer> read_image(Services services, std::shared_ptr<http::Request> request) {
  auto file = std::make_shared<const std::string>(std::move(request->body));
  const auto header = image::inspect(*file);
  if (!header) co_return error_reply(header.error());
  const auto reading = co_await services.turns->pictures()->read(file);
  if (!reading) co_return error_reply(reading.error());
  co_return json_reply(encode(*header, *reading));
}

}  // namespace

void add_image_routes(Routes& routes) {
  routes.add("POST", "/api/images", &read_image, image::kFileBytesMax);
}

}  // namespace ponder::server
