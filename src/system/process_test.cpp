#include "system/process.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <thread>

namespace fargate_lint::system {
namespace {

using How = Ending::Kind;
using std::chrono::milliseconds;

struct Ran {
  std::string out;
  Ending ending;
};

Ran run(Command command) {
  MachineProcess process;
  Ran ran;
  ran.ending = process.run(std::move(command), [&](std::string_view part) {
    ran.out += part;
    return true;
  });
  return ran;
}

Command shell(const std::string& script) {
  return {.words = {"sh", "-c", script}, .limit = std::chrono::seconds(20)};
}

milliseconds time_of(const std::function<void()>& what) {
  const auto begin = std::chrono::steady_clock::now();
  what();
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
}

/// Whether a process is there, other than as one that has ended.
bool is_alive(const std::string& pid) {
  return run(shell("kill -0 " + pid + " && ! grep -q '^State:.Z' /proc/" + pid + "/status"))
      .ending.is_success();
}

/// Dies in the time given; the system takes a while.
bool dies(const std::string& pid) {
  for (int i = 0; i < 100; ++i) {
    if (!is_alive(pid)) return true;
    std::this_thread::sleep_for(milliseconds(20));
  }
  return false;
}

TEST_CASE("process: output, status and the first of the errors come back") {
  const auto ran = run(shell("echo out; echo said >&2; exit 3"));
  CHECK(ran.out == "out\n");
  CHECK(ran.ending.kind == How::exited);
  CHECK(ran.ending.code == 3);
  CHECK(ran.ending.said == "said\n");
  CHECK_FALSE(ran.ending.is_success());
  CHECK(run(shell("exit 0")).ending.is_success());
}

TEST_CASE("process: no shell sees a word") {
  CHECK(run({.words = {"echo", "$(id)", "a;b", "*", ""}}).out == "$(id) a;b * \n");
}

TEST_CASE("process: what cannot be started is a value") {
  CHECK(run({.words = {}}).ending.kind == How::not_found);
  CHECK(run({.words = {"no-such-program-anywhere"}}).ending.kind == How::not_found);
  CHECK(run({.words = {"/no/such/program"}}).ending.kind == How::not_found);
  const auto folder = run({.words = {"true"}, .folder = "/no/such/folder"}).ending;
  CHECK(folder.kind == How::not_started);
  CHECK(folder.code == ENOENT);
  const auto refused = run({.words = {"/dev/null"}}).ending;
  CHECK(refused.kind == How::not_started);
  CHECK(refused.code == EACCES);
}

TEST_CASE("process: input is given whole, however large, while output is read") {
  std::string input(3'000'000, 'x');
  input += "end";
  CHECK(run({.words = {"cat"}, .input = input}).out == input);
  CHECK(run({.words = {"cat"}, .input = ""}).out.empty());
  CHECK_MESSAGE(run({.words = {"cat"}}).out.empty(), "none is an empty one, not ours");
}

TEST_CASE("process: a program that does not read its input may succeed") {
  const std::string input(3'000'000, 'x');
  auto command = shell("exec <&-; echo done");
  command.input = input;
  const auto ran = run(command);
  CHECK(ran.out == "done\n");
  CHECK(ran.ending.is_success());
  sigset_t pending;
  REQUIRE(::sigpending(&pending) == 0);
  CHECK(::sigismember(&pending, SIGPIPE) == 0);
}

TEST_CASE("process: a program without output reads its input to the end") {
  const std::string input(3'000'000, 'x');
  auto command = shell("exec >&-; sleep 0.2; test $(wc -c) = 3000000");
  command.input = input;
  CHECK(run(command).ending.is_success());
}

TEST_CASE("process: an end that nobody can tell is no success") {
  struct sigaction before {};
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  REQUIRE(::sigaction(SIGCHLD, &ignore, &before) == 0);
  const auto ending = run(shell("sh -c 'exit 3' || exit 0")).ending;
  ::sigaction(SIGCHLD, &before, nullptr);
  CHECK(ending.kind == How::not_started);
  CHECK(ending.code == ECHILD);
}

TEST_CASE("process: much on the standard error blocks nothing, and little of it is kept") {
  const auto ran =
      run(shell("echo first >&2; head -c 3000000 /dev/zero | tr '\\0' e >&2; echo out"));
  CHECK(ran.out == "out\n");
  CHECK(ran.ending.is_success());
  CHECK(ran.ending.said.starts_with("first\neee"));
  CHECK(ran.ending.said.size() == 4096);
  const auto late = run(shell("exec >&-; head -c 3000000 /dev/zero >&2; exit 4"));
  CHECK_MESSAGE(late.ending.code == 4, "after the output has been closed as well");
}

TEST_CASE("process: output comes in parts, and too much of it ends the program") {
  MachineProcess process;
  std::size_t total = 0;
  std::size_t largest = 0;
  auto command = shell("cat /dev/zero");
  command.most_output = 5'000'000;
  const auto ending = process.run(command, [&](std::string_view part) {
    total += part.size();
    largest = std::max(largest, part.size());
    return true;
  });
  CHECK(ending.kind == How::too_much);
  CHECK(total <= 5'000'000);
  CHECK(total > 4'000'000);
  CHECK(largest <= 65536);
}

TEST_CASE("process: who wants no more ends the program") {
  MachineProcess process;
  Ending ending;
  const auto time = time_of([&] {
    ending = process.run(shell("echo first; sleep 60"), [](std::string_view) { return false; });
  });
  CHECK(ending.kind == How::stopped);
  CHECK(time < std::chrono::seconds(10));
}

TEST_CASE("process: over its time it is killed with all that it has started") {
  for (const std::string prepare : {"", "trap '' TERM; "}) {
    CAPTURE(prepare);
    auto command = shell(prepare + "(sleep 300; :) & echo $!; wait; sleep 300");
    command.limit = milliseconds(300);
    Ran ran;
    const auto time = time_of([&] { ran = run(command); });
    CHECK(ran.ending.kind == How::timed_out);
    CHECK(time >= milliseconds(250));
    CHECK(time < std::chrono::seconds(10));
    CHECK(dies(ran.out.substr(0, ran.out.find('\n'))));
  }
  auto closed = shell("exec >&- 2>&-; sleep 300");
  closed.limit = milliseconds(300);
  CHECK_MESSAGE(run(closed).ending.kind == How::timed_out, "with all outputs closed");
  auto silent = shell("exec >&-; sleep 300");
  silent.limit = milliseconds(300);
  CHECK_MESSAGE(run(silent).ending.kind == How::timed_out, "with its errors open");
}

TEST_CASE("process: what stays behind holds nobody up, and dies") {
  Ran ran;
  const auto time = time_of([&] { ran = run(shell("sleep 300 & echo $!; exit 5")); });
  CHECK(ran.ending.kind == How::exited);
  CHECK(ran.ending.code == 5);
  CHECK(time < std::chrono::seconds(10));
  CHECK(dies(ran.out.substr(0, ran.out.find('\n'))));
}

TEST_CASE("process: a signal is no exit status") {
  const auto ending = run(shell("kill -9 $$")).ending;
  CHECK(ending.kind == How::killed);
  CHECK(ending.code == SIGKILL);
}

TEST_CASE("process: the folder and the environment are the child's alone") {
  const auto before = std::filesystem::current_path();
  auto command = shell("pwd; echo \"$ADDED-${HOME-none}\"");
  command.folder = "/";
  command.environment = {{"ADDED", "a=b c"}, {"HOME", std::nullopt}};
  CHECK(run(command).out == "/\na=b c-none\n");
  CHECK(std::filesystem::current_path() == before);
  CHECK(std::getenv("ADDED") == nullptr);
}

TEST_CASE("process: the child gets no descriptor of ours") {
  MachineProcess process;
  const auto asked = process.start({.words = {"cat"}, .asks = true});
  std::istringstream numbers(run(shell("ls /proc/$$/fd; :")).out);
  std::size_t standard = 0;
  for (int number = 0; numbers >> number;) {
    CAPTURE(number);
    standard += number <= STDERR_FILENO ? 1 : 0;
    // What we were started with passes through: `<(...)` of a shell is for whoever reads it.
    const int flags = ::fcntl(number, F_GETFD);
    CHECK((number <= STDERR_FILENO || (flags >= 0 && (flags & FD_CLOEXEC) == 0)));
  }
  CHECK(standard == 3);
}

TEST_CASE("process: the child ignores and blocks no signal for us, and has no terminal") {
  struct sigaction before {};
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  REQUIRE(::sigaction(SIGPIPE, &ignore, &before) == 0);
  const auto ending = run(shell("kill -PIPE $$")).ending;
  ::sigaction(SIGPIPE, &before, nullptr);
  CHECK(ending.kind == How::killed);
  CHECK(ending.code == SIGPIPE);
  CHECK(run({.words = {"grep", "^SigBlk:.0*$", "/proc/self/status"}}).ending.is_success());
  CHECK(run(shell("(: </dev/tty) 2>/dev/null && echo terminal")).out.empty());
}

TEST_CASE("process: works where the standard streams are closed") {
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(stream);
    const auto ran = run({.words = {"sh", "-c", "cat; echo error >&2"}, .input = "text"});
    const bool right = ran.out == "text" && ran.ending.is_success() && ran.ending.said == "error\n";
    ::_exit(right ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

TEST_CASE("process: signals that we catch interrupt nothing") {
  struct sigaction action {};
  struct sigaction before {};
  action.sa_handler = [](int) {};  // without SA_RESTART
  REQUIRE(::sigaction(SIGUSR1, &action, &before) == 0);
  const auto self = ::pthread_self();
  std::atomic<bool> over = false;
  std::jthread annoyer([&] {
    while (!over) {
      ::pthread_kill(self, SIGUSR1);
      std::this_thread::sleep_for(milliseconds(1));
    }
  });
  const std::string input(1'000'000, 'x');
  const auto ran = run({.words = {"sh", "-c", "sleep 0.2; cat"}, .input = input});
  over = true;
  annoyer.join();
  ::sigaction(SIGUSR1, &before, nullptr);
  CHECK(ran.out == input);
  CHECK(ran.ending.is_success());
}

TEST_CASE("process: a program that stands where we are is not taken for one of the machine's") {
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", (".::" + path).c_str(), 1);
  std::array<char, 32> name{"/tmp/process-test-XXXXXX"};
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  const std::string folder = name.data();
  const auto script = "printf '#!/bin/sh\\necho hostile' > true; chmod +x true";
  auto prepare = shell(script);
  prepare.folder = folder;
  REQUIRE(run(prepare).ending.is_success());
  CHECK(run({.words = {"true"}, .folder = folder}).out.empty());
  ::setenv("PATH", path.c_str(), 1);
  std::filesystem::remove_all(folder);
}

std::string read_exactly(Running& running, std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t used = 0; used < size;) {
    const auto count = running.read(text.data() + used, size - used);
    if (count == 0) return text.substr(0, used);
    used += count;
  }
  return text;
}

TEST_CASE("process: one that is asked answers as often, and ends when nobody asks") {
  MachineProcess process;
  const auto running =
      process.start({.words = {"cat"}, .asks = true, .limit = std::chrono::seconds(20)});
  for (const std::string question : {"one\n", "two\n", "three\n"}) {
    running->give(question);
    CHECK(read_exactly(*running, question.size()) == question);
  }
  CHECK(running->end().is_success());
}

TEST_CASE("process: one that is asked and does not answer in time is killed") {
  MachineProcess process;
  const auto running =
      process.start({.words = {"sleep", "300"}, .asks = true, .limit = milliseconds(100)});
  running->give("well?\n");
  char byte = 0;
  CHECK(running->read(&byte, 1) == 0);
  CHECK(running->end().kind == How::timed_out);
}

TEST_CASE("process: the fake answers by its words, and keeps what was started") {
  FakeProcess process;
  process.on({"git"}, {"any", {}});
  process.on({"git", "fail"}, {"", {How::exited, 1, "no"}});
  process.on({"ask"}, [](const Command&, std::string_view input) {
    return FakeProcess::Answer{"<" + std::string(input) + ">"};
  });
  std::string out;
  const auto take = [&](std::string_view part) {
    out += part;
    return true;
  };
  CHECK(process.run({.words = {"git", "log"}}, take).is_success());
  CHECK(out == "any");
  CHECK(process.run({.words = {"git", "fail"}}, take).code == 1);
  CHECK(process.run({.words = {"helm"}}, take).kind == How::not_found);
  const auto running = process.start({.words = {"ask"}, .asks = true});
  running->give("a");
  running->give("b");
  CHECK(read_exactly(*running, 6) == "<a><b>");
  REQUIRE(process.started().size() == 4);
  CHECK(process.started()[1].words == std::vector<std::string>{"git", "fail"});
}

}  // namespace
}  // namespace fargate_lint::system
