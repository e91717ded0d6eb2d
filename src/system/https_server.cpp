#include "system/https_server.hpp"

// The only file that knows Boost and OpenSSL: it takes half a minute to compile.
#define BOOST_ASIO_NO_DEPRECATED
#define BOOST_ASIO_DISABLE_BOOST_DATE_TIME
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <atomic>
#include <csignal>
#include <ctime>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace fargate_lint::system {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Code = boost::system::error_code;
using Tcp = asio::ip::tcp;

template <typename T, void (*free)(T*)>
struct Freed {
  void operator()(T* held) const { free(held); }
};
using Bio = std::unique_ptr<BIO, Freed<BIO, &BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freed<X509, &X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, &EVP_PKEY_free>>;
using ContextHolder = std::unique_ptr<SSL_CTX, Freed<SSL_CTX, &SSL_CTX_free>>;

/// Without a configuration: the machine's openssl.cnf could load providers and change what we
/// speak.
void start_openssl() {
  OPENSSL_init_ssl(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
}

Bio reader_of(const std::string& text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// Never asks a terminal for the password of an encrypted key.
int no_password(char*, int, int, void*) {
  return 0;
}

/// The certificates of a PEM file, the server's own first.
std::vector<Certificate> read_certificates(const std::string& text) {
  std::vector<Certificate> chain;
  const auto reader = reader_of(text);
  while (auto* const certificate = PEM_read_bio_X509(reader.get(), nullptr, &no_password, nullptr))
    chain.emplace_back(certificate);
  ERR_clear_error();  // that of the end
  return chain;
}

std::int64_t seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  return ASN1_TIME_to_tm(time, &parts) == 1 ? static_cast<std::int64_t>(timegm(&parts)) : 0;
}

ContextHolder make_context() {
  ContextHolder context(SSL_CTX_new(TLS_server_method()));
  if (context == nullptr) return context;
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                         SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                         SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Clients of webhooks keep connections, not sessions.
  SSL_CTX_set_num_tickets(context.get(), 0);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  return context;
}

struct Pair {
  ContextHolder context;
  Validity validity;
};

Result<Pair> read_pair(const KeyPair& text) {
  const auto wrong = [](const char* what) {
    ERR_clear_error();
    return Error{what, "pass a certificate and its own private key, in PEM"};
  };
  constexpr std::size_t kMost = 1024U * 1024;
  if (text.certificate.size() > kMost || text.key.size() > kMost)
    return wrong("the certificate or the key is too large");
  const auto chain = read_certificates(text.certificate);
  if (chain.empty()) return wrong("the certificate file holds no certificate in PEM");
  const PrivateKey key(
      PEM_read_bio_PrivateKey(reader_of(text.key).get(), nullptr, &no_password, nullptr));
  if (key == nullptr) return wrong("the key file holds no private key in PEM without a password");
  if (X509_check_private_key(chain.front().get(), key.get()) != 1)
    return wrong("the private key does not belong to the certificate");
  Pair pair{make_context(), {}};
  auto* const context = pair.context.get();
  if (context == nullptr || SSL_CTX_use_certificate(context, chain.front().get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, key.get()) != 1)
    return wrong("OpenSSL does not take the certificate or the key");
  for (std::size_t i = 1; i < chain.size(); ++i)
    if (SSL_CTX_add1_chain_cert(context, chain[i].get()) != 1)
      return wrong("OpenSSL does not take the certificate chain");
  pair.validity = {seconds_of(X509_get0_notBefore(chain.front().get())),
                   seconds_of(X509_get0_notAfter(chain.front().get()))};
  ERR_clear_error();
  return pair;
}

std::string_view words_of(unsigned status) {
  return http::obsolete_reason(static_cast<http::status>(status));
}

/// The bytes of a response: one write, so one TLS record if it is small.
std::string written(const HttpResponse& response, bool keeps_alive, bool is_head) {
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " ";
  text += words_of(response.status);
  text += "\r\nContent-Type: ";
  text += response.content_type;
  if (!response.allow.empty()) text.append("\r\nAllow: ").append(response.allow);
  text += "\r\nContent-Length: " + std::to_string(response.body.size());
  if (!keeps_alive) text += "\r\nConnection: close";
  text += "\r\n\r\n";
  if (!is_head) text += response.body;
  return text;
}

using Context = std::shared_ptr<asio::ssl::context>;

class Connection;

/// What connections see of their server.
class Host {
 public:
  Host(const HttpsServer::Options& limits, HttpHandler& answers)
      : options(limits), handler(answers) {}
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  virtual ~Host() = default;
  virtual void ended(Connection& connection) = 0;

  const HttpsServer::Options options;
  HttpHandler& handler;
  std::atomic<bool> is_draining = false;
};

/// One client: handshake, then requests one after the other. All of it runs on the strand of its
/// socket.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Host& host, Context context, Tcp::socket socket)
      : host_(host), context_(std::move(context)), stream_(std::move(socket), *context_) {
    buffer_.max_size(host.options.most_header + kReadAhead);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { host_.ended(*this); }

  void start() {
    asio::dispatch(stream_.get_executor(), [self = shared_from_this()] { self->shake_hands(); });
  }

  /// Closes it if it waits for a request, else after the next response.
  void close_soon(bool at_once) {
    asio::post(stream_.get_executor(), [self = shared_from_this(), at_once] {
      if (self->is_waiting_ || at_once) self->tcp().cancel();
    });
  }

 private:
  static constexpr std::size_t kReadAhead = 64U * 1024;

  beast::tcp_stream& tcp() { return stream_.next_layer(); }
  void limit(std::chrono::milliseconds time) { tcp().expires_after(time); }

  void shake_hands() {
    limit(host_.options.handshake);
    is_waiting_ = true;
    stream_.async_handshake(
        asio::ssl::stream_base::server, [self = shared_from_this()](Code failed) {
          self->is_waiting_ = false;
          if (!failed) return self->wait_for_request(true);
          self->host_.handler.refused(failed == beast::error::timeout ? Refusal::timeout
                                                                      : Refusal::handshake);
          self->answer_plain(failed);
        });
  }

  /// A client that speaks HTTP to us without TLS is told so, as Go's server does.
  void answer_plain(Code failed) {
    if (failed.category() != asio::error::get_ssl_category() ||
        ERR_GET_REASON(static_cast<unsigned long>(failed.value())) != SSL_R_HTTP_REQUEST)
      return;
    response_ =
        "HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n"
        "this port speaks HTTPS\n";
    limit(host_.options.handshake);
    asio::async_write(tcp(), asio::buffer(response_),
                      [self = shared_from_this()](Code, std::size_t) { self->shut_down_tcp(); });
  }

  void wait_for_request(bool is_first) {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(host_.options.most_header));
    parser_->body_limit(host_.options.most_body);
    if (buffer_.size() != 0) return read_request();
    // Who has just connected has a request; who keeps a connection may take its time.
    limit(is_first ? host_.options.read : host_.options.idle);
    is_waiting_ = true;
    stream_.async_read_some(buffer_.prepare(4096),
                            [self = shared_from_this(), is_first](Code failed, std::size_t size) {
                              self->is_waiting_ = false;
                              if (failed) {
                                if (is_first && failed == beast::error::timeout)
                                  self->host_.handler.refused(Refusal::timeout);
                                return self->say_goodbye();
                              }
                              self->buffer_.commit(size);
                              self->read_request();
                            });
  }

  void read_request() {
    limit(host_.options.read);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](Code failed, std::size_t) {
                       if (failed) return self->refuse(failed);
                       self->answer();
                     });
  }

  void answer() {
    const auto& request = parser_->get();
    const auto method = request.method_string();
    const auto target = request.target();
    const auto type = request[http::field::content_type];
    const HttpRequest asked = {{method.data(), method.size()},
                               {target.data(), target.size()},
                               {type.data(), type.size()},
                               request.body()};
    write(response_to(asked), request.keep_alive() && !host_.is_draining,
          request.method() == http::verb::head);
  }

  HttpResponse response_to(const HttpRequest& request) {
    try {
      return host_.handler.handle(request);
    } catch (const std::exception& error) {
      return host_.handler.reject(500, error.what());
    }
  }

  void refuse(Code failed) {
    const auto reject = [this](Refusal why, unsigned status, std::string_view words) {
      host_.handler.refused(why);
      if (status != 0) write(host_.handler.reject(status, words), false, false);
    };
    if (failed == beast::error::timeout) return reject(Refusal::timeout, 0, {});
    if (failed == http::error::body_limit)
      return reject(Refusal::too_large, 413, "the body is too large");
    if (failed == http::error::header_limit || failed == http::error::buffer_overflow)
      return reject(Refusal::too_large, 431, "the header is too large");
    if (failed == http::error::end_of_stream || failed == asio::ssl::error::stream_truncated ||
        failed == http::error::partial_message ||
        failed.category() == asio::error::get_ssl_category())
      return say_goodbye();
    if (failed.category() == make_error_code(http::error::bad_method).category())
      return reject(Refusal::bad_request, 400, "the request is not HTTP/1.1");
  }

  void write(const HttpResponse& response, bool keeps_alive, bool is_head) {
    response_ = written(response, keeps_alive, is_head);
    parser_.reset();  // a large body need not wait for a slow reader
    limit(host_.options.read);
    asio::async_write(stream_, asio::buffer(response_),
                      [self = shared_from_this(), keeps_alive](Code failed, std::size_t) {
                        if (failed == beast::error::timeout)
                          self->host_.handler.refused(Refusal::timeout);
                        if (failed) return;
                        self->response_.clear();
                        if (keeps_alive) return self->wait_for_request(false);
                        self->say_goodbye();
                      });
  }

  /// Ends TLS, and then waits for the client to close: what it still sends would make the system
  /// drop our last words.
  void say_goodbye() {
    limit(host_.options.goodbye);
    stream_.async_shutdown([self = shared_from_this()](Code) { self->shut_down_tcp(); });
  }

  void shut_down_tcp() {
    Code ignored;
    tcp().socket().shutdown(Tcp::socket::shutdown_send, ignored);
    if (ignored) return;
    limit(host_.options.goodbye);
    discard();
  }

  void discard() {
    buffer_.clear();
    tcp().async_read_some(buffer_.prepare(kReadAhead),
                          [self = shared_from_this()](Code failed, std::size_t size) {
                            self->discarded_ += size;
                            constexpr std::size_t kMost = 16U * 1024 * 1024;
                            if (!failed && self->discarded_ < kMost) self->discard();
                          });
  }

  Host& host_;
  Context context_;
  asio::ssl::stream<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::string response_;
  std::size_t discarded_ = 0;
  bool is_waiting_ = false;  ///< for the client to begin
};

class Server : public HttpsServer, private Host {
 public:
  Server(const Options& limits, HttpHandler& answers)
      : Host(limits, answers),
        io_(static_cast<int>(limits.threads)),
        strand_(asio::make_strand(io_)),
        acceptor_(strand_),
        timer_(strand_),
        retry_(strand_),
        end_(strand_),
        signals_(strand_) {}

  std::optional<Error> open() {
    Code failed;
    const auto address = asio::ip::make_address(Host::options.address, failed);
    if (failed) return Error{"`" + Host::options.address + "` is not an IP address", ""};
    const Tcp::endpoint endpoint(address, Host::options.port);
    acceptor_.open(endpoint.protocol(), failed);
    if (!failed) acceptor_.set_option(asio::socket_base::reuse_address(true), failed);
    if (!failed) acceptor_.bind(endpoint, failed);
    if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
    if (failed)
      return Error{"cannot listen on " + Host::options.address + ":" +
                       std::to_string(Host::options.port) + ": " + failed.message(),
                   ""};
    port_ = acceptor_.local_endpoint().port();
    return std::nullopt;
  }

  std::uint16_t port() const override { return port_; }

  Result<Validity> use(const KeyPair& text) override {
    auto pair = read_pair(text);
    if (!pair) return pair.error();
    auto context = std::make_shared<asio::ssl::context>(pair->context.release());
    const std::lock_guard lock(mutex_);
    context_ = std::move(context);
    return pair->validity;
  }

  void run() override {
    if (Host::options.stops_on_signals) watch_signals();
    asio::post(strand_, [this] {
      accept();
      wait_for_tick();
    });
    std::vector<std::thread> others;
    for (unsigned i = 1; i < Host::options.threads; ++i) others.emplace_back([this] { io_.run(); });
    io_.run();
    for (auto& other : others) other.join();
  }

  void stop() override {
    asio::post(strand_, [this] { begin_to_stop(); });
  }

 private:
  void watch_signals() {
    signals_.add(SIGTERM);
    signals_.add(SIGINT);
    wait_for_signal();
  }

  void wait_for_signal() {
    signals_.async_wait([this](Code failed, int) {
      if (failed) return;
      begin_to_stop();
      wait_for_signal();
    });
  }

  void accept() {
    if (is_closed_ || is_accepting_) return;
    if (count() >= Host::options.most_connections) return;
    is_accepting_ = true;
    acceptor_.async_accept(asio::make_strand(io_), [this](Code failed, Tcp::socket socket) {
      is_accepting_ = false;
      if (is_closed_) return;
      if (failed) return accept_later();
      begin(std::move(socket));
      accept();
    });
  }

  /// As when there is no descriptor left: one that is free comes with the end of a connection.
  void accept_later() {
    retry_.expires_after(std::chrono::milliseconds(100));
    retry_.async_wait([this](Code failed) {
      if (!failed) accept();
    });
  }

  void begin(Tcp::socket socket) {
    Code ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    std::shared_ptr<Connection> connection;
    std::size_t count = 0;
    {
      const std::lock_guard lock(mutex_);
      if (context_ == nullptr) return handler.refused(Refusal::handshake);
      connection =
          std::make_shared<Connection>(static_cast<Host&>(*this), context_, std::move(socket));
      connections_.emplace(connection.get(), connection);
      count = connections_.size();
    }
    handler.connected(count);
    connection->start();
  }

  void ended(Connection& connection) override {
    std::size_t count = 0;
    {
      const std::lock_guard lock(mutex_);
      connections_.erase(&connection);
      count = connections_.size();
    }
    handler.connected(count);
    if (!is_closed_) asio::post(strand_, [this] { accept(); });
  }

  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return connections_.size();
  }

  void wait_for_tick() {
    timer_.expires_after(std::chrono::seconds(1));
    timer_.async_wait([this](Code failed) {
      if (failed || is_closed_) return;
      handler.tick();
      wait_for_tick();
    });
  }

  void begin_to_stop() {
    if (is_draining) return close();
    is_draining = true;
    handler.draining();
    end_.expires_after(Host::options.drain);
    end_.async_wait([this](Code failed) {
      if (!failed) close();
    });
  }

  /// No new connections; those that wait for a request end, the others when it is answered.
  void close() {
    if (is_closed_) return close_all(true);
    is_closed_ = true;
    Code ignored;
    acceptor_.close(ignored);
    timer_.cancel();
    retry_.cancel();
    end_.cancel();
    close_all(false);
    // Whoever is still there then is too slow.
    end_.expires_after(Host::options.read);
    end_.async_wait([this](Code failed) {
      if (!failed) close_all(true);
    });
    wait_for_the_last();
  }

  void wait_for_the_last() {
    if (count() == 0) {
      end_.cancel();
      signals_.cancel(ignored_);
      return;
    }
    timer_.expires_after(std::chrono::milliseconds(20));
    timer_.async_wait([this](Code) { wait_for_the_last(); });
  }

  void close_all(bool at_once) {
    std::vector<std::shared_ptr<Connection>> all;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [key, connection] : connections_)
        if (auto held = connection.lock()) all.push_back(std::move(held));
    }
    for (const auto& connection : all) connection->close_soon(at_once);
  }

  // What is still to be done when io_ goes holds connections: they outlive it.
  std::mutex mutex_;  ///< of the next two
  Context context_;   ///< null before the first pair
  std::map<Connection*, std::weak_ptr<Connection>> connections_;

  asio::io_context io_;
  asio::strand<asio::io_context::executor_type> strand_;  ///< of all that is not a connection's
  Tcp::acceptor acceptor_;
  asio::steady_timer timer_;
  asio::steady_timer retry_;
  asio::steady_timer end_;
  asio::signal_set signals_;
  std::uint16_t port_ = 0;
  bool is_accepting_ = false;
  std::atomic<bool> is_closed_ = false;
  Code ignored_;
};

}  // namespace

Result<std::unique_ptr<HttpsServer>> HttpsServer::listen(const Options& options,
                                                         HttpHandler& handler) {
  start_openssl();
  auto server = std::make_unique<Server>(options, handler);
  if (auto failure = server->open()) return *std::move(failure);
  return std::unique_ptr<HttpsServer>(std::move(server));
}

}  // namespace fargate_lint::system
