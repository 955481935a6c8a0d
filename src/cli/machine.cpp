#include "cli/machine.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <memory>

#include "base/async.h"

namespace ponder::cli {
namespace {

// The address in numbers; empty for other families.
std::string number_of(const sockaddr* address) {
  if (address == nullptr) return {};
  const int family = address->sa_family;
  if (family != AF_INET && family != AF_INET6) return {};
  const socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
  std::array<char, NI_MAXHOST> text{};
  const int failed =
      ::getnameinfo(address, size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST);
  return failed == 0 ? text.data() : "";
}

bool reaches_others(const std::string& text) {
  boost::system::error_code ec;
  const auto address = asio::ip::make_address(text, ec);
  if (ec || address.is_loopback()) return false;
  return !address.is_v6() || !address.to_v6().is_link_local();
}

}  // namespace

std::vector<std::string> machine_names() {
  constexpr std::size_t kNameBytesMax = 256;
  std::array<char, kNameBytesMax> text{};
  if (::gethostname(text.data(), text.size() - 1) != 0) return {};
  const std::string name = text.data();
  if (name.empty() || name == "localhost") return {};
  if (name.find('.') != std::string::npos) return {name};
  return {name, name + ".local"};
}

std::vector<std::string> machine_addresses() {
  ifaddrs* list = nullptr;
  if (::getifaddrs(&list) != 0) return {};
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> owner(list, &::freeifaddrs);
  std::vector<std::string> found;
  for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next) {
    const bool up = (one->ifa_flags & IFF_UP) != 0;
    std::string text = up ? number_of(one->ifa_addr) : "";
    if (text.empty() || !reaches_others(text)) continue;
    if (std::ranges::find(found, text) == found.end()) found.push_back(std::move(text));
  }
  return found;
}

}  // namespace ponder::cli
