#include <charconv>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "admission.hpp"
#include "command.hpp"
#include "serve/reload.hpp"
#include "serve/webhook.hpp"
#include "settings.hpp"
#include "system/https_server.hpp"

namespace fargate_lint::cmd {
namespace {

using system::HttpsServer;

/// "127.0.0.1:8443", "[::1]:8443", ":8443". False if it is none.
bool parse_listen(std::string_view text, HttpsServer::Options& options) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos) return false;
  auto address = text.substr(0, colon);
  const auto port = text.substr(colon + 1);
  if (address.starts_with('[') && address.ends_with(']'))
    address = address.substr(1, address.size() - 2);
  else if (address.find(':') != std::string_view::npos)
    return false;
  if (!address.empty()) options.address = address;
  const auto parsed = std::from_chars(port.data(), port.data() + port.size(), options.port);
  return parsed.ec == std::errc() && parsed.ptr == port.data() + port.size();
}

Result<HttpsServer::Options> server_options(const Options& options) {
  HttpsServer::Options server;
  server.stops_on_signals = true;
  if (options.tls_cert.empty() || options.tls_key.empty())
    return Error{"pass --tls-cert and --tls-key", "the API server talks to webhooks over TLS only"};
  if (!options.listen.empty() && !parse_listen(options.listen, server))
    return invalid_value("--listen", options.listen,
                         "write an IP address and a port, such as `0.0.0.0:8443` or `[::]:8443`");
  if (!options.drain.empty()) {
    const auto drain = options.drain == "0" || options.drain == "0s"
                           ? std::optional(std::chrono::milliseconds(0))
                           : parse_time(options.drain);
    if (!drain)
      return invalid_value("--drain", options.drain, "write a duration such as `10s` or `1m`");
    server.drain = *drain;
  }
  const auto threads = thread_count(options.threads);
  if (!threads) return threads.error();
  server.threads = *threads;
  return server;
}

}  // namespace

int run_serve(const Options& options, const Context& context) {
  const auto& command = *find_command("serve");
  if (!options.arguments.empty())
    return usage_error(command, context,
                       {"`serve` takes no arguments", "name the profiles with --profiles"});
  const auto server_settings = server_options(options);
  if (!server_settings) return usage_error(command, context, server_settings.error());
  auto settings = settle(options, {}, context);
  if (!settings) return kExitTrouble;
  const auto manner = manner_of(options, *settings);
  if (!manner) return report_error(context, manner.error());

  std::mutex printing;
  const auto log = [&](const std::string& line) {
    const std::lock_guard lock(printing);
    static_cast<void>(write_stdout(context, line + "\n"));
  };
  std::unique_ptr<serve::Reloader> reloader;
  serve::Webhook webhook(context.system.clock, log, [&reloader] { reloader->tick(); });
  auto server = HttpsServer::listen(*server_settings, webhook);
  if (!server) return report_error(context, server.error());
  reloader = std::make_unique<serve::Reloader>(
      context.system, *std::move(settings), *manner,
      serve::Reloader::Files{options.tls_cert, options.tls_key}, webhook, **server);
  if (const auto failure = reloader->start()) return report_error(context, *failure);
  webhook.log("info", "listening on port " + std::to_string((*server)->port()));
  (*server)->run();
  webhook.log("info", "stopped");
  return kExitClean;
}

}  // namespace fargate_lint::cmd
