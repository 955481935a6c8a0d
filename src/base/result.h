// How a call that can fail answers: a value, or an Error that names what was wrong.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace ponder {

// What kind of failure it is; `server/` maps each to one HTTP status.
enum class ErrorCode : std::uint8_t {
  kInvalid,       // The caller's input is wrong.                                    400
  kTooLong,       // Input exceeds a limit that the message names with the value.    400
  kTooLarge,      // A body or file exceeds a size limit.                            413
  kUnauthorized,  // No or a wrong credential.                                       401
  kForbidden,     // Known, but not allowed (wrong Host or Origin, foreign row).     403
  kNotFound,      // No such model, turn, conversation, route.                       404
  kConflict,      // The state forbids it (the turn is already finished...).         409
  kOverloaded,    // A bounded queue is full; try again later.                       429
  kUnavailable,   // Not now: model is loading, shutting down, not enough memory.    503
  kNoSpace,       // No KV cells or no disk space.                                   507
  kCancelled,     // Stopped by the user or by a lost owner.                         499
  kBackend,       // The model backend failed.                                       500
  kIo,            // A file or the database failed.                                  500
};

// `message` may be shown to a client: it names the limit and the value, and what to do.
// `param` names the offending field of a request ("messages[2].role"), or is empty.
struct Error {
  ErrorCode code = ErrorCode::kBackend;
  std::string message;
  std::string param = {};
};

template <class T>
using Result = boost::system::result<T, Error>;

// "invalid", "too_long"...: the stable name used in JSON and logs.
std::string_view error_code_name(ErrorCode code);

// Called by boost when `.value()` is asked of a failed Result; our code checks first.
[[noreturn]] inline void throw_exception_from_error(const Error& error,
                                                    const boost::source_location&) {
  throw std::runtime_error(error.message);
}

inline Error invalid(std::string message, std::string param = {}) {
  return Error{ErrorCode::kInvalid, std::move(message), std::move(param)};
}

}  // namespace ponder
