// The status and the body of each kind of error.
#include "api/errors.h"

#include <gtest/gtest.h>

#include <map>

namespace ponder::api {
namespace {

TEST(Errors, HaveTheStatusThatTheirListNames) {
  const std::map<ErrorCode, unsigned> expected = {
      {ErrorCode::kInvalid, 400},     {ErrorCode::kTooLong, 400},
      {ErrorCode::kTooLarge, 413},    {ErrorCode::kUnauthorized, 401},
      {ErrorCode::kForbidden, 403},   {ErrorCode::kNotFound, 404},
      {ErrorCode::kConflict, 409},    {ErrorCode::kOverloaded, 429},
      {ErrorCode::kUnavailable, 503}, {ErrorCode::kNoSpace, 507},
      {ErrorCode::kCancelled, 499},   {ErrorCode::kBackend, 500},
      {ErrorCode::kIo, 500},
  };
  for (const auto& [code, status] : expected) EXPECT_EQ(http_status(code), status);
}

TEST(Errors, AreToldInOpenAisForm) {
  EXPECT_EQ(encode_openai_error(invalid("a \"b\"", "messages[0].role")),
            R"({"error":{"message":"a \"b\"","type":"invalid_request_error",)"
            R"("param":"messages[0].role","code":"invalid"}})");
  EXPECT_EQ(encode_openai_error({ErrorCode::kBackend, "m", ""}),
            R"({"error":{"message":"m","type":"server_error","param":null,"code":"backend"}})");
  EXPECT_EQ(encode_openai_error({ErrorCode::kOverloaded, "m", ""}),
            R"({"error":{"message":"m","type":"rate_limit_error","param":null,)"
            R"("code":"overloaded"}})");
  EXPECT_EQ(encode_openai_error({ErrorCode::kUnauthorized, "m", ""}),
            R"({"error":{"message":"m","type":"authentication_error","param":null,)"
            R"("code":"unauthorized"}})");
  EXPECT_EQ(encode_openai_error({ErrorCode::kForbidden, "m", ""}),
            R"({"error":{"message":"m","type":"permission_error","param":null,)"
            R"("code":"forbidden"}})");
}

TEST(Errors, AreToldInOurOwnForm) {
  EXPECT_EQ(encode_error({ErrorCode::kTooLong, "m", "input"}),
            R"({"error":{"code":"too_long","message":"m","param":"input"}})");
}

}  // namespace
}  // namespace ponder::api
