#include "system/temporary_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <ranges>
#include <utility>

#include "system/children.hpp"
#include "system/descriptor.hpp"

namespace fargate_lint::system {
namespace {

constexpr std::array<int, 4> kDeadlySignals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

/// What a signal handler may look at.
const Leftovers* latest = nullptr;

/// The signal then ends the program as if nobody had caught it.
extern "C" void clear_away(int signal) {
  EndsWithUs::kill_all();
  Leftovers::remove_all();
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

/// While it lives signals wait: between a file's making and our note of its name, for example.
class SignalsWait {
 public:
  SignalsWait() {
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : kDeadlySignals) ::sigaddset(&signals, signal);
    ::pthread_sigmask(SIG_BLOCK, &signals, &before_);
  }
  SignalsWait(const SignalsWait&) = delete;
  SignalsWait& operator=(const SignalsWait&) = delete;
  ~SignalsWait() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_{};
};

std::string name_for(const std::string& target) {
  const std::filesystem::path path(target);
  return (path.parent_path() / ("." + path.filename().string() + ".XXXXXX")).string();
}

}  // namespace

void catch_deadly_signals() {
  for (const int signal : kDeadlySignals) {
    struct sigaction now {};
    if (::sigaction(signal, nullptr, &now) != 0 || now.sa_handler != SIG_DFL) continue;
    struct sigaction action {};
    action.sa_handler = clear_away;
    action.sa_flags = SA_NODEFER;
    ::sigaction(signal, &action, nullptr);
  }
}

Leftovers::Leftovers() : before_(latest) {
  catch_deadly_signals();
  const SignalsWait wait;
  latest = this;
}

Leftovers::~Leftovers() {
  const SignalsWait wait;
  latest = before_;
}

void Leftovers::add(std::string path) {
  const SignalsWait wait;
  paths_.push_back(std::move(path));
}

void Leftovers::remove_all() {
  for (const auto* each = latest; each != nullptr; each = each->before_)
    for (const auto& path : each->paths_ | std::views::reverse)
      if (::unlink(path.c_str()) != 0) ::rmdir(path.c_str());
}

TemporaryFile::TemporaryFile(const std::string& target) : path_(name_for(target)) {
  const SignalsWait wait;
  descriptor_ = ::mkostemp(path_.data(), O_CLOEXEC);
  error_ = descriptor_ < 0 ? errno : 0;
  if (error_ == 0) leftovers_.add(path_);
}

TemporaryFile::~TemporaryFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  if (!moved_) ::unlink(path_.c_str());
}

void TemporaryFile::give_to(uid_t user, gid_t group) const {
  if (error_ != 0 || ::fchown(descriptor_, user, group) == 0) return;
  constexpr auto kAsItIs = static_cast<uid_t>(-1);
  [[maybe_unused]] const auto given = ::fchown(descriptor_, kAsItIs, group);
}

void TemporaryFile::write(std::string_view text, mode_t mode) {
  if (error_ == 0) error_ = write_all(descriptor_, text);
  if (error_ == 0 && ::fchmod(descriptor_, mode) != 0) error_ = errno;
  // Only what is on the disk may replace what was there.
  if (error_ == 0 && ::fsync(descriptor_) != 0) error_ = errno;
}

void TemporaryFile::move_to(const std::string& target) {
  if (error_ != 0) return;
  if (::rename(path_.c_str(), target.c_str()) != 0)
    error_ = errno;
  else
    moved_ = true;
}

}  // namespace fargate_lint::system
