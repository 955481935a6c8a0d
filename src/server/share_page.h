// A shared copy of a conversation as a page: no script, nothing from elsewhere, not for search
// engines.
#pragma once

#include <string>

#include "base/result.h"
#include "http/message.h"

namespace ponder::server {

// `copy_json`: as api::encode_shared() wrote it. `token`: of the share.
http::Response share_page(const std::string& copy_json, const std::string& token);
http::Response share_missing_page(const Error& error);

}  // namespace ponder::server
