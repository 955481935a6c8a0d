// Unpacks the program's own files for a client that does not take gzip.
#pragma once

#include <span>
#include <string>

#include "base/result.h"

namespace ponder::server {

// Errors: kIo (not one whole gzip member).
Result<std::string> gunzip(std::span<const unsigned char> packed);

}  // namespace ponder::server
