#include "system/scratch_folder.hpp"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "system/testing.hpp"

namespace fargate_lint::system {
namespace {

namespace fs = std::filesystem;

TEST_CASE("scratch directory: holds what is written and is gone at the end") {
  std::string path;
  {
    const auto folder = ScratchFolder::make();
    REQUIRE(folder.has_value());
    path = folder.value()->path();
    CHECK(fs::status(path).permissions() == fs::perms::owner_all);
    CHECK_FALSE(folder.value()->write("a/b/c.yaml", "text"));
    CHECK_FALSE(folder.value()->write("a/b/c.yaml", "more"));
    std::ostringstream text;
    text << std::ifstream(path + "/a/b/c.yaml").rdbuf();
    CHECK(text.str() == "more");
    CHECK(folder.value()->write("a/b/c.yaml/d", "").has_value());
    CHECK_THROWS_AS((void)folder.value()->write("../x", ""), InternalError);
    CHECK_THROWS_AS((void)folder.value()->write("/x", ""), InternalError);
  }
  CHECK_FALSE(fs::exists(path));
}

TEST_CASE("scratch directory: a signal that ends the program takes it along") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    CAPTURE(signal);
    const TemporaryFolder outer;
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      ::setenv("TMPDIR", outer.path().c_str(), 1);
      ::signal(signal, SIG_DFL);
      const auto folder = ScratchFolder::make();
      if (!folder || folder.value()->write("a/b", "text")) ::_exit(1);
      ::raise(signal);
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status));
    CHECK(fs::is_empty(outer.path()));
  }
}

}  // namespace
}  // namespace fargate_lint::system
