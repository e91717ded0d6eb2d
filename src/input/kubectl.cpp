#include "input/kubectl.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "system/environment.hpp"

namespace fargate_lint::input {
namespace {

using std::chrono::milliseconds;
using Kind = system::Ending::Kind;

constexpr std::string_view kDefaultTimeout = "30s";
/// kubectl gives up by itself, and says better why; this is for one that does not.
constexpr milliseconds kGrace = std::chrono::seconds(5);
constexpr milliseconds kNoLimit = std::chrono::hours(24);
/// Of `/apis` and the like: of a cluster with hundreds of API groups it is 100 KB.
constexpr std::size_t kLargestAnswer = std::size_t{16} << 20U;

/// A line as klog writes it: "E1130 12:40:11.123456   12345 memcache.go:265] …".
bool is_logged(std::string_view line) {
  return line.size() > 5 && std::string_view("IWEF").find(line[0]) != std::string_view::npos &&
         std::all_of(line.begin() + 1, line.begin() + 5,
                     [](char c) { return c >= '0' && c <= '9'; });
}

std::string seconds_text(milliseconds limit) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(limit).count()) + " s";
}

/// What `kubectl get --raw` says of itself: it exits with 1 whatever is wrong (kubectl 1.32,
/// k8s.io/kubectl pkg/cmd/util/helpers.go).
Answered explain_words(const std::string& line, const std::string& kubectl) {
  const auto unreachable = [&](std::string message, std::string hint) {
    return Answered{Answer::unreachable, {std::move(message), std::move(hint)}};
  };
  if (contains_any(line, {"(Forbidden)"})) return {Answer::forbidden, {}};
  if (contains_any(line, {"(NotFound)"})) return {Answer::absent, {}};
  if (contains_any(line, {"(Expired)", "(Gone)"})) return {Answer::expired, {}};
  // The server has answered, and may answer others: of an API that it only passes on to, say.
  if (line.starts_with("Error from server") && !contains_any(line, {"(Unauthorized)"}))
    return {Answer::failed, {line, ""}};
  if (contains_any(line, {"unknown flag", "unknown command"}))
    return unreachable(kubectl + " is too old: " + line, "install a newer kubectl");
  if (contains_any(line, {"context \"", "cannot locate context"}) &&
      contains_any(line, {"does not exist", "cannot locate", "was not found"}))
    return unreachable(kubectl + ": " + line,
                       "`" + kubectl + " config get-contexts` lists the contexts");
  if (contains_any(line, {"Unauthorized", "must be logged in", "getting credentials",
                          "provide credentials", "Username:", "token has expired"}))
    return unreachable("cannot log in to the cluster: " + line,
                       "log in again (for AWS: `aws sso login`), then check with `" + kubectl +
                           " get namespaces`");
  if (contains_any(line, {"localhost:8080"}))
    return unreachable(
        "no cluster to read: kubectl has no current context",
        "choose one with `--context NAME`; `" + kubectl + " config get-contexts` lists them");
  if (contains_any(line, {"was refused", "Unable to connect", "no such host", "i/o timeout",
                          "Client.Timeout", "deadline exceeded", "connection reset",
                          "x509:", "TLS handshake", "the server is currently unable"}))
    return unreachable("cannot reach the cluster: " + line,
                       "check the context and the network (VPN, private endpoint) with `" +
                           kubectl + " get namespaces`");
  if (contains_any(line, {"error loading config file", "no such file or directory"}))
    return unreachable(kubectl + ": " + line, "check KUBECONFIG and `--kubeconfig`");
  return {Answer::failed, {line.empty() ? kubectl + " failed and did not say why" : line, ""}};
}

}  // namespace

std::optional<milliseconds> parse_timeout(std::string_view text) {
  constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}};
  constexpr std::int64_t kMost = 1'000'000;
  std::int64_t sum = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc() || number < 0 || number > kMost) return std::nullopt;
    const auto read = static_cast<std::size_t>(parsed.ptr - text.data());
    text.remove_prefix(read);
    // A bare number is one of seconds, and stands alone.
    if (text.empty() && sum == 0) return milliseconds(number * 1000);
    const auto* unit = std::ranges::find_if(
        kUnits, [text](const auto& each) { return text.starts_with(each.first); });
    if (unit == std::end(kUnits)) return std::nullopt;
    sum += number * unit->second;
    text.remove_prefix(unit->first.size());
  }
  return milliseconds(sum);
}

std::string last_line(std::string_view said) {
  std::string_view last;
  for (const auto whole : lines_of(said)) {
    const auto line = trimmed(whole, kSpaces);
    const bool is_advice = line.starts_with("See '") || line.starts_with("Run '");
    if (!line.empty() && ((!is_logged(line) && !is_advice) || last.empty())) last = line;
  }
  std::string text(last.starts_with("error: ") ? last.substr(7) : last);
  constexpr std::size_t kLongest = 500;
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "…";
  return text;
}

Answered explain_ending(const system::Ending& ending, const std::string& kubectl,
                        milliseconds limit) {
  switch (ending.kind) {
    case Kind::exited:
      return ending.code == 0 ? Answered{} : explain_words(last_line(ending.said), kubectl);
    case Kind::not_found:
      return {Answer::unreachable,
              {"`" + kubectl + "` is not installed, or not on PATH",
               "`--live` reads the cluster with your own kubectl: install it, or set "
               "FARGATE_LINT_KUBECTL to its path"}};
    case Kind::not_started:
      return {Answer::unreachable,
              {"`" + kubectl + "` cannot be started (error " + std::to_string(ending.code) + ")",
               "check that it is an executable file"}};
    case Kind::timed_out:
      return {Answer::unreachable,
              {kubectl + " did not answer within " + seconds_text(limit),
               "check the network and the login with `" + kubectl +
                   " get namespaces`, or raise `--request-timeout`"}};
    case Kind::killed:
      return {Answer::unreachable,
              {kubectl + " was killed by signal " + std::to_string(ending.code),
               "check `" + kubectl + " get namespaces`, and the machine's memory"}};
    case Kind::too_much:
      return {Answer::failed,
              {kubectl + " wrote more than 1 GiB for one page", "lower `--chunk-size`"}};
    case Kind::stopped: return {Answer::failed, {kubectl + " was stopped", ""}};
  }
  return {};
}

std::string kubectl_program(const system::System& system) {
  return system.environment.get("FARGATE_LINT_KUBECTL", "kubectl");
}

Kubectl::Kubectl(const system::System& system, Connection connection)
    : process_(system.process), name_(kubectl_program(system)), connection_(std::move(connection)) {
  if (connection_.timeout.empty()) connection_.timeout = kDefaultTimeout;
  const auto limit = parse_timeout(connection_.timeout).value_or(milliseconds::zero());
  limit_ = limit == milliseconds::zero() ? kNoLimit : limit + kGrace;
}

system::Command Kubectl::command(std::vector<std::string> words) const {
  system::Command command;
  command.words.push_back(name_);
  command.words.insert(command.words.end(), words.begin(), words.end());
  command.words.insert(command.words.end(), connection_.flags.begin(), connection_.flags.end());
  command.words.push_back("--request-timeout=" + connection_.timeout);
  command.limit = limit_;
  return command;
}

std::unique_ptr<system::Running> Kubectl::get(const std::string& path) const {
  return process_.start(command({"get", "--raw", path}));
}

Answered Kubectl::run(system::Command command, std::string& text) const {
  const auto ending = process_.run(std::move(command), [&text](std::string_view part) {
    text.append(part);
    return text.size() <= kLargestAnswer;
  });
  if (text.size() > kLargestAnswer)
    return {Answer::unreachable,
            {name_ + " wrote more than 16 MiB where a short answer was expected",
             "check that `" + name_ + "` is kubectl"}};
  return explain(ending);
}

Answered Kubectl::get(const std::string& path, std::string& text) const {
  return run(command({"get", "--raw", path}), text);
}

Answered Kubectl::view(std::string& text) const {
  return run(command({"config", "view", "--minify", "--output=json"}), text);
}

}  // namespace fargate_lint::input
