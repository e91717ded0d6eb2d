#include "system/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <thread>

namespace fargate_lint::system {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kMostSaid = 4096;
/// How long a program has to clear up after SIGTERM, before SIGKILL.
constexpr milliseconds kGrace{500};
/// How often we look whether a program has ended that others keep the output of open.
constexpr milliseconds kLook{50};

/// A file descriptor of ours, closed at exec.
class Descriptor {
 public:
  Descriptor() = default;
  /// 0, 1 and 2 are the child's: where one of ours is closed, what is opened next would get its
  /// number, and be in the way there.
  explicit Descriptor(int number) : number_(number) {
    if (number_ < 0 || number_ > STDERR_FILENO) return;
    number_ = ::fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    const int error = errno;
    ::close(number);
    errno = error;
  }
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~Descriptor() { close(); }

  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  void close() {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
  }

 private:
  int number_ = -1;
};

struct Pipe {
  Descriptor out;  ///< to read from
  Descriptor in;   ///< to write to

  bool make() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    out = Descriptor(ends[0]);
    in = Descriptor(ends[1]);
    return out.is_open() && in.is_open();
  }
};

/// While it lives, a pipe that nobody reads is an error of write() alone, for this thread.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;
  ~NoBrokenPipe() {
    const timespec at_once{};
    while (!was_pending_ && ::sigtimedwait(&pipe_, nullptr, &at_once) < 0 && errno == EINTR) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

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
    ::sigaddset(&signals, SIGPIPE);
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

class MachineRunning : public Running {
 public:
  explicit MachineRunning(Command command);
  ~MachineRunning() override {
    if (child_ < 0) return;
    stop(Ending::Kind::stopped);
    end();
  }
  void give(std::string_view text) override;
  std::size_t read(char* buffer, std::size_t size) override;
  Ending end() override;

 private:
  /// 0, or the error number.
  int start(Command& command);
  void write_input();
  void read_errors();
  /// Waits until something can be read or written; false if the time is over.
  bool wait_for_it(Clock::time_point deadline);
  bool has_ended() const;
  bool wait_for_end(Clock::time_point deadline) const;
  void kill_group(int signal) const { ::kill(-child_, signal); }
  void stop(Ending::Kind why);

  pid_t child_ = -1;
  Descriptor input_;
  Descriptor output_;
  Descriptor errors_;
  std::string unwritten_;
  std::size_t written_ = 0;  ///< of `unwritten_`
  const bool asks_;
  bool stays_open_;
  bool output_readable_ = false;
  bool had_ended_ = false;
  milliseconds limit_;
  Clock::time_point deadline_;
  std::uint64_t output_left_;
  bool is_decided_ = false;  ///< `ending_` has its kind, whatever the program does
  Ending ending_;
};

MachineRunning::MachineRunning(Command command)
    : asks_(command.asks),
      stays_open_(command.asks),
      limit_(command.limit),
      deadline_(Clock::now() + command.limit),
      output_left_(command.most_output) {
  const int error = start(command);
  if (error == 0) return;
  is_decided_ = true;
  if (ending_.kind == Ending::Kind::not_found) return;
  ending_.kind = Ending::Kind::not_started;
  ending_.code = error;
}

int MachineRunning::start(Command& command) {
  const auto program = command.words.empty() ? std::string() : find_program(command.words[0]);
  if (program.empty()) {
    ending_.kind = Ending::Kind::not_found;
    return ENOENT;
  }
  Spawning spawning;
  Descriptor folder;
  if (!command.folder.empty()) {
    folder = Descriptor(::open(command.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder.is_open()) return errno;
    spawning.go_to(folder);
  }
  Pipe in;
  Pipe out;
  Pipe err;
  if (command.asks || command.input) {
    if (!in.make()) return errno;
  } else {
    in.out = Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!in.out.is_open()) return errno;
  }
  if (!out.make() || !err.make()) return errno;
  // Ends of ours only: the child's are other open files.
  for (const auto* end : {&in.in, &out.out, &err.out})
    if (end->is_open() && ::fcntl(end->number(), F_SETFL, O_NONBLOCK) != 0) return errno;
  spawning.give(in.out, STDIN_FILENO);
  spawning.give(out.in, STDOUT_FILENO);
  spawning.give(err.in, STDERR_FILENO);
  if (const int error = spawning.start(program, command, child_); error != 0) {
    child_ = -1;
    if (error == ENOENT) ending_.kind = Ending::Kind::not_found;
    return error;
  }
  input_ = std::move(in.in);
  output_ = std::move(out.out);
  errors_ = std::move(err.out);
  unwritten_ = std::move(command.input).value_or(std::string());
  return 0;
}

void MachineRunning::give(std::string_view text) {
  if (!input_.is_open()) return;
  unwritten_.append(text);
  write_input();
}

/// As much as there is room for.
void MachineRunning::write_input() {
  const NoBrokenPipe quiet;
  while (written_ < unwritten_.size()) {
    const auto count =
        ::write(input_.number(), unwritten_.data() + written_, unwritten_.size() - written_);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    if (count < 0) return input_.close();  // it wants no more, and may be right
    written_ += static_cast<std::size_t>(count);
  }
  unwritten_.clear();
  written_ = 0;
  if (!stays_open_) input_.close();
}

void MachineRunning::read_errors() {
  std::array<char, 4096> buffer;
  const auto count = ::read(errors_.number(), buffer.data(), buffer.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count <= 0) return errors_.close();
  const auto room = kMostSaid - ending_.said.size();
  ending_.said.append(buffer.data(), std::min(static_cast<std::size_t>(count), room));
}

bool MachineRunning::wait_for_it(Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<milliseconds>(deadline - Clock::now());
  if (left <= milliseconds::zero()) return false;
  const bool writes = input_.is_open() && written_ < unwritten_.size();
  std::array<pollfd, 3> files = {{{output_.number(), POLLIN, 0},
                                  {errors_.number(), POLLIN, 0},
                                  {writes ? input_.number() : -1, POLLOUT, 0}}};
  // Others may keep the output open when the program has long ended.
  const auto wait = std::min(left, kLook) + milliseconds(1);
  const int ready = ::poll(files.data(), files.size(), static_cast<int>(wait.count()));
  if (ready < 0) return errno == EINTR || errno == EAGAIN;
  if (ready == 0 && had_ended_) output_.close();
  if (ready == 0) had_ended_ = has_ended();  // and may have written since we looked
  if (files[1].revents != 0) read_errors();
  if (files[2].revents != 0) write_input();
  output_readable_ = ready > 0 && files[0].revents != 0;
  return true;
}

std::size_t MachineRunning::read(char* buffer, std::size_t size) {
  if (asks_) deadline_ = Clock::now() + limit_;
  if (input_.is_open()) write_input();
  while (output_.is_open() && !is_decided_) {
    output_readable_ = false;
    if (!wait_for_it(deadline_)) {
      stop(Ending::Kind::timed_out);
      break;
    }
    if (!output_readable_) continue;
    const auto count = ::read(output_.number(), buffer, size);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) {
      output_.close();
      break;
    }
    const auto read = static_cast<std::size_t>(count);
    if (read > output_left_) {
      stop(Ending::Kind::too_much);
      break;
    }
    output_left_ -= read;
    return read;
  }
  return 0;
}

/// It stays unreaped, so that its number goes to no other group while we may kill it.
bool MachineRunning::has_ended() const {
  siginfo_t info{};
  const int failed = ::waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOHANG | WNOWAIT);
  return failed == 0 ? info.si_pid == child_ : errno != EINTR;
}

bool MachineRunning::wait_for_end(Clock::time_point deadline) const {
  for (milliseconds pause{1}; !has_ended(); pause = std::min(pause * 2, kLook)) {
    if (Clock::now() >= deadline) return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

void MachineRunning::stop(Ending::Kind why) {
  if (is_decided_) return;
  is_decided_ = true;
  ending_.kind = why;
  kill_group(SIGTERM);
  input_.close();
  output_.close();
  wait_for_end(Clock::now() + kGrace);
  kill_group(SIGKILL);
}

Ending MachineRunning::end() {
  if (child_ < 0) return ending_;
  if (stays_open_) {
    stays_open_ = false;
    input_.close();
    std::array<char, 4096> rest;
    while (read(rest.data(), rest.size()) != 0) {
    }
  }
  if (output_.is_open()) stop(Ending::Kind::stopped);
  input_.close();
  const auto deadline = is_decided_ ? Clock::now() + kGrace : deadline_;
  // Its errors are read meanwhile: it may wait for that.
  while (errors_.is_open() && !has_ended())
    if (!wait_for_it(deadline)) break;
  if (!wait_for_end(deadline)) stop(Ending::Kind::timed_out);
  for (auto size = std::string::npos; errors_.is_open() && size != ending_.said.size();) {
    size = ending_.said.size();
    read_errors();
  }
  kill_group(SIGKILL);
  int status = 0;
  while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  child_ = -1;
  if (is_decided_) return ending_;
  is_decided_ = true;
  ending_.kind = WIFEXITED(status) ? Ending::Kind::exited : Ending::Kind::killed;
  ending_.code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
  return ending_;
}

}  // namespace

Ending Process::run(Command command, const Take& take) {
  const auto running = start(std::move(command));
  std::array<char, 65536> buffer;
  while (const auto size = running->read(buffer.data(), buffer.size()))
    if (!take(std::string_view(buffer.data(), size))) break;
  return running->end();
}

std::unique_ptr<Running> MachineProcess::start(Command command) {
  return std::make_unique<MachineRunning>(std::move(command));
}

}  // namespace fargate_lint::system
