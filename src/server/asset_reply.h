// A file that the program carries, as an answer: compressed where the client takes that, and with
// what keeps a page to its own server.
#pragma once

#include "http/message.h"
#include "server/assets.h"

namespace ponder::server {

http::Response asset_reply(const Asset& asset, const http::Request& request);

}  // namespace ponder::server
