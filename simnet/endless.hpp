#pragma once
// Answers that go on after their head for as long as the connection lasts. Private to the HTTP server.

#include <utility>  // Boost.Asio 1.74 forgets it

#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <functional>

#include "simnet/http.hpp"

namespace clamor::simnet {

using Now = std::function<UtcTime()>;
using RawRequest = boost::beast::http::request<boost::beast::http::string_body>;

// Both return at once; the connection lives on until one side ends it.
void tell_events(boost::beast::tcp_stream stream, Response answer, Now now);
void tell_messages(boost::beast::tcp_stream stream, RawRequest request, Response answer, Now now);

}  // namespace clamor::simnet
