// Base64 with the usual digits (RFC 4648).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ponder {

std::string base64_encoded(std::string_view bytes);  // With padding.

// Line breaks are skipped, padding may be missing. Errors: kInvalid, which names the first byte
// that is wrong.
Result<std::string> base64_decoded(std::string_view text);

// "data:TYPE;base64,..." (RFC 2397).
std::string data_url(std::string_view media_type, std::string_view bytes);

}  // namespace ponder
