#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

namespace fargate_lint::cmd {

/// Writes all of `text`; 0, or the error number.
int write_all(int descriptor, std::string_view text);

/// A file beside its target, gone at the end unless it was moved there; gone as well when SIGINT,
/// SIGTERM, SIGHUP or SIGQUIT ends the program. One at a time.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& target);
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();

  /// As far as this user may.
  void give_to(uid_t user, gid_t group);
  void write(std::string_view text, mode_t mode);
  void move_to(const std::string& target);
  /// The error number of what failed first, after which nothing is done any more; 0 if nothing did.
  int error() const { return error_; }

 private:
  std::string path_;
  int descriptor_ = -1;
  int error_ = 0;
  bool moved_ = false;
};

}  // namespace fargate_lint::cmd
