// Unpacks the program's own files for a client that does not take gzip.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ponder::server {

// Errors: kIo (not one whole gzip member).
Result<std::string> gunzip(std::string_view packed);

}  // namespace ponder::server
