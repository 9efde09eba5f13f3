#include "collector/net/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

namespace clamor::net {
namespace {

struct Range4 {
  std::uint32_t network;
  int bits;
  Place place;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

// IANA's special-purpose registry, as of 2026; the first match decides.
constexpr std::array ranges4{
    Range4{ip(0, 0, 0, 0), 8, Place::never},          Range4{ip(10, 0, 0, 0), 8, Place::local},
    Range4{ip(100, 100, 100, 200), 32, Place::never},  // a cloud's metadata service inside carrier NAT space
    Range4{ip(100, 64, 0, 0), 10, Place::local},      Range4{ip(127, 0, 0, 0), 8, Place::loopback},
    Range4{ip(169, 254, 0, 0), 16, Place::never},     Range4{ip(172, 16, 0, 0), 12, Place::local},
    Range4{ip(192, 0, 0, 0), 24, Place::never},       Range4{ip(192, 0, 2, 0), 24, Place::never},
    Range4{ip(192, 88, 99, 0), 24, Place::never},     Range4{ip(192, 168, 0, 0), 16, Place::local},
    Range4{ip(198, 18, 0, 0), 15, Place::local},      Range4{ip(198, 51, 100, 0), 24, Place::never},
    Range4{ip(203, 0, 113, 0), 24, Place::never},     Range4{ip(224, 0, 0, 0), 3, Place::never},
};

Place place_of_ipv4(std::uint32_t address) {
  for (const Range4& range : ranges4)
    if (address >> (32 - range.bits) == range.network >> (32 - range.bits)) return range.place;
  return Place::open;
}

std::uint32_t ipv4_at(const Address& address, std::size_t at) {
  return ip(address[at], address[at + 1], address[at + 2], address[at + 3]);
}

bool starts_with(const Address& address, std::initializer_list<std::uint8_t> bytes) {
  return std::equal(bytes.begin(), bytes.end(), address.begin());
}

}  // namespace

Address from_ipv4(std::uint32_t host_order) {
  Address address{};
  address[10] = address[11] = 0xff;
  for (int i = 0; i < 4; ++i)
    address[static_cast<std::size_t>(12 + i)] = static_cast<std::uint8_t>(host_order >> (24 - 8 * i));
  return address;
}

std::optional<Address> parse_address(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  const std::string copy(text);
  in_addr v4{};
  if (inet_pton(AF_INET, copy.c_str(), &v4) == 1) return from_ipv4(ntohl(v4.s_addr));
  Address v6{};
  if (inet_pton(AF_INET6, copy.c_str(), v6.data()) == 1) return v6;
  return std::nullopt;
}

Place place_of(const Address& address) {
  const bool high_zero =
      std::all_of(address.begin(), address.begin() + 10, [](auto byte) { return byte == 0; });
  if (high_zero && address[10] == 0xff && address[11] == 0xff) return place_of_ipv4(ipv4_at(address, 12));
  if (high_zero && address[10] == 0 && address[11] == 0) {
    const std::uint32_t rest = ipv4_at(address, 12);
    if (rest == 1) return Place::loopback;
    return Place::never;  // unspecified, or IPv4-compatible: long dead, still a way around a check
  }
  // Ways to wrap an IPv4 address: NAT64 keeps the rules of what it wraps, the tunnels are refused.
  if (starts_with(address, {0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0})) {
    const Place inner = place_of_ipv4(ipv4_at(address, 12));
    return inner == Place::open ? Place::open : Place::never;
  }
  if (starts_with(address, {0x20, 0x02}) || starts_with(address, {0x20, 0x01, 0x00, 0x00}))
    return Place::never;
  if (starts_with(address, {0x20, 0x01, 0x0d, 0xb8})) return Place::never;
  if ((address[0] & 0xfe) == 0xfc) {
    // AWS keeps its metadata service at fd00:ec2::254.
    return starts_with(address, {0xfd, 0x00, 0x0e, 0xc2}) ? Place::never : Place::local;
  }
  if ((address[0] & 0xe0) == 0x20) return Place::open;  // 2000::/3 is all that was ever handed out
  return Place::never;
}

bool may_connect(const Address& address, bool named) {
  const Place place = place_of(address);
  return place == Place::open || (named && (place == Place::loopback || place == Place::local));
}

}  // namespace clamor::net
