#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "system/process.hpp"
#include "system/system.hpp"

/// The user's own kubectl, which knows the cluster, how to log in, and which proxies to take.
namespace fargate_lint::input {

/// How kubectl reaches the cluster.
struct Connection {
  /// Its flags, as it takes them: `--context=prod`.
  std::vector<std::string> flags;
  /// `--request-timeout` as kubectl takes it: "30s", or "30"; empty: that. 0: no limit.
  std::string timeout;
  bool operator==(const Connection&) const = default;
};
/// Nothing if kubectl would not take the text for a time: "1m30s", "500ms", "30" (seconds). It
/// takes 0 for no limit.
std::optional<std::chrono::milliseconds> parse_timeout(std::string_view text);

/// What has become of a request to the API server.
enum class Answer : std::uint8_t {
  ok,
  forbidden,
  absent,       ///< there is no such list, or no such object
  expired,      ///< the token of a page is too old
  failed,       ///< this request; another one may well succeed
  unreachable,  ///< no request will succeed
};
struct Answered {
  Answer answer = Answer::ok;
  Error error;  ///< of `failed` and `unreachable`
};
/// What kubectl's end means; `kubectl` is how it is called, `limit` how long it had.
Answered explain_ending(const system::Ending& ending, const std::string& kubectl,
                        std::chrono::milliseconds limit);
/// The last line that a program wrote to its standard error, without what Go programs log.
std::string last_line(std::string_view said);

/// The kubectl to run: the one that FARGATE_LINT_KUBECTL names, else that of PATH.
std::string kubectl_program(const system::System& system);

/// Runs kubectl. Any number of threads may use it at once.
class Kubectl {
 public:
  Kubectl(const system::System& system, Connection connection);

  /// Starts `kubectl get --raw PATH`.
  std::unique_ptr<system::Running> get(const std::string& path) const;
  Answered explain(const system::Ending& ending) const {
    return explain_ending(ending, name_, limit_);
  }
  /// A small answer as a whole: of `/apis`, for example.
  Answered get(const std::string& path, std::string& text) const;
  /// The kubeconfig as far as it concerns the context, as JSON. Asks nobody.
  Answered view(std::string& text) const;
  const std::string& name() const { return name_; }

 private:
  system::Command command(std::vector<std::string> words) const;
  Answered run(system::Command command, std::string& text) const;

  system::Process& process_;
  std::string name_;
  Connection connection_;
  std::chrono::milliseconds limit_;
};

}  // namespace fargate_lint::input
