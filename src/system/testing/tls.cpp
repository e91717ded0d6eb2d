#include "system/testing/tls.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>

namespace fargate_lint::system::testing {
namespace {

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

/// While it lives, a write to a connection that is gone is an error of this thread, not a signal.
class NoSignal {
 public:
  NoSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  NoSignal(const NoSignal&) = delete;
  NoSignal& operator=(const NoSignal&) = delete;
  ~NoSignal() {
    const timespec now{};
    while (::sigtimedwait(&pipe_, nullptr, &now) > 0) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

}  // namespace

KeyPair make_certificate(const std::string& name, std::chrono::seconds ends) {
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
  auto* const key = EVP_EC_gen("P-256");
  auto* const certificate = X509_new();
  if (key == nullptr || certificate == nullptr) std::abort();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -24L * 3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), static_cast<long>(ends.count()));
  X509_set_pubkey(certificate, key);
  auto* const subject = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509_set_issuer_name(certificate, subject);
  X509_sign(certificate, key, EVP_sha256());
  auto* const certificate_text = BIO_new(BIO_s_mem());
  auto* const key_text = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(certificate_text, certificate);
  PEM_write_bio_PrivateKey(key_text, key, nullptr, nullptr, 0, nullptr, nullptr);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return {text_of(certificate_text), text_of(key_text)};
}

struct TlsClient::Secrets {
  SSL_CTX* context = nullptr;
  SSL* connection = nullptr;
  Secrets() = default;
  Secrets(const Secrets&) = delete;
  Secrets& operator=(const Secrets&) = delete;
  ~Secrets() {
    SSL_free(connection);
    SSL_CTX_free(context);
  }
};

TlsClient::TlsClient(std::uint16_t port, Protocol protocol)
    : secrets_(std::make_unique<Secrets>()), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  const NoSignal no_signal;
  const timeval limit{5, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return;
  connected_ = true;
  if (protocol == Protocol::plain) return;
  secrets_->context = SSL_CTX_new(TLS_client_method());
  if (protocol == Protocol::tls11) {
    SSL_CTX_set_security_level(secrets_->context, 0);
    SSL_CTX_set_min_proto_version(secrets_->context, TLS1_1_VERSION);
    SSL_CTX_set_max_proto_version(secrets_->context, TLS1_1_VERSION);
  } else if (protocol == Protocol::tls12) {
    SSL_CTX_set_max_proto_version(secrets_->context, TLS1_2_VERSION);
  }
  secrets_->connection = SSL_new(secrets_->context);
  SSL_set_fd(secrets_->connection, socket_);
  connected_ = SSL_connect(secrets_->connection) == 1;
}

TlsClient::~TlsClient() {
  ERR_clear_error();
  if (socket_ >= 0) ::close(socket_);
}

std::string TlsClient::peer() const {
  auto* const certificate = SSL_get1_peer_certificate(secrets_->connection);
  if (certificate == nullptr) return {};
  char name[256] = {};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  X509_free(certificate);
  return name;
}

bool TlsClient::send(std::string_view bytes) {
  const NoSignal no_signal;
  while (!bytes.empty()) {
    const auto sent =
        secrets_->connection == nullptr
            ? ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL)
            : SSL_write(secrets_->connection, bytes.data(), static_cast<int>(bytes.size()));
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool TlsClient::read_more() {
  const NoSignal no_signal;
  char part[4096];
  const auto size = secrets_->connection == nullptr
                        ? ::recv(socket_, part, sizeof part, 0)
                        : SSL_read(secrets_->connection, part, sizeof part);
  timed_out_ = size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
  if (size > 0) received_.append(part, static_cast<std::size_t>(size));
  return size > 0;
}

std::string TlsClient::receive() {
  for (;;) {
    const auto end = received_.find("\r\n\r\n");
    const auto length = received_.find("Content-Length: ");
    if (end != std::string::npos && length < end) {
      const auto size = end + 4 + std::stoul(received_.substr(length + 16));
      if (received_.size() >= size) {
        auto response = received_.substr(0, size);
        received_.erase(0, size);
        return response;
      }
    }
    if (!read_more()) return std::exchange(received_, {});
  }
}

bool TlsClient::is_closed() {
  while (read_more()) {
  }
  return received_.empty() && !timed_out_;
}

void TlsClient::finish() {
  const NoSignal no_signal;
  if (secrets_->connection != nullptr)
    SSL_shutdown(secrets_->connection);
  else
    ::shutdown(socket_, SHUT_WR);
}

bool TlsClient::renegotiate() {
  const NoSignal no_signal;
  if (SSL_renegotiate(secrets_->connection) != 1) return false;
  return SSL_do_handshake(secrets_->connection) == 1;
}

}  // namespace fargate_lint::system::testing
