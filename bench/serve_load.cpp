// `serve` under load, over HTTPS on loopback: as many requests as it answers, then half of them
// evenly spread. Prints lines of `NAME VALUE`.
//
// usage: serve_load PROGRAM PROFILES REQUESTS REVIEW...

#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "system/testing/tls.hpp"

namespace {

namespace fs = std::filesystem;
namespace testing = fargate_lint::system::testing;
using Clock = std::chrono::steady_clock;
constexpr unsigned kClients = 8;

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "serve_load: %s\n", what);
  std::exit(1);
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    fail("no free port");
  ::close(socket);
  return ntohs(address.sin_port);
}

/// The server, which ends with it.
class Server {
 public:
  Server(const std::string& program, const std::string& profiles) : port_(free_port()) {
    const auto pair = testing::make_certificate("localhost");
    std::ofstream(folder_ / "tls.crt") << pair.certificate;
    std::ofstream(folder_ / "tls.key") << pair.key;
    std::vector<std::string> words = {program,
                                      "serve",
                                      "--isolated",
                                      "--listen=127.0.0.1:" + std::to_string(port_),
                                      "--tls-cert=" + (folder_ / "tls.crt").string(),
                                      "--tls-key=" + (folder_ / "tls.key").string(),
                                      "--profiles=" + profiles,
                                      "--drain=0"};
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    if (posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments.data(), environ) != 0)
      fail("the program does not start");
    posix_spawn_file_actions_destroy(&actions);
    for (int i = 0; i < 200; ++i) {
      if (testing::TlsClient(port_).is_connected()) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(25));
    }
    fail("the server does not answer");
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  std::uint16_t port() const { return port_; }
  double megabytes() const {
    std::ifstream status("/proc/" + std::to_string(process_) + "/status");
    for (std::string line; std::getline(status, line);)
      if (line.starts_with("VmRSS:")) return std::atof(line.c_str() + 6) / 1024;
    return 0;
  }

 private:
  static fs::path make_folder() {
    auto name = (fs::temp_directory_path() / "fargate-lint-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) fail("no temporary directory");
    return name;
  }
  fs::path folder_ = make_folder();
  std::uint16_t port_;
  pid_t process_ = 0;
};

struct Result {
  double rate = 0;
  double p99 = 0;  ///< milliseconds, from when a request was due
  std::size_t failed = 0;
};

/// Sends `count` requests, one after the other on each of eight connections. `rate`: in all, a
/// second; 0: as fast as they are answered.
Result load(std::uint16_t port, const std::vector<std::string>& requests, std::size_t count,
            double rate) {
  std::vector<std::vector<double>> times(kClients);
  std::atomic<std::size_t> failed = 0;
  const auto begin = Clock::now();
  std::vector<std::thread> clients;
  for (unsigned client = 0; client < kClients; ++client)
    clients.emplace_back([&, client] {
      testing::TlsClient connection(port);
      for (std::size_t i = client; i < count; i += kClients) {
        auto due = Clock::now();
        if (rate > 0) {
          due = begin + std::chrono::duration_cast<Clock::duration>(
                            std::chrono::duration<double>(static_cast<double>(i) / rate));
          std::this_thread::sleep_until(due);
        }
        if (!connection.send(requests[i % requests.size()]) ||
            !connection.receive().starts_with("HTTP/1.1 "))
          ++failed;
        times[client].push_back(
            std::chrono::duration<double, std::milli>(Clock::now() - due).count());
      }
    });
  for (auto& client : clients) client.join();
  const auto took = std::chrono::duration<double>(Clock::now() - begin).count();
  std::vector<double> all;
  for (const auto& some : times) all.insert(all.end(), some.begin(), some.end());
  std::sort(all.begin(), all.end());
  return {static_cast<double>(count) / took, all[all.size() * 99 / 100], failed};
}

std::string post(std::string_view path, const std::string& body) {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) fail("usage: serve_load PROGRAM PROFILES REQUESTS REVIEW...");
  const auto count = static_cast<std::size_t>(std::atol(argv[3]));
  std::vector<std::string> reviews;
  std::vector<std::string> constant;
  for (int i = 4; i < argc; ++i) {
    const auto body = read(argv[i]);
    reviews.push_back(post("/validate", body));
    constant.push_back(post("/constant", body));  // is not there: the same answer each time
  }
  const Server server(argv[1], argv[2]);
  load(server.port(), reviews, count / 10 + kClients, 0);
  const auto before = server.megabytes();
  const auto most = load(server.port(), constant, count, 0);
  const auto answered = load(server.port(), reviews, count, 0);
  // Half of the load that the goal asks for.
  constexpr double kHalf = 5'000;
  const auto half =
      load(server.port(), reviews, count / 2 + kClients, std::min(kHalf, answered.rate / 2));
  std::printf("constant %.0f\nreviews %.0f\np99_at_half %.2f\nfailed %zu\n", most.rate,
              answered.rate, half.p99, most.failed + answered.failed + half.failed);
  std::printf("megabytes_before %.2f\nmegabytes_after %.2f\n", before, server.megabytes());
}
