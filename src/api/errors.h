// How an Error is told to a client: a status and a JSON body, in OpenAI's form and in our own.
#pragma once

#include <string>

#include "base/result.h"

namespace ponder::api {

// The HTTP status of an error, as base/result.h lists them.
unsigned http_status(ErrorCode code);

// {"error": {"message", "type", "param", "code"}}: the form that OpenAI's clients read.
std::string encode_openai_error(const Error& error);

// {"error": {"code", "message", "param"}}: the form of the turn API.
std::string encode_error(const Error& error);

}  // namespace ponder::api
