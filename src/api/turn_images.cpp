#include "api/turn_images.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/json_node.h"
#include "api/json_write.h"
#include "api/request_images.h"
#include "image/limits.h"

namespace ponder::api {
namespace {

constexpr std::string_view kTurns = "/api/turns/";
constexpr std::string_view kImages = "/images/";

void read_kept_address(const Node& field, std::string_view url, SentImage& image) {
  const std::size_t end = url.find(kImages, kTurns.size());
  if (end != std::string_view::npos) {
    const std::string_view number = url.substr(end + kImages.size());
    const auto [stop, failed] =
        std::from_chars(number.data(), number.data() + number.size(), image.kept_index);
    image.kept_turn = url.substr(kTurns.size(), end - kTurns.size());
    if (failed == std::errc() && stop == number.end() && !image.kept_turn.empty()) return;
  }
  field.fail("is no address of a kept picture: \"/api/turns/TURN/images/INDEX\"");
}

}  // namespace

std::vector<SentImage> read_sent_images(const Node& list) {
  std::vector<SentImage> images;
  for (const Node& item : list.items(image::kImagesMax)) {
    constexpr auto kFields = std::to_array<std::string_view>({"url", "name", "reading"});
    item.fail_unless_known(kFields);
    SentImage& sent = images.emplace_back();
    sent.name = item["name"].string(image::kNameBytesMax).value_or("");
    sent.reading = item["reading"].string(image::kReadingBytesMax);
    const Node field = item["url"];
    if (!field.required()) continue;
    const std::string url = field.string().value_or("");
    if (url.starts_with(kTurns)) {
      read_kept_address(field, url, sent);
    } else {
      sent.file = read_data_url(field, url);
    }
  }
  return images;
}

void write_images(JsonWriter& out, std::span<const ImageView> images) {
  out.key("images").begin_list();
  for (std::size_t i = 0; i < images.size(); ++i) {
    const ImageView& image = images[i];
    out.begin_object().field("index", i).field("name", image.name);
    if (!image.url.empty()) out.field("url", image.url);
    out.field("media_type", image.media_type);
    out.field("width", image.width).field("height", image.height).field("bytes", image.bytes);
    out.key("reading");
    image.reading ? out.value(*image.reading) : out.null();
    out.end_object();
  }
  out.end_list();
}

}  // namespace ponder::api
