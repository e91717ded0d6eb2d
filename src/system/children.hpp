#pragma once

#include <sys/types.h>

namespace fargate_lint::system {

/// While it lives, the process group of a child: signals that end us (SIGINT, SIGTERM, SIGHUP,
/// SIGQUIT) end it first, for it is in a session of its own, where no terminal reaches it. Of very
/// many at a time some are left out.
class EndsWithUs {
 public:
  EndsWithUs() = default;
  EndsWithUs(const EndsWithUs&) = delete;
  EndsWithUs& operator=(const EndsWithUs&) = delete;
  ~EndsWithUs() { forget(); }

  void note(pid_t group);
  void forget();

  /// For the signal handler: only calls that are safe there (signal-safety(7)).
  static void kill_all();

 private:
  int slot_ = -1;
};

}  // namespace fargate_lint::system
