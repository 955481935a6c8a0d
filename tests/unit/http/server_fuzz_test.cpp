// Broken requests by the thousand, from a seed: the server answers or closes, and lives on.
#include <gmock/gmock.h>

#include <random>
#include <set>

#include "server_fixture.h"

namespace ponder::http {
namespace {

class FuzzTest : public ServerTest {
 protected:
  std::string random_request() {
    std::string text = seeds_[random_() % seeds_.size()];
    for (auto edits = random_() % 6; edits > 0; --edits) {
      mutate(text);
    }
    return text;
  }

  void mutate(std::string& text) {
    static const std::vector<std::string> kPieces{"\r\n",
                                                  "\n",
                                                  "\r",
                                                  "\0",
                                                  ":",
                                                  " ",
                                                  "%",
                                                  "..",
                                                  "chunked",
                                                  "Content-Length: 3\r\n",
                                                  "Host: evil\r\n",
                                                  "99999999999999999999",
                                                  "\xff",
                                                  "0\r\n\r\n",
                                                  "HTTP/1.0",
                                                  "Expect: 100-continue\r\n"};
    const auto at = text.empty() ? 0 : random_() % text.size();
    switch (random_() % 5) {
      case 0:
        if (!text.empty()) {
          text[at] = static_cast<char>(random_() % 256);
        }
        break;
      case 1:
        text.erase(at, random_() % 20);
        break;
      case 2:
        text.insert(at, kPieces[random_() % kPieces.size()]);
        break;
      case 3:
        text.insert(at, text.substr(at, random_() % 40));
        break;
      default:
        text.resize(at);
    }
  }

  std::mt19937 random_{20};
  const std::vector<std::string> seeds_{
      get("/hello?name=x"),
      post("/echo", "some body"),
      get("/stream"),
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
      "5\r\nhello\r\n0\r\nT: v\r\n\r\n",
      "POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"
      "body",
      "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\nOrigin: null\r\nX-Request-Id: a\r\n\r\n",
      "HEAD http://localhost/hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
      get("/hello") + post("/echo", "pipelined") + get("/stream"),
  };
};

TEST_F(FuzzTest, TheServerLives) {
  add_stream("/stream", [](std::shared_ptr<SseWriter> writer) -> Task<void> {
    co_await writer->send_raw(sse_frame("", "x"));
  });
  start();
  const std::set<std::string> known{"200", "204", "400", "403", "404",
                                    "405", "413", "417", "431", "501"};
  int answered = 0;
  for (int round = 0; round < 2000; ++round) {
    const std::string request = random_request();
    RawClient one = client();
    const auto cut = request.empty() ? 0 : random_() % request.size();
    one.send(request.substr(0, cut));
    one.send(request.substr(cut));
    if (random_() % 20 == 0) {
      one.reset();
      continue;
    }
    one.shutdown_send();
    std::string answer = one.read_to_end();
    if (answer.starts_with("HTTP/1.1 100 Continue\r\n\r\n")) {
      answer.erase(0, 25);
    }
    if (!answer.empty()) {
      ++answered;
      ASSERT_TRUE(answer.starts_with("HTTP/1.1 ")) << "round " << round << ": " << answer;
      ASSERT_TRUE(known.contains(answer.substr(9, 3))) << "round " << round << ": " << answer;
    }
  }
  EXPECT_GT(answered, 1000);
  EXPECT_EQ(ask(get("/hello")).status, 200);
  EXPECT_TRUE(eventually([&] { return server_->connections() == 0; }));
}

}  // namespace
}  // namespace ponder::http
