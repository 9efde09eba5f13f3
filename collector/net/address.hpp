#pragma once
// Which part of the internet a numeric address belongs to (reliability: no request may be talked into a
// private network by a name, a redirect or an odd spelling). Pure; safe from any thread.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace clamor::net {

// IPv4 lives here in its mapped form, ::ffff:a.b.c.d, so that there is one set of rules.
using Address = std::array<std::uint8_t, 16>;

enum class Place {
  open,      // anybody's
  loopback,  // this machine
  local,     // private networks, carrier NAT, unique local: only for a host the user named
  never,     // link-local (cloud metadata among them), multicast, unspecified, reserved, documentation
};

// "192.0.2.1", "2001:db8::1", "[::1]"; zone ids are not addresses.
std::optional<Address> parse_address(std::string_view text);
Address from_ipv4(std::uint32_t host_order);
Place place_of(const Address& address);
// What is open to all; loopback and local ones when the user named the host.
bool may_connect(const Address& address, bool named);

}  // namespace clamor::net
