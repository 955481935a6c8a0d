// Bytes to one request, head first, then body. The only user of Boost.Beast.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "http/problem.h"

namespace ponder::http {

class RequestParser {
 public:
  explicit RequestParser(std::size_t body_bytes_max);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  struct Fed {
    std::size_t taken = 0;                // Of the bytes given; the rest is to be given again.
    std::optional<Problem> problem = {};  // 400, 413 or 431; then the parser is spent.
  };
  // `bytes`: all that is not taken yet. Stops at the end of the head, so that the head can be
  // judged first; the next call goes on with the body. Not to be called when done().
  Fed feed(std::string_view bytes);

  bool head_done() const;
  bool done() const;  // The whole request.

  // Another bound, of the route that the head names. Before the body is fed.
  void set_body_bytes_max(std::size_t bytes_max);

  // After head_done():
  void fill_head(Request& request) const;  // method, target, headers.
  bool http11() const;                     // Else HTTP/1.0.
  bool keep_alive() const;
  // 400, 413 or 501: a body whose length cannot be known or is too great.
  std::optional<Problem> check_framing() const;
  std::uint64_t body_bytes_expected() const;  // What Content-Length says; 0 if chunked.

  std::string take_body();  // After done().

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ponder::http
