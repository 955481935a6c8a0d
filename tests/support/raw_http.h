// A client that sends exactly the bytes it is given and reads what comes back: for requests that no
// proper client would send. Blocking; each wait fails after kRawWait.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace ponder::testing {

inline constexpr std::chrono::seconds kRawWait{20};

struct RawResponse {
  int status = 0;
  std::multimap<std::string, std::string> headers;  // Names in lower case.
  std::string body;
  bool whole = true;  // False: a chunked body that was cut before its last chunk.

  std::string header(const std::string& lower_case_name) const {
    const auto found = headers.find(lower_case_name);
    return found == headers.end() ? std::string() : found->second;
  }
};

class RawClient {
 public:
  // `receive_bytes`: the size of the kernel's receive buffer; 0 leaves it alone.
  explicit RawClient(std::uint16_t port, int receive_bytes = 0)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_bytes > 0) {
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    }
    const timeval wait{.tv_sec = kRawWait.count(), .tv_usec = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    // The sockets interface asks for this cast.
    if (::connect(fd_, (const sockaddr*)&address, sizeof address) != 0) {
      const int error = errno;
      close();
      throw std::runtime_error("cannot connect: " + std::to_string(error));
    }
  }
  RawClient(RawClient&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), input_(std::move(other.input_)) {}
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;
  ~RawClient() { close(); }

  // False: the server has closed the connection.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        return false;
      }
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  void shutdown_send() const { ::shutdown(fd_, SHUT_WR); }

  void close() {
    if (fd_ >= 0) {
      ::close(std::exchange(fd_, -1));
    }
  }

  void reset() {  // Closes with RST.
    const linger hard{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    close();
  }

  // Everything up to and with `mark`; throws if the connection ends first.
  std::string read_until(std::string_view mark) {
    std::size_t found = 0;
    while ((found = input_.find(mark)) == std::string::npos) {
      if (!fill()) {
        throw std::runtime_error("closed before '" + std::string(mark) + "', after: " + input_);
      }
    }
    return take(found + mark.size());
  }

  // Less only if the connection ends first.
  std::string read_bytes(std::size_t bytes) {
    while (input_.size() < bytes && fill()) {
    }
    return take(std::min(bytes, input_.size()));
  }

  std::string read_to_end() {
    while (fill()) {
    }
    return take(input_.size());
  }

  // True: the server closed and sent nothing more.
  bool closed() { return input_.empty() && !fill(); }

  RawResponse read_response(bool head_only = false) {
    RawResponse out;
    std::string head = read_until("\r\n\r\n");
    if (!head.starts_with("HTTP/1.1 ")) {
      throw std::runtime_error("no HTTP response: " + head);
    }
    out.status = std::stoi(head.substr(9, 3));
    head.resize(head.size() - 2);
    for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
      const auto end = head.find("\r\n", at);
      const auto colon = head.find(": ", at);
      std::string name = head.substr(at, colon - at);
      std::transform(name.begin(), name.end(), name.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      out.headers.emplace(std::move(name), head.substr(colon + 2, end - colon - 2));
      at = end + 2;
    }
    if (!head_only) {
      read_body(out);
    }
    return out;
  }

 private:
  void read_body(RawResponse& out) {
    if (out.header("transfer-encoding") == "chunked") {
      out.whole = read_chunks(out.body);
    } else if (const std::string length = out.header("content-length"); !length.empty()) {
      const auto bytes = static_cast<std::size_t>(std::stoull(length));
      out.body = read_bytes(bytes);
      out.whole = out.body.size() == bytes;
    } else if (out.status != 204 && out.status != 304) {
      out.body = read_to_end();
    }
  }

  bool read_chunks(std::string& body) {
    try {
      for (;;) {
        const auto size = static_cast<std::size_t>(std::stoull(read_until("\r\n"), nullptr, 16));
        while (input_.size() < size + 2) {
          if (!fill()) {
            return false;
          }
        }
        body += take(size);
        if (take(2) != "\r\n") {
          throw std::logic_error("a chunk does not end with CRLF");
        }
        if (size == 0) {
          return true;
        }
      }
    } catch (const std::runtime_error&) {
      return false;
    }
  }

  std::string take(std::size_t bytes) {
    std::string out = input_.substr(0, bytes);
    input_.erase(0, bytes);
    return out;
  }

  // False: closed. Throws when nothing comes.
  bool fill() {
    std::array<char, 65536> buffer;
    const auto got = ::recv(fd_, buffer.data(), buffer.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
      throw std::logic_error("nothing came for " + std::to_string(kRawWait.count()) +
                             " s, after: " + input_.substr(0, 200));
    }
    if (got <= 0) {
      return false;
    }
    input_.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
  }

  int fd_;
  std::string input_;
};

}  // namespace ponder::testing
