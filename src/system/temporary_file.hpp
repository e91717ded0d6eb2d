#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

namespace fargate_lint::system {

/// From now on SIGINT, SIGTERM, SIGHUP and SIGQUIT end our children and remove what is left over
/// before they end the program as if nobody had caught them. What our caller has us ignore (nohup)
/// stays ignored.
void catch_deadly_signals();

/// Files and folders that are not to outlive the program: while this lives, SIGINT, SIGTERM, SIGHUP
/// and SIGQUIT remove them before they end it. The latest goes first, so that folders are empty by
/// then. Those made last go first; none is made or changed while threads run.
class Leftovers {
 public:
  Leftovers();
  Leftovers(const Leftovers&) = delete;
  Leftovers& operator=(const Leftovers&) = delete;
  ~Leftovers();

  /// What is not there yet may be added, and what is there no longer may stay.
  void add(std::string path);
  /// For the signal handler: only calls that are safe there (signal-safety(7)).
  static void remove_all();

 private:
  std::vector<std::string> paths_;
  const Leftovers* before_;
};

/// A file beside its target, gone at the end unless it was moved there.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& target);
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();

  /// As far as this user may.
  void give_to(uid_t user, gid_t group) const;
  void write(std::string_view text, mode_t mode);
  void move_to(const std::string& target);
  /// The error number of what failed first, after which nothing is done any more; 0 if nothing did.
  int error() const { return error_; }

 private:
  Leftovers leftovers_;
  std::string path_;
  int descriptor_ = -1;
  int error_ = 0;
  bool moved_ = false;
};

}  // namespace fargate_lint::system
