// Pictures in the turn API: as a request brings them, as a view lists them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/json_node.h"
#include "api/json_write.h"

namespace ponder::api {

// {"url", "name"?, "reading"?}. The address is a data URL, or that of a picture that is kept here:
// "/api/turns/TURN/images/INDEX".
struct SentImage {
  std::shared_ptr<const std::string> file;  // Its header is fine. Null: one that is kept.
  std::string kept_turn;
  std::uint32_t kept_index = 0;
  std::string name;
  std::optional<std::string> reading;  // Unset: none, or that of the kept one.
};

// At most image::kImagesMax. Notes what is wrong in the list's Problem.
std::vector<SentImage> read_sent_images(const Node& list);

struct ImageView {
  std::string url;  // Where it can be asked for, or as a data URL; empty: left out.
  std::string name, media_type;
  std::uint32_t width = 0, height = 0;
  std::uint64_t bytes = 0;
  std::optional<std::string> reading;
};

// The member "images": a list, each with its index.
void write_images(JsonWriter& out, std::span<const ImageView> images);

}  // namespace ponder::api
