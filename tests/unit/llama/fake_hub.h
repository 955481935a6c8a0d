// A hub on 127.0.0.1 with one repository, for the downloader's tests.
#pragma once

#include <http.h>

#include <cstdlib>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "base/sha256.h"

namespace ponder::tests {

// While it lives, MODEL_ENDPOINT names it.
class FakeHub {
 public:
  explicit FakeHub(std::string repo) : repo_(std::move(repo)) {
    server_.Get("/api/models/(.+)/tree/main", [this](const auto& request, auto& response) {
      if (request.matches[1] != repo_) {
        response.status = 401;
      } else {
        response.status = status_;
        response.set_content(answer_.empty() ? listing() : answer_, "application/json");
      }
    });
    server_.Get("/(.+)/resolve/main/(.+)",
                [this](const auto& request, auto& response) { serve(request, response); });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    server_.wait_until_ready();
    ::setenv("MODEL_ENDPOINT", ("http://127.0.0.1:" + std::to_string(port_)).c_str(), 1);
    ::unsetenv("HF_TOKEN");
  }
  ~FakeHub() {
    server_.stop();
    thread_.join();
    ::unsetenv("MODEL_ENDPOINT");
  }

  // Before the first request only.
  void add(const std::string& path, const std::string& bytes) { files_[path] = bytes; }
  void answer_listing_with(int status, std::string body) {
    status_ = status;
    answer_ = std::move(body);
  }
  void lie_about_sums() { wrong_sums_ = true; }
  // Every answer ends after so many bytes, as when a connection breaks.
  void break_off_after(std::size_t bytes) { break_after_ = bytes; }

  // The "Range" of each download, "" where there was none.
  std::vector<std::string> ranges() const {
    const std::scoped_lock lock(mutex_);
    return ranges_;
  }

 private:
  std::string listing() const {
    auto list = nlohmann::json::array();
    list.push_back({{"type", "directory"}, {"path", "folder"}});
    for (const auto& [path, bytes] : files_) {
      Sha256 sum;
      sum.add(wrong_sums_ ? "something else" : bytes);
      list.push_back({{"type", "file"},
                      {"path", path},
                      {"size", bytes.size()},
                      {"lfs", {{"oid", sum.finish()}, {"size", bytes.size()}}}});
    }
    return list.dump();
  }

  void serve(const httplib::Request& request, httplib::Response& response) {
    const auto found = files_.find(request.matches[2]);
    if (found == files_.end()) {
      response.status = 404;
      return;
    }
    if (request.method == "GET") {
      const std::scoped_lock lock(mutex_);
      ranges_.push_back(request.get_header_value("Range"));
    }
    response.set_header("Accept-Ranges", "bytes");
    const std::string& bytes = found->second;
    response.set_content_provider(
        bytes.size(), "application/octet-stream",
        [this, &bytes](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
          if (break_after_ != 0 && offset >= break_after_) return false;
          const std::size_t end =
              break_after_ == 0 ? offset + length : std::min(break_after_, offset + length);
          return sink.write(bytes.data() + offset, end - offset);
        });
  }

  std::string repo_, answer_;
  std::map<std::string, std::string> files_;
  int status_ = 200;
  bool wrong_sums_ = false;
  std::size_t break_after_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> ranges_;
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace ponder::tests
