// The files that the program carries, as answers: compressed where the client takes that, and with
// what keeps a page to its own server.
#pragma once

#include <string_view>

#include "http/router.h"
#include "server/assets.h"

namespace ponder::server {

// Answers with a file of one of the program's tables.
http::Handler asset_handler(const Asset& asset);

// Of the portal's table; `path` must be one of it.
const Asset& portal_file(std::string_view path);

}  // namespace ponder::server
