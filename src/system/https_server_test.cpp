#include "system/https_server.hpp"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include "system/testing/tls.hpp"

namespace fargate_lint::system {
namespace {

using namespace std::chrono_literals;
using testing::make_certificate;
using testing::TlsClient;
using Protocol = TlsClient::Protocol;

/// Says what it was asked.
struct Echo : HttpHandler {
  HttpResponse handle(const HttpRequest& request) override {
    if (request.target == "/throw") throw std::runtime_error("thrown");
    return {.status = 200,
            .body = std::string(request.method) + " " + std::string(request.target) + " " +
                    std::string(request.content_type) + " " + std::to_string(request.body.size())};
  }
  HttpResponse reject(unsigned status, std::string_view why) override {
    return {.status = status, .body = std::string(why)};
  }
  void refused(Refusal why) override { ++refusals[static_cast<std::size_t>(why)]; }
  void connected(std::size_t count) override { connections = count; }
  void tick() override { ++ticks; }
  void draining() override { is_draining = true; }
  unsigned count(Refusal why) const { return refusals[static_cast<std::size_t>(why)]; }

  std::array<std::atomic<unsigned>, 4> refusals{};
  std::atomic<std::size_t> connections = 0;
  std::atomic<unsigned> ticks = 0;
  std::atomic<bool> is_draining = false;
};

HttpsServer::Options quick() {
  HttpsServer::Options options;
  options.address = "127.0.0.1";
  options.port = 0;
  options.handshake = 3s;
  options.read = 3s;
  options.idle = 3s;
  options.goodbye = 300ms;
  options.drain = 0ms;
  return options;
}

/// A server that runs until the end of the test.
struct Running {
  explicit Running(const HttpsServer::Options& options = quick(), bool with_pair = true) {
    auto made = HttpsServer::listen(options, echo);
    REQUIRE_MESSAGE(made.has_value(), made.error().message);
    server = std::move(made).value();
    if (with_pair) REQUIRE(server->use(make_certificate("first")).has_value());
    thread = std::thread([this] { server->run(); });
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() { end(); }
  void end() {
    if (!thread.joinable()) return;
    server->stop();
    server->stop();
    thread.join();
  }
  std::uint16_t port() const { return server->port(); }

  Echo echo;
  std::unique_ptr<HttpsServer> server;
  std::thread thread;
};

std::string post(std::string_view body, std::string_view more = "") {
  return "POST /validate?timeout=10s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
         std::string(more) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

bool ends(const std::string& text, std::string_view end) {
  return text.ends_with(end);
}

TEST_CASE("https server: requests are answered, one after the other on one connection") {
  Running running;
  TlsClient client(running.port());
  REQUIRE(client.is_connected());
  CHECK(client.peer() == "first");
  for (int i = 0; i < 3; ++i) {
    REQUIRE(client.send(post("abc")));
    const auto response = client.receive();
    CHECK(response.starts_with("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"));
    CHECK(ends(response, "\r\n\r\nPOST /validate?timeout=10s application/json 3"));
  }
  // In one go, and in pieces.
  REQUIRE(client.send(post("a") + post("ab") + post("abc")));
  for (const char size : {'1', '2', '3'}) CHECK(client.receive().back() == size);
  const auto whole = post(std::string(100'000, 'x'));
  REQUIRE(client.send(whole.substr(0, 50)));
  REQUIRE(client.send(whole.substr(50)));
  CHECK(ends(client.receive(), " 100000"));
  REQUIRE(client.send(
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
  CHECK(ends(client.receive(), " 3"));
  REQUIRE(client.send("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
  CHECK(client.receive().find("Connection: close\r\n") != std::string::npos);
  CHECK(client.is_closed());
}

TEST_CASE("https server: an exception of the handler is an answer") {
  Running running;
  TlsClient client(running.port());
  REQUIRE(client.send("GET /throw HTTP/1.1\r\nHost: x\r\n\r\n"));
  const auto response = client.receive();
  CHECK(response.starts_with("HTTP/1.1 500 "));
  CHECK(ends(response, "thrown"));
}

TEST_CASE("https server: what is too large or no HTTP is refused, and the connection closed") {
  auto options = quick();
  options.most_body = 1000;
  Running running(options);
  const auto refused = [&](const std::string& request, std::string_view status) {
    TlsClient client(running.port());
    REQUIRE(client.is_connected());
    client.send(request);
    const auto response = client.receive();
    CHECK_MESSAGE(response.starts_with("HTTP/1.1 " + std::string(status)), response);
    CHECK(response.find("Connection: close") != std::string::npos);
    CHECK(client.is_closed());
  };
  refused(post(std::string(1001, 'x')), "413");
  refused("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", "413");
  refused("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7D1\r\n" +
              std::string(2001, 'x') + "\r\n0\r\n\r\n",
          "413");
  refused(post("", "X-Long: " + std::string(20'000, 'x') + "\r\n"), "431");
  refused("\x16\x03 nonsense\r\n\r\n", "400");
  refused("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "400");
  CHECK(running.echo.count(Refusal::too_large) == 4);
  CHECK(running.echo.count(Refusal::bad_request) == 2);
}

TEST_CASE("https server: who speaks no TLS, or an old one, gets no further") {
  Running running;
  TlsClient plain(running.port(), Protocol::plain);
  REQUIRE(plain.send("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"));
  const auto response = plain.receive();
  CHECK(response.starts_with("HTTP/1.0 400 Bad Request\r\n"));
  CHECK(ends(response, "this port speaks HTTPS\n"));
  TlsClient nonsense(running.port(), Protocol::plain);
  REQUIRE(nonsense.send(std::string(1000, '\0')));
  nonsense.receive();
  CHECK_FALSE(TlsClient(running.port(), Protocol::tls11).is_connected());
  CHECK(TlsClient(running.port(), Protocol::tls12).is_connected());
  CHECK(running.echo.count(Refusal::handshake) == 3);
}

TEST_CASE("https server: nobody negotiates a connection anew") {
  Running running;
  TlsClient client(running.port(), Protocol::tls12);
  REQUIRE(client.is_connected());
  CHECK_FALSE(client.renegotiate());
}

TEST_CASE("https server: slow clients are left, at every step") {
  auto options = quick();
  options.handshake = 800ms;
  options.read = 800ms;
  Running running(options);
  TlsClient silent(running.port(), Protocol::plain);  // before the handshake
  TlsClient idle(running.port());                     // before the first request
  TlsClient slow(running.port());                     // in the header
  TlsClient stuck(running.port());                    // in the body
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(stuck.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc"));
  for (int i = 0; i < 40 && slow.send("x"); ++i) std::this_thread::sleep_for(30ms);
  CHECK(slow.is_closed());
  CHECK(stuck.is_closed());
  CHECK(idle.is_closed());
  CHECK(silent.is_closed());
  CHECK(std::chrono::steady_clock::now() - begin < 6s);
  CHECK(running.echo.count(Refusal::timeout) == 4);
  // One that keeps its connection may take longer.
  TlsClient kept(running.port());
  REQUIRE(kept.send(post("a")));
  CHECK(kept.receive().starts_with("HTTP/1.1 200"));
  std::this_thread::sleep_for(1000ms);
  REQUIRE(kept.send(post("a")));
  CHECK(kept.receive().starts_with("HTTP/1.1 200"));
}

TEST_CASE("https server: who has said all gets an answer") {
  Running running;
  TlsClient client(running.port());
  REQUIRE(client.send(post("abc")));
  client.finish();
  CHECK(ends(client.receive(), " 3"));
}

TEST_CASE("https server: a pair is taken whole or not at all") {
  Running running(quick(), false);
  CHECK_FALSE(TlsClient(running.port()).is_connected());
  const auto first = make_certificate("first");
  const auto second = make_certificate("second");
  REQUIRE(running.server->use(first).has_value());
  TlsClient old(running.port());
  CHECK(old.peer() == "first");
  for (const auto& faulty :
       {KeyPair{second.certificate, first.key}, KeyPair{first.certificate, second.key},
        KeyPair{"", ""}, KeyPair{first.certificate, ""}, KeyPair{"", first.key},
        KeyPair{first.certificate.substr(0, 200), first.key},
        KeyPair{first.key, first.certificate}}) {
    const auto used = running.server->use(faulty);
    REQUIRE_FALSE(used.has_value());
    CHECK_FALSE(used.error().message.empty());
    CHECK(TlsClient(running.port()).peer() == "first");
  }
  const auto used = running.server->use(second);
  REQUIRE(used.has_value());
  CHECK(used->not_after - used->not_before == 25 * 3600);
  CHECK(TlsClient(running.port()).peer() == "second");
  REQUIRE(old.send(post("abc")));
  CHECK(ends(old.receive(), " 3"));
  // The handshake does not ask when it ends: readiness does.
  const auto expired = running.server->use(make_certificate("expired", -1s));
  REQUIRE(expired.has_value());
  CHECK(expired->not_after < expired->not_before + 24 * 3600);
}

TEST_CASE("https server: too many clients wait until one has left") {
  auto options = quick();
  options.most_connections = 2;
  Running running(options);
  auto one = std::make_unique<TlsClient>(running.port());
  TlsClient two(running.port());
  REQUIRE(one->is_connected());
  REQUIRE(two.is_connected());
  std::atomic<bool> is_in = false;
  std::thread third([&] {
    TlsClient client(running.port());
    is_in = client.is_connected();
  });
  std::this_thread::sleep_for(100ms);
  CHECK_FALSE(is_in);
  CHECK(running.echo.connections == 2);
  one = nullptr;
  third.join();
  CHECK(is_in);
}

TEST_CASE("https server: it stops when what it was asked is answered") {
  auto options = quick();
  options.drain = 200ms;
  Running running(options);
  TlsClient idle(running.port());
  TlsClient client(running.port());
  REQUIRE(client.send(post("a")));
  CHECK(client.receive().find("Connection: close") == std::string::npos);
  running.server->stop();
  while (!running.echo.is_draining) std::this_thread::sleep_for(5ms);
  // It still takes new clients, and asks them to go elsewhere next time.
  TlsClient late(running.port());
  REQUIRE(late.send(post("ab")));
  CHECK(late.receive().find("Connection: close") != std::string::npos);
  REQUIRE(client.send(post("abc")));
  const auto last = client.receive();
  CHECK(ends(last, " 3"));
  CHECK(last.find("Connection: close") != std::string::npos);
  running.thread.join();
  CHECK(running.echo.connections == 0);
  CHECK(idle.is_closed());
}

TEST_CASE("https server: it says where it cannot listen") {
  Echo echo;
  auto options = quick();
  options.address = "localhost";
  CHECK(HttpsServer::listen(options, echo).error().message == "`localhost` is not an IP address");
  options.address = "203.0.113.1";
  CHECK(HttpsServer::listen(options, echo).error().message.starts_with("cannot listen on "));
}

TEST_CASE("https server: many clients at once") {
  Running running;
  std::atomic<unsigned> answered = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i)
    clients.emplace_back([&] {
      for (int j = 0; j < 5; ++j) {
        TlsClient client(running.port());
        for (int k = 0; k < 20; ++k)
          if (client.send(post("abc")) && ends(client.receive(), " 3")) ++answered;
      }
    });
  for (auto& client : clients) client.join();
  CHECK(answered == 400);
  running.end();
  CHECK(running.echo.connections == 0);
}

}  // namespace
}  // namespace fargate_lint::system
