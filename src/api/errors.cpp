#include "api/errors.h"
#include <string>
#include <string_view>

#include "api/json_write.h"
#include "base/result.h"

namespace ponder::api {
namespace {

// OpenAI's families of errors; its clients choose an exception by the status.
std::string_view openai_type(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUnauthorized:
      return "authentication_error";
    case ErrorCode::kForbidden:
      return "permission_error";
    case ErrorCode::kOverloaded:
      return "rate_limit_error";
    default:
      return http_status(code) < 500 ? "invalid_request_error" : "server_error";
  }
}

}  // namespace

unsigned http_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalid:
    case ErrorCode::kTooLong:
      return 400;
    case ErrorCode::kUnauthorized:
      return 401;
    case ErrorCode::kForbidden:
      return 403;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kConflict:
      return 409;
    case ErrorCode::kTooLarge:
      return 413;
    case ErrorCode::kOverloaded:
      return 429;
    case ErrorCode::kCancelled:
      return 499;
    case ErrorCode::kUnavailable:
      return 503;
    case ErrorCode::kNoSpace:
      return 507;
    case ErrorCode::kBackend:
    case ErrorCode::kIo:
      return 500;
  }
  return 500;
}

std::string encode_openai_error(const Error& error) {
  JsonWriter out;
  out.begin_object().key("error").begin_object();
  out.field("message", error.message);
  out.field("type", openai_type(error.code));
  if (error.param.empty()) {
    out.key("param").null();
  } else {
    out.field("param", error.param);
  }
  out.field("code", error_code_name(error.code));
  return out.end_object().end_object().take();
}

std::string encode_error(const Error& error) {
  JsonWriter out;
  out.begin_object().key("error").begin_object();
  out.field("code", error_code_name(error.code));
  out.field("message", error.message);
  out.field("param", error.param);
  return out.end_object().end_object().take();
}

}  // namespace ponder::api
