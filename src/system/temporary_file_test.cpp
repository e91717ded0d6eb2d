#include "system/temporary_file.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <filesystem>

#include "system/testing.hpp"

namespace fargate_lint::system {
namespace {

namespace fs = std::filesystem;

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST_CASE("temporary file: replaces its target, or leaves nothing") {
  const TemporaryFolder folder;
  {
    TemporaryFile file(folder.path() / "a");
    file.write("text", 0600);
    CHECK(files_in(folder.path()) == 1);
    CHECK_FALSE(fs::exists(folder.path() / "a"));
    file.move_to(folder.path() / "a");
    CHECK(file.error() == 0);
  }
  CHECK(fs::file_size(folder.path() / "a") == 4);
  { TemporaryFile(folder.path() / "b").write("text", 0600); }
  CHECK(files_in(folder.path()) == 1);
  CHECK(TemporaryFile(folder.path() / "nowhere/a").error() == ENOENT);
}

/// How a child ends that sends itself `signal` with half a report written.
int ends_with(int signal, bool ignored, const std::string& report) {
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::signal(signal, ignored ? SIG_IGN : SIG_DFL);
    TemporaryFile file(report);
    file.write("half", 0600);
    ::raise(signal);
    file.move_to(report);
    ::_exit(0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return status;
}

TEST_CASE("temporary file: a signal that ends the program takes it along") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    CAPTURE(signal);
    const TemporaryFolder folder;
    const auto report = (folder.path() / "report").string();
    const int status = ends_with(signal, false, report);
    CHECK(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == signal);
    CHECK(files_in(folder.path()) == 0);
    CHECK(WIFEXITED(ends_with(signal, true, report)));
    CHECK(fs::exists(report));
  }
}

}  // namespace
}  // namespace fargate_lint::system
