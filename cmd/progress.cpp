#include "progress.hpp"

#include <chrono>
#include <memory>
#include <string>

#include "report/text.hpp"

namespace fargate_lint::cmd {
namespace {

constexpr std::chrono::nanoseconds kSilence = std::chrono::seconds(1);
constexpr std::chrono::nanoseconds kPause = std::chrono::milliseconds(100);
constexpr std::size_t kLongestName = 40;

class Progress {
 public:
  explicit Progress(const system::System& system)
      : system_(system), begin_(system.clock.steady()) {}

  void say(std::string_view cluster, std::optional<std::size_t> pods) {
    if (!pods) return clear();
    const auto now = system_.clock.steady();
    if (now - begin_ < kSilence || (is_shown_ && now - last_ < kPause)) return;
    last_ = now;
    is_shown_ = true;
    auto name = report::sanitise(cluster.substr(0, kLongestName));
    if (name.empty()) name = "the cluster";
    write("\r\x1b[Kreading " + name + " (kubectl)  " + report::counted(*pods, "pod"));
  }

 private:
  void clear() {
    if (is_shown_) write("\r\x1b[K");
    is_shown_ = false;
  }
  void write(const std::string& text) {
    // Who cannot be told how far it is can do without.
    static_cast<void>(system_.console.write(system::Standard::error, text));
  }

  const system::System& system_;
  std::chrono::nanoseconds begin_;
  std::chrono::nanoseconds last_{};
  bool is_shown_ = false;
};

}  // namespace

input::ClusterProgress progress_of_cluster(const system::System& system) {
  if (!system.console.is_terminal(system::Standard::error)) return nullptr;
  const auto progress = std::make_shared<Progress>(system);
  return [progress](std::string_view cluster, std::optional<std::size_t> pods) {
    progress->say(cluster, pods);
  };
}

}  // namespace fargate_lint::cmd
