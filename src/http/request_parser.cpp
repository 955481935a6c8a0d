// Beast's parser behind a plain interface, with limits that name their values.
#include "http/request_parser.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <limits>

#include "base/async.h"
#include "base/limits.h"

namespace ponder::http {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;

// A body kept in a string that grows with what arrives: a Content-Length alone reserves nothing.
struct GrowingBody {
  struct Content {
    std::string bytes;
    std::size_t bytes_max = 0;
  };

  class Reader {
   public:
    template <bool kIsRequest, class Fields>
    Reader(beast::http::header<kIsRequest, Fields>& /*head*/, Content& body) : body_(body) {}

    void init(const boost::optional<std::uint64_t>& /*length*/, error_code& ec) { ec = {}; }

    template <class Buffers>
    std::size_t put(const Buffers& buffers, error_code& ec) {
      const std::size_t size = asio::buffer_size(buffers);
      if (size > body_.bytes_max - body_.bytes.size()) {
        ec = beast::http::error::body_limit;
        return 0;
      }
      for (const asio::const_buffer piece : beast::buffers_range_ref(buffers)) {
        body_.bytes.append(static_cast<const char*>(piece.data()), piece.size());
      }
      ec = {};
      return size;
    }

    void finish(error_code& ec) { ec = {}; }

   private:
    Content& body_;
  };

  using value_type = Content;  // The names that Beast asks for.
  using reader = Reader;
};

Problem body_too_large(const std::string& bytes, std::size_t bytes_max) {
  return {413, Error{ErrorCode::kTooLarge, "the body has " + bytes + " bytes, the limit is " +
                                               std::to_string(bytes_max) + ": send less"}};
}

Problem head_too_large(std::size_t bytes) {
  return {431, Error{ErrorCode::kTooLong, "the request line and headers have at least " +
                                              std::to_string(bytes) + " bytes, the limit is " +
                                              std::to_string(limits::kHeaderBytesMax)}};
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

std::string to_string(beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

struct RequestParser::Impl {
  beast::http::request_parser<GrowingBody> parser;
  std::size_t head_bytes = 0;

  Fed feed_head(std::string_view bytes);
  Fed feed_body(std::string_view bytes);
  std::size_t body_bytes_max() const { return parser.get().body().bytes_max; }
};

RequestParser::RequestParser(std::size_t body_bytes_max) : impl_(std::make_unique<Impl>()) {
  // Beast counts these per call, not per message: both are checked here instead.
  impl_->parser.header_limit(std::numeric_limits<std::uint32_t>::max());
  impl_->parser.body_limit(boost::none);
  impl_->parser.get().body().bytes_max = body_bytes_max;
}

RequestParser::~RequestParser() = default;

void RequestParser::set_body_bytes_max(std::size_t bytes_max) {
  impl_->parser.get().body().bytes_max = bytes_max;
}

RequestParser::Fed RequestParser::feed(std::string_view bytes) {
  if (bytes.empty()) {
    return {};
  }
  return head_done() ? impl_->feed_body(bytes) : impl_->feed_head(bytes);
}

RequestParser::Fed RequestParser::Impl::feed_head(std::string_view bytes) {
  error_code ec;
  const std::size_t taken = parser.put(asio::const_buffer(bytes.data(), bytes.size()), ec);
  head_bytes += taken;
  if (ec && ec != beast::http::error::need_more) {
    return {taken, bad_request("malformed request: " + ec.message())};
  }
  const std::size_t seen = parser.is_header_done() ? head_bytes : head_bytes + bytes.size() - taken;
  if (seen > limits::kHeaderBytesMax) {
    return {taken, head_too_large(seen)};
  }
  return {taken};
}

RequestParser::Fed RequestParser::Impl::feed_body(std::string_view bytes) {
  // Beast asserts that a last chunk is not given again while it is shorter than this. Whatever is
  // left of a chunked body is at least as long, so that waiting for more is always right.
  constexpr std::string_view kLastChunk = "0\r\n\r\n";
  if (parser.chunked() && bytes.size() < kLastChunk.size() && bytes.starts_with('0')) {
    return {};
  }
  error_code ec;
  parser.eager(true);
  const std::size_t taken = parser.put(asio::const_buffer(bytes.data(), bytes.size()), ec);
  if (ec == beast::http::error::body_limit) {
    return {taken, body_too_large("more than " + std::to_string(parser.get().body().bytes.size()),
                                  body_bytes_max())};
  }
  if (ec && ec != beast::http::error::need_more) {
    return {taken, bad_request("malformed body: " + ec.message())};
  }
  // Only the line of a chunk or the trailer is left lying until it is whole.
  if (!parser.is_done() && bytes.size() - taken > limits::kHeaderBytesMax) {
    return {taken, bad_request("a chunk header or trailer has at least " +
                               std::to_string(bytes.size() - taken) + " bytes, the limit is " +
                               std::to_string(limits::kHeaderBytesMax))};
  }
  return {taken};
}

bool RequestParser::head_done() const { return impl_->parser.is_header_done(); }

bool RequestParser::done() const { return impl_->parser.is_done(); }

void RequestParser::fill_head(Request& request) const {
  const auto& message = impl_->parser.get();
  request.method = to_string(message.method_string());
  request.target = to_string(message.target());
  for (const auto& field : message) {
    request.headers.emplace(lower_case(to_string(field.name_string())), to_string(field.value()));
  }
}

bool RequestParser::http11() const { return impl_->parser.get().version() >= 11; }

bool RequestParser::keep_alive() const { return impl_->parser.keep_alive(); }

std::optional<Problem> RequestParser::check_framing() const {
  const auto& message = impl_->parser.get();
  if (message.count(beast::http::field::transfer_encoding) > 0) {
    const auto encoding = message[beast::http::field::transfer_encoding];
    // Beast takes any other encoding for no body: what follows would be read as a request.
    if (!beast::iequals(encoding, "chunked")) {
      return Problem{501, invalid("Transfer-Encoding " + quoted(to_string(encoding)) +
                                  " is not supported: use chunked")};
    }
    if (!http11()) {
      return bad_request("Transfer-Encoding needs HTTP/1.1");
    }
  }
  const std::uint64_t expected = body_bytes_expected();
  if (expected > impl_->body_bytes_max()) {
    return body_too_large(std::to_string(expected), impl_->body_bytes_max());
  }
  return std::nullopt;
}

std::uint64_t RequestParser::body_bytes_expected() const {
  return impl_->parser.content_length().value_or(0);
}

std::string RequestParser::take_body() { return std::move(impl_->parser.get().body().bytes); }

}  // namespace ponder::http
