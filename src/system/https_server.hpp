#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace fargate_lint::system {

/// A request as a client sent it, read whole. Views live as long as the call that gets it.
struct HttpRequest {
  std::string_view method;
  std::string_view target;        ///< "/validate?timeout=10s"
  std::string_view content_type;  ///< as it is sent
  std::string_view body;
};

struct HttpResponse {
  unsigned status = 200;
  std::string body = {};
  std::string_view content_type = "application/json";
  std::string_view allow = {};  ///< methods, for status 405
};

/// Why a connection was closed without an answer of the handler.
enum class Refusal : std::uint8_t {
  handshake,   ///< no TLS, or none that we speak
  timeout,     ///< too slow
  too_large,   ///< a header or a body
  bad_request  ///< no HTTP
};

/// What is behind a server. Several threads call handle() and refused() at once.
class HttpHandler {
 public:
  HttpHandler() = default;
  HttpHandler(const HttpHandler&) = delete;
  HttpHandler& operator=(const HttpHandler&) = delete;
  virtual ~HttpHandler() = default;

  virtual HttpResponse handle(const HttpRequest& request) = 0;
  /// The answer to a request of which the server itself says that it cannot be taken.
  virtual HttpResponse reject(unsigned status, std::string_view why) = 0;
  virtual void refused(Refusal why) = 0;
  /// How many connections there are now.
  virtual void connected(std::size_t connections) = 0;
  /// Called about once a second, by one thread at a time.
  virtual void tick() = 0;
  /// The server was asked to stop: it goes on for Options::drain.
  virtual void draining() = 0;
};

/// A certificate with its chain, and its private key, both in PEM.
struct KeyPair {
  std::string certificate;
  std::string key;
};

/// When a certificate counts, in seconds since 1970.
struct Validity {
  std::int64_t not_before = 0;
  std::int64_t not_after = 0;
};

/// HTTP/1.1 over TLS, which is what the API server speaks to webhooks. Bounded in everything that a
/// client can make it hold: connections, bytes, time. Resolves no names, and OpenSSL reads no
/// configuration of the machine; nothing of it starts before the first listen().
class HttpsServer {
 public:
  struct Options {
    std::string address = "0.0.0.0";  ///< of IPv4 or IPv6, not a name
    std::uint16_t port = 8443;        ///< 0: any that is free
    unsigned threads = 2;
    std::size_t most_connections = 256;  ///< further ones wait to be accepted
    std::size_t most_header = 16U * 1024;
    std::size_t most_body = 3U * 1024 * 1024;  ///< the API server's own limit for a request
    std::chrono::milliseconds handshake = std::chrono::seconds(5);
    std::chrono::milliseconds read = std::chrono::seconds(10);  ///< of a request; as long to write
    std::chrono::milliseconds idle = std::chrono::seconds(90);  ///< between two requests
    std::chrono::milliseconds goodbye = std::chrono::seconds(2);  ///< for the client to close
    std::chrono::milliseconds drain = std::chrono::seconds(10);
    bool stops_on_signals = false;  ///< SIGTERM and SIGINT; the second one stops it at once
  };

  /// An error if it cannot listen there. The handler must outlive the server.
  static Result<std::unique_ptr<HttpsServer>> listen(const Options& options, HttpHandler& handler);
  HttpsServer() = default;
  HttpsServer(const HttpsServer&) = delete;
  HttpsServer& operator=(const HttpsServer&) = delete;
  virtual ~HttpsServer() = default;

  virtual std::uint16_t port() const = 0;
  /// Takes the pair for all connections from now on. An error if it cannot be used, as one whose
  /// certificate is for another key: then the one before stays. Without any, no handshake succeeds.
  /// Any thread may call it.
  virtual Result<Validity> use(const KeyPair& pair) = 0;
  /// Serves until it is told to stop.
  virtual void run() = 0;
  /// Asks run() to drain and return; the second time, to return at once. Any thread may call it.
  virtual void stop() = 0;
};

}  // namespace fargate_lint::system
