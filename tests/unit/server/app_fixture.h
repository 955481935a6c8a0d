// The whole server on a free port, with a model that the test scripts and a store in a folder of
// its own.
#pragma once

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "api/events.h"
#include "base/ids.h"
#include "chat/law.h"
#include "script_model.h"
#include "server/app.h"
#include "support/raw_http.h"

namespace ponder::server {

using Json = nlohmann::json;
using ponder::testing::RawClient;
using ponder::testing::RawResponse;

struct Frame {
  std::string id;
  std::string data;
  bool operator==(const Frame&) const = default;
};

// The frames of a stream; comments are left out.
inline std::vector<Frame> frames_of(const std::string& body) {
  std::vector<Frame> frames;
  for (std::size_t at = 0; at < body.size();) {
    const auto end = body.find("\n\n", at);
    if (end == std::string::npos) break;
    Frame frame;
    for (std::size_t line = at; line < end;) {
      const auto line_end = std::min(body.find('\n', line), end);
      const std::string text = body.substr(line, line_end - line);
      if (text.starts_with("id: ")) frame.id = text.substr(4);
      if (text.starts_with("data: ")) frame.data += text.substr(6);
      line = line_end + 1;
    }
    if (!frame.data.empty()) frames.push_back(frame);
    at = end + 2;
  }
  return frames;
}

class AppTest : public ::testing::Test {
 protected:
  AppTest() : folder_(std::filesystem::temp_directory_path() / make_id("ponder_test_")) {
    config_.port = 0;
    config_.data_dir = folder_;
    config_.models = {script_entry("scripted", script_)};
    config_.memory_available = [] { return std::uint64_t{1} << 40U; };
  }
  ~AppTest() override {
    script_->finish();
    app_.reset();
    std::filesystem::remove_all(folder_);
  }

  void start() {
    app_ = std::make_unique<App>(config_);
    const auto started = app_->start();
    ASSERT_TRUE(started) << started.error().message;
  }

  RawClient client(int receive_bytes = 0) const { return RawClient(app_->port(), receive_bytes); }

  static std::string request(const std::string& method, const std::string& target,
                             const std::string& body = {}, const std::string& headers = {}) {
    return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  RawResponse ask(const std::string& method, const std::string& target,
                  const std::string& body = {}, const std::string& headers = {}) const {
    RawClient one = client();
    one.send(request(method, target, body, headers));
    return one.read_response();
  }
  Json ask_json(const std::string& method, const std::string& target,
                const std::string& body = {}) const {
    return Json::parse(ask(method, target, body).body);
  }

  // A turn of our own API: its id.
  std::string start_turn(const std::string& input = "Hello") const {
    return started_turn({{"input", input}})["turn"];
  }
  // All events of a turn from `after` to its end.
  std::vector<Frame> events(const std::string& turn, std::uint64_t after = 0) const {
    const RawResponse response =
        ask("GET", "/api/turns/" + turn + "/events?after=" + std::to_string(after));
    EXPECT_EQ(response.status, 200);
    EXPECT_TRUE(response.whole);
    return frames_of(response.body);
  }
  // A whole turn of our own API: what starting it answered.
  Json turn(const Json& fields) const {
    const Json started = started_turn(fields);
    events(started["turn"]);
    return started;
  }
  static std::string path_of(const Json& started) {
    return "/api/conversations/" + started["conversation"].get<std::string>();
  }
  static void expect_lawful(const std::vector<Frame>& frames) {
    chat::EventLaw law;
    int seq = 0;
    for (const Frame& frame : frames) {
      EXPECT_EQ(frame.id, std::to_string(++seq));
      const auto event = api::decode_event(frame.data);
      ASSERT_TRUE(event) << frame.data;
      EXPECT_EQ(law.accept(*event), std::nullopt) << frame.data;
    }
    EXPECT_TRUE(law.finished());
  }

  static std::string chat_body(bool stream) {
    return Json{{"model", "scripted"},
                {"stream", stream},
                {"messages", {{{"role", "user"}, {"content", "Hello"}}}}}
        .dump();
  }

  // Waits for a state that nothing announces.
  static bool eventually(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + ponder::testing::kRawWait;
    while (!condition()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      std::this_thread::yield();
    }
    return true;
  }
  // The value of one line of /metrics; 0 where it is not there.
  double metric(const std::string& line_start) const {
    const std::string text = ask("GET", "/metrics").body;
    const auto at = text.find("\n" + line_start + " ");
    return at == std::string::npos ? 0.0 : std::stod(text.substr(at + line_start.size() + 2));
  }

  Json started_turn(const Json& fields) const {
    const Json started = ask_json("POST", "/api/turns", fields.dump());
    if (!started.contains("turn")) throw std::runtime_error(started.dump());
    return started;
  }

  std::filesystem::path folder_;
  std::shared_ptr<Script> script_ = std::make_shared<Script>();
  AppConfig config_;
  std::unique_ptr<App> app_;
};

}  // namespace ponder::server
