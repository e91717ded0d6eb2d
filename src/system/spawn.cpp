#include "system/spawn.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace fargate_lint::system {
namespace {

bool is_program(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
         ::access(path.c_str(), X_OK) == 0;
}

/// Where the program is; empty if it is nowhere.
std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const auto* variable = std::getenv("PATH");
  std::string_view path = variable == nullptr ? "/usr/local/bin:/usr/bin:/bin" : variable;
  while (!path.empty()) {
    const auto end = std::min(path.find(':'), path.size());
    const auto folder = path.substr(0, end);
    path.remove_prefix(std::min(end + 1, path.size()));
    if (!folder.starts_with('/')) continue;
    auto file = std::string(folder) + "/" + name;
    if (is_program(file)) return file;
  }
  return {};
}

/// Our environment with the changes that the command wants.
std::vector<std::string> environment_of(const Command& command) {
  std::vector<std::string> all;
  const auto is_changed = [&](std::string_view entry) {
    return std::ranges::any_of(command.environment, [&](const Variable& variable) {
      return entry.substr(0, entry.find('=')) == variable.name;
    });
  };
  for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry)
    if (!is_changed(*entry)) all.emplace_back(*entry);
  for (const auto& variable : command.environment)
    if (variable.value) all.push_back(variable.name + "=" + *variable.value);
  return all;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// What the child is to do before it becomes the program.
class Spawning {
 public:
  Spawning() {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawnattr_init(&attributes_);
    sigset_t signals;
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes_, &signals);
    // What we ignore ourselves; what our caller does (nohup) stays ignored.
    for (const int signal : {SIGPIPE, SIGXFSZ, SIGCHLD}) ::sigaddset(&signals, signal);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  Spawning(const Spawning&) = delete;
  Spawning& operator=(const Spawning&) = delete;
  ~Spawning() {
    ::posix_spawn_file_actions_destroy(&actions_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  void give(const Descriptor& ours, int theirs) {
    ::posix_spawn_file_actions_adddup2(&actions_, ours.number(), theirs);
  }
  void go_to(const Descriptor& folder) {
    ::posix_spawn_file_actions_addfchdir_np(&actions_, folder.number());
  }
  /// 0, or the error number.
  int start(const std::string& program, Command& command, pid_t& child) {
    auto environment = environment_of(command);
    return ::posix_spawn(&child, program.c_str(), &actions_, &attributes_,
                         pointers_to(command.words).data(), pointers_to(environment).data());
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

}  // namespace

Descriptor::Descriptor(int number) : number_(number) {
  if (number_ < 0 || number_ > STDERR_FILENO) return;
  number_ = ::fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  const int error = errno;
  ::close(number);
  errno = error;
}

void Descriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

bool Pipe::make() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  out = Descriptor(ends[0]);
  in = Descriptor(ends[1]);
  return out.is_open() && in.is_open();
}

int spawn(Command& command, const std::array<const Descriptor*, 3>& streams, pid_t& child) {
  const auto program = command.words.empty() ? std::string() : find_program(command.words[0]);
  if (program.empty()) return kNoProgram;
  Spawning spawning;
  Descriptor folder;
  if (!command.folder.empty()) {
    folder = Descriptor(::open(command.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return errno;
    spawning.go_to(folder);
  }
  for (std::size_t i = 0; i < streams.size(); ++i) spawning.give(*streams[i], static_cast<int>(i));
  const int error = spawning.start(program, command, child);
  if (error == 0) return 0;
  child = -1;
  return error == ENOENT ? kNoProgram : error;
}

}  // namespace fargate_lint::system
