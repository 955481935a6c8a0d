#include "base/result.h"

namespace ponder {

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
      return "invalid";
    case ErrorCode::kTooLong:
      return "too_long";
    case ErrorCode::kTooLarge:
      return "too_large";
    case ErrorCode::kUnauthorized:
      return "unauthorized";
    case ErrorCode::kForbidden:
      return "forbidden";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kConflict:
      return "conflict";
    case ErrorCode::kOverloaded:
      return "overloaded";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kNoSpace:
      return "no_space";
    case ErrorCode::kCancelled:
      return "cancelled";
    case ErrorCode::kBackend:
      return "backend";
    case ErrorCode::kIo:
      return "io";
  }
  return "unknown";
}

}  // namespace ponder
