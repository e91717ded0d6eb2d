#include "system/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <thread>

#include "system/children.hpp"
#include "system/spawn.hpp"

namespace fargate_lint::system {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t kMostSaid = 4096;
/// How long a program has to clear up after SIGTERM, before SIGKILL.
constexpr milliseconds kGrace{500};
/// How often we look whether a program has ended that others keep the output of open.
constexpr milliseconds kLook{50};

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
  int reap();
  void decide(int status);

  pid_t child_ = -1;
  EndsWithUs ends_with_us_;
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
  ending_.kind = error == kNoProgram ? Ending::Kind::not_found : Ending::Kind::not_started;
  ending_.code = error == kNoProgram ? 0 : error;
}

int MachineRunning::start(Command& command) {
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
  if (const int error = spawn(command, {&in.out, &out.in, &err.in}, child_); error != 0)
    return error;
  ends_with_us_.note(child_);
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

/// Its status; -1 if nobody can tell: who has us ignore SIGCHLD has the system forget it.
int MachineRunning::reap() {
  int status = 0;
  pid_t reaped = 0;
  ends_with_us_.forget();  // its number may then be another's
  do {
    reaped = ::waitpid(child_, &status, 0);
  } while (reaped < 0 && errno == EINTR);
  child_ = -1;
  return reaped < 0 ? -1 : status;
}

void MachineRunning::decide(int status) {
  is_decided_ = true;
  if (status < 0) {
    ending_.kind = Ending::Kind::not_started;
    ending_.code = ECHILD;
    return;
  }
  ending_.kind = WIFEXITED(status) ? Ending::Kind::exited : Ending::Kind::killed;
  ending_.code = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
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
  const auto deadline = is_decided_ ? Clock::now() + kGrace : deadline_;
  // It may still wait for its input, or for somebody to read its errors.
  while ((input_.is_open() || errors_.is_open()) && !has_ended())
    if (!wait_for_it(deadline)) break;
  input_.close();
  if (!wait_for_end(deadline)) stop(Ending::Kind::timed_out);
  for (auto size = std::string::npos; errors_.is_open() && size != ending_.said.size();) {
    size = ending_.said.size();
    read_errors();
  }
  kill_group(SIGKILL);
  if (const int status = reap(); !is_decided_) decide(status);
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
