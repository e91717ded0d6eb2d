#include "run_program.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace fargate_lint::testing {
namespace {

struct Pipe {
  Pipe() { REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0); }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_end(std::size_t end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
  std::array<int, 2> ends{};
};

/// The tester's own settings are not those of the test.
void forget_settings() {
  std::vector<std::string> names;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    if (text.starts_with("FARGATE_LINT_")) names.push_back(text.substr(0, text.find('=')));
  }
  for (const auto& name : names) ::unsetenv(name.c_str());
}

[[noreturn]] void become(const Call& call, const Pipe& in, const Pipe& out, const Pipe& err) {
  ::dup2(in.ends[0], STDIN_FILENO);
  ::dup2(out.ends[1], STDOUT_FILENO);
  ::dup2(err.ends[1], STDERR_FILENO);
  const std::string folder = call.folder.empty() ? FARGATE_LINT_SOURCE_DIR : call.folder;
  if (::chdir(folder.c_str()) != 0) ::_exit(120);
  for (const auto* name :
       {"NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "LANG", "GITHUB_STEP_SUMMARY"})
    ::unsetenv(name);
  forget_settings();
  ::setenv("LC_ALL", "C.UTF-8", 1);
  ::setenv("COLUMNS", "100", 1);
  ::setenv("XDG_CONFIG_HOME", "/nonexistent", 1);  // the tester's own configuration
  for (const auto& [name, value] : call.environment) ::setenv(name.c_str(), value.c_str(), 1);
  if (call.in_child) call.in_child();
  const std::string program = call.program.empty() ? FARGATE_LINT_BINARY : call.program;
  std::vector<char*> words = {const_cast<char*>(program.c_str())};
  for (const auto& word : call.arguments) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  ::execv(program.c_str(), words.data());
  ::_exit(121);
}

/// Feeds `input` and gathers both outputs at once, so that neither side waits for the other.
void exchange(const std::string& input, Pipe& in, Pipe& out, Pipe& err, Outcome& outcome) {
  std::size_t written = 0;
  if (input.empty()) in.close_end(1);
  while (out.ends[0] >= 0 || err.ends[0] >= 0) {
    std::array<pollfd, 3> fds = {
        {{in.ends[1], POLLOUT, 0}, {out.ends[0], POLLIN, 0}, {err.ends[0], POLLIN, 0}}};
    if (::poll(fds.data(), fds.size(), 60'000) <= 0) return;  // a hang: the caller kills it
    if (fds[0].revents != 0) {
      const auto count = ::write(in.ends[1], input.data() + written, input.size() - written);
      if (count > 0) written += static_cast<std::size_t>(count);
      if (count <= 0 || written == input.size()) in.close_end(1);
    }
    std::array<char, 65536> buffer;
    for (std::size_t i = 1; i < 3; ++i) {
      if (fds[i].revents == 0) continue;
      const auto count = ::read(fds[i].fd, buffer.data(), buffer.size());
      auto& pipe = i == 1 ? out : err;
      auto& text = i == 1 ? outcome.out : outcome.err;
      if (count > 0)
        text.append(buffer.data(), static_cast<std::size_t>(count));
      else
        pipe.close_end(0);
    }
  }
}

}  // namespace

Outcome run(const Call& call) {
  ::signal(SIGPIPE, SIG_IGN);
  Pipe in;
  Pipe out;
  Pipe err;
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::signal(SIGPIPE, SIG_DFL);
    become(call, in, out, err);
  }
  in.close_end(0);
  out.close_end(1);
  err.close_end(1);
  Outcome outcome;
  exchange(call.input, in, out, err, outcome);
  const bool hangs = out.ends[0] >= 0 || err.ends[0] >= 0;
  if (hangs) ::kill(child, SIGKILL);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
  return outcome;
}

}  // namespace fargate_lint::testing
