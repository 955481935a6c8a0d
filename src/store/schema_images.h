// The step of the schema that keeps the pictures of questions. Internal to store/.
#pragma once

#include <string_view>

namespace ponder::store {

// place: 0, 1, 2... in its turn. file comes last: what stands before it is read without it.
inline constexpr std::string_view kImagesSchema = R"sql(
CREATE TABLE turn_images (
  turn_id    TEXT NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
  place      INTEGER NOT NULL,
  owner      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  media_type TEXT NOT NULL,
  width      INTEGER NOT NULL,
  height     INTEGER NOT NULL,
  bytes      INTEGER NOT NULL,
  reading    TEXT NOT NULL,
  file       BLOB NOT NULL,
  PRIMARY KEY (turn_id, place)
) STRICT;
CREATE INDEX turn_images_by_owner ON turn_images (owner);
)sql";

}  // namespace ponder::store
