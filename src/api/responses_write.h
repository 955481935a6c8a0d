// The JSON of a response and its items. Internal to api/.
#pragma once

#include <string>

#include "api/json_write.h"
#include "api/responses.h"

namespace ponder::api {

struct ResponseEncoder::Write {
  static void item(JsonWriter& out, const Item& item);
  // A message's content part or a reasoning item's summary part.
  static void part(JsonWriter& out, const Item& item);
  static void resource(JsonWriter& out, const ResponseEncoder& response);
  static void output(JsonWriter& out, const ResponseEncoder& response);
};

}  // namespace ponder::api
