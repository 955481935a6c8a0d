// Statements about the pictures of questions.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "store/conversation.h"
#include "store/rows.h"
#include "store/rows_history.h"
#include "store/sqlite.h"

namespace ponder::store {
namespace {

// The column's empty text means that nothing was corrected; a line break stands for an empty text.
constexpr std::string_view kNoText = "\n";

std::string column_of(const std::optional<std::string>& reading) {
  if (!reading) return {};
  return reading->empty() ? std::string(kNoText) : *reading;
}

std::optional<std::string> reading_of(std::string column) {
  if (column.empty()) return std::nullopt;
  return column == kNoText ? std::string() : std::move(column);
}

TurnImage read_image(const Row& row, int first) {
  TurnImage image;
  image.name = row.text(first);
  image.media_type = row.text(first + 1);
  image.width = static_cast<std::uint32_t>(row.integer(first + 2));
  image.height = static_cast<std::uint32_t>(row.integer(first + 3));
  image.bytes = static_cast<std::uint64_t>(row.integer(first + 4));
  image.reading = reading_of(row.text(first + 5));
  return image;
}

TurnImage read_whole_image(const Row& row) {
  TurnImage image = read_image(row, 0);
  image.file = std::make_shared<const std::string>(row.text(6));
  return image;
}

Result<TurnImage> only_one(Result<std::vector<TurnImage>> found, const std::string& turn_id,
                           std::uint32_t index) {
  if (!found) return found.error();
  if (found->empty()) return not_found("picture " + std::to_string(index) + " of turn", turn_id);
  return std::move(found->front());
}

}  // namespace

Result<void> insert_images(Database& database, const Principal& who, const Turn& turn) {
  for (std::size_t i = 0; i < turn.images.size(); ++i) {
    const TurnImage& image = turn.images[i];
    const Result<std::int64_t> made = database.change(
        "INSERT INTO turn_images (turn_id, place, owner, name, media_type, width, height, bytes, "
        "reading, file) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        turn.id, i, who.user_id, image.name, image.media_type, image.width, image.height,
        image.file->size(), column_of(image.reading), Blob{*image.file});
    if (!made) return made.error();
  }
  return {};
}

Result<void> add_images(Database& database, const Principal& who,
                        const std::string& conversation_id, std::vector<Turn>& turns) {
  const auto found = database.select(
      "SELECT turn_images.name, media_type, width, height, bytes, reading, turn_id "
      "FROM turn_images JOIN turns ON turns.id = turn_images.turn_id "
      "WHERE turns.conversation_id = ? AND turn_images.owner = ? ORDER BY turns.position, place",
      [](const Row& row) { return std::pair(row.text(6), read_image(row, 0)); }, conversation_id,
      who.user_id);
  if (!found) return found.error();
  auto turn = turns.begin();
  for (const auto& [turn_id, image] : *found) {
    const auto owner =
        std::find_if(turn, turns.end(), [&](const Turn& t) { return t.id == turn_id; });
    if (owner == turns.end()) continue;
    turn = owner;
    turn->images.push_back(image);
  }
  return {};
}

Result<TurnImage> select_image(Database& database, const Principal& who, const std::string& turn_id,
                               std::uint32_t index) {
  return only_one(database.select("SELECT name, media_type, width, height, bytes, reading, file "
                                  "FROM turn_images WHERE turn_id = ? AND place = ? AND owner = ?",
                                  read_whole_image, turn_id, index, who.user_id),
                  turn_id, index);
}

Result<TurnImage> select_shared_image(Database& database, const std::string& token,
                                      const std::string& turn_id, std::uint32_t index) {
  return only_one(database.select("SELECT name, media_type, width, height, bytes, reading, file "
                                  "FROM turn_images JOIN turns ON turns.id = turn_images.turn_id "
                                  "JOIN shares ON shares.conversation_id = turns.conversation_id "
                                  "WHERE token = ? AND turn_id = ? AND place = ?",
                                  read_whole_image, token, turn_id, index),
                  turn_id, index);
}

}  // namespace ponder::store
