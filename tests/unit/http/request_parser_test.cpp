#include "http/request_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "base/limits.h"

namespace ponder::http {
namespace {

using ::testing::HasSubstr;

struct Parsed {
  Request request;
  std::optional<Problem> problem;
  bool done = false;
  std::size_t left = 0;  // Bytes after the request.
};

// Feeds `bytes` so that they arrive cut at the positions `cuts`, as a connection would.
Parsed parse(std::string_view bytes, std::vector<std::size_t> cuts, std::size_t body_max = 1000) {
  RequestParser parser(body_max);
  Parsed out;
  cuts.push_back(bytes.size());
  std::string pending;
  std::size_t begin = 0;
  for (const std::size_t end : cuts) {
    pending += bytes.substr(begin, end - begin);
    begin = end;
    for (bool more = true; more && !parser.done();) {
      const bool had_head = parser.head_done();
      const auto fed = parser.feed(pending);
      pending.erase(0, fed.taken);
      if (fed.problem) {
        out.problem = fed.problem;
        return out;
      }
      more = parser.head_done() != had_head;
    }
  }
  out.left = pending.size();
  out.done = parser.done();
  if (parser.head_done()) {
    parser.fill_head(out.request);
    out.problem = parser.check_framing();
  }
  if (out.done) {
    out.request.body = parser.take_body();
  }
  return out;
}

const std::string kChunked =
    "POST /a HTTP/1.1\r\nHost: h\r\nX-One:  two words \r\nTransfer-Encoding: chunked\r\n\r\n"
    "5;ext=1\r\nhello\r\n1\r\n \r\nA\r\n0123456789\r\n0\r\nHost: trailer\r\n\r\nNEXT";
const std::string kEmptyChunked =
    "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nNEXT";
const std::string kCounted = "POST /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloNEXT";

TEST(RequestParser, SameResultWhereverTheBytesAreCut) {
  for (const std::string& text : {kChunked, kEmptyChunked, kCounted}) {
    const Parsed whole = parse(text, {});
    ASSERT_TRUE(whole.done);
    EXPECT_EQ(whole.left, 4U);
    EXPECT_EQ(whole.request.header("host"), "h");
    for (std::size_t a = 0; a <= text.size(); ++a) {
      for (std::size_t b = a; b <= text.size(); b += 3) {
        const Parsed cut = parse(text, {a, b});
        ASSERT_TRUE(cut.done && !cut.problem) << a << " " << b;
        ASSERT_EQ(cut.left, 4U);
        ASSERT_EQ(cut.request.body, whole.request.body);
        ASSERT_EQ(cut.request.headers, whole.request.headers);
        ASSERT_EQ(cut.request.target, whole.request.target);
      }
    }
  }
  EXPECT_EQ(parse(kChunked, {}).request.body, "hello 0123456789");
  EXPECT_EQ(parse(kChunked, {}).request.header("x-one"), "two words");
}

TEST(RequestParser, ByteByByte) {
  std::vector<std::size_t> cuts;
  for (std::size_t i = 0; i < kChunked.size(); ++i) {
    cuts.push_back(i);
  }
  EXPECT_EQ(parse(kChunked, cuts).request.body, "hello 0123456789");
}

class Malformed : public ::testing::TestWithParam<std::string> {};

TEST_P(Malformed, IsABadRequest) {
  const Parsed parsed = parse(GetParam(), {});
  ASSERT_TRUE(parsed.problem);
  EXPECT_EQ(parsed.problem->status, 400U) << parsed.problem->error.message;
}

INSTANTIATE_TEST_SUITE_P(
    All, Malformed,
    ::testing::Values(
        "GET\r\n\r\n", "GET /\r\nHost: h\r\n\r\n", "GET / HTTP/2.0\r\n\r\n",
        "GET / HTTP/1.1 \r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", " GET / HTTP/1.1\r\n\r\n",
        "G\x01T / HTTP/1.1\r\n\r\n", "GET /\x01 HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\nHost: h\n\n",
        "\x16\x03\x01\x02 TLS\r\n\r\n", "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
        "GET / HTTP/1.1\r\n: h\r\n\r\n", "GET / HTTP/1.1\r\nHost\r\n\r\n",
        "GET / HTTP/1.1\r\nA: b\x01\r\n\r\n", std::string("GET / HTTP/1.1\r\nA: b\0c\r\n\r\n", 27),
        "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", "GET / HTTP/1.1\r\nHost: h\r\n\rX",
        "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"));

TEST(RequestParser, AnotherTransferEncodingIsNotImplemented) {
  for (const char* coding : {"gzip", "identity", "gzip, chunked", "chunked, gzip", "xchunked"}) {
    const Parsed parsed =
        parse("POST / HTTP/1.1\r\nTransfer-Encoding: " + std::string(coding) + "\r\n\r\n", {});
    ASSERT_TRUE(parsed.problem) << coding;
    EXPECT_EQ(parsed.problem->status, 501U) << coding;
  }
}

TEST(RequestParser, TheHeadHasALimit) {
  const std::string start = "GET / HTTP/1.1\r\nA: ";
  const std::string fits(limits::kHeaderBytesMax - start.size() - 4, 'x');
  for (const std::size_t cut : {std::size_t{0}, std::size_t{30}, std::size_t{20000}}) {
    EXPECT_TRUE(parse(start + fits + "\r\n\r\n", {cut}).done);
    const Parsed over = parse(start + fits + "x\r\n\r\n", {cut});
    ASSERT_TRUE(over.problem);
    EXPECT_EQ(over.problem->status, 431U);
    EXPECT_THAT(over.problem->error.message, HasSubstr("32769"));
    EXPECT_THAT(over.problem->error.message, HasSubstr("32768"));
  }
}

TEST(RequestParser, AnEndlessHeadIsStoppedEarly) {
  std::string head = "GET / HTTP/1.1\r\n";
  std::vector<std::size_t> cuts;
  while (head.size() < 3 * limits::kHeaderBytesMax) {
    head += "A: b\r\n";
    cuts.push_back(head.size());
  }
  ASSERT_TRUE(parse(head, cuts).problem);
  EXPECT_EQ(parse(head, cuts).problem->status, 431U);
}

TEST(RequestParser, AnEndlessChunkHeaderIsStopped) {
  const std::string text = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;" +
                           std::string(2 * limits::kHeaderBytesMax, 'x');
  ASSERT_TRUE(parse(text, {}).problem);
  EXPECT_EQ(parse(text, {}).problem->status, 400U);
}

TEST(RequestParser, TheBodyHasALimitThatIsNamed) {
  const auto counted = [](std::size_t size) {
    return "POST / HTTP/1.1\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
           std::string(size, 'x');
  };
  EXPECT_TRUE(parse(counted(10), {}, 10).done);
  RequestParser parser(10);
  parser.feed(counted(11));
  ASSERT_TRUE(parser.head_done());
  const auto problem = parser.check_framing();
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->status, 413U);
  EXPECT_THAT(problem->error.message, HasSubstr("11 bytes"));
  EXPECT_THAT(problem->error.message, HasSubstr("limit is 10"));
}

TEST(RequestParser, AChunkedBodyHasTheSameLimit) {
  const std::string head = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_TRUE(parse(head + "6\r\nabcdef\r\n4\r\nabcd\r\n0\r\n\r\n", {}, 10).done);
  const Parsed over = parse(head + "6\r\nabcdef\r\n5\r\nabcde\r\n0\r\n\r\n", {}, 10);
  ASSERT_TRUE(over.problem);
  EXPECT_EQ(over.problem->status, 413U);
  EXPECT_THAT(over.problem->error.message, HasSubstr("limit is 10"));
}

// A broken head may be found out later when it comes in pieces, but is never taken for a request.
TEST(RequestParser, RandomBytesGiveTheSameRequestWhereverTheyAreCut) {
  std::mt19937 random(7);
  int done = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = round % 2 == 0 ? kChunked : kCounted;
    for (int edits = 0; edits < 3; ++edits) {
      text[random() % text.size()] = static_cast<char>(random() % 256);
    }
    const Parsed whole = parse(text, {});
    const Parsed cut = parse(text, {random() % text.size()});
    ASSERT_EQ(whole.done, cut.done) << "round " << round;
    if (whole.done) {
      ++done;
      ASSERT_EQ(whole.request.body, cut.request.body);
      ASSERT_EQ(whole.request.headers, cut.request.headers);
      ASSERT_EQ(whole.left, cut.left);
    }
  }
  EXPECT_GT(done, 1000);
}

}  // namespace
}  // namespace ponder::http
