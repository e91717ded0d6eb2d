#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "system/https_server.hpp"

/// For tests of servers: certificates that are made on the spot, and a client that misbehaves as it
/// is told.
namespace fargate_lint::system::testing {

/// A self-signed certificate for 127.0.0.1, and its key. `ends`: from now on.
KeyPair make_certificate(const std::string& name,
                         std::chrono::seconds ends = std::chrono::hours(1));

/// One connection to 127.0.0.1. Whatever it waits for, it waits five seconds at most.
class TlsClient {
 public:
  enum class Protocol : std::uint8_t { plain, tls11, tls12, newest };
  explicit TlsClient(std::uint16_t port, Protocol protocol = Protocol::newest);
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient();

  /// False if the handshake failed.
  bool is_connected() const { return connected_; }
  /// The name in the server's certificate.
  std::string peer() const;
  /// False if the connection is gone.
  bool send(std::string_view bytes);
  /// The next response with its body; what there is of it if the connection ends.
  std::string receive();
  /// Whether the server closes the connection, and sends nothing before.
  bool is_closed();
  /// Says that it will send no more.
  void finish();
  /// Whether the server agrees to negotiate anew (TLS 1.2).
  bool renegotiate();

 private:
  struct Secrets;
  bool read_more();
  std::unique_ptr<Secrets> secrets_;
  int socket_ = -1;
  bool connected_ = false;
  bool timed_out_ = false;
  std::string received_;
};

}  // namespace fargate_lint::system::testing
