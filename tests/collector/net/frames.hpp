#pragma once
// The server's half of a WebSocket (RFC 6455), written by hand for the scripted server.

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <string>

#include "tests/collector/net/server.hpp"

namespace clamor::net {

inline std::string header_in(const std::string& request, const std::string& name) {
  const auto at = request.find(name + ": ");
  if (at == std::string::npos) return "";
  const auto from = at + name.size() + 2;
  return request.substr(from, request.find("\r\n", from) - from);
}

// The answer that opens the socket.
inline std::string switching(const std::string& request, const std::string& headers = "") {
  const std::string text = header_in(request, "Sec-WebSocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  unsigned char digest[SHA_DIGEST_LENGTH];
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  unsigned char base64[64];
  const int size = EVP_EncodeBlock(base64, digest, sizeof digest);
  return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + headers +
         "Sec-WebSocket-Accept: " +
         std::string(reinterpret_cast<char*>(base64), static_cast<std::size_t>(size)) + "\r\n\r\n";
}

// One frame; `first` holds FIN and opcode: 0x81 a whole text, 0x01 the beginning of one, 0x80 its end, 0x88
// the close.
inline std::string frame(const std::string& text, unsigned char first = 0x81) {
  std::string bytes(1, static_cast<char>(first));
  if (text.size() < 126) {
    bytes += static_cast<char>(text.size());
  } else {
    bytes += text.size() < 65'536 ? '\x7e' : '\x7f';
    for (int shift = text.size() < 65'536 ? 8 : 56; shift >= 0; shift -= 8)
      bytes += static_cast<char>(text.size() >> shift & 255);
  }
  return bytes + text;
}

}  // namespace clamor::net
