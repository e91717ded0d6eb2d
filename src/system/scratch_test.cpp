#include "system/scratch.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "system/testing.hpp"

namespace fargate_lint::system {
namespace {

/// While it lives, TMPDIR is that folder.
class TemporaryFolderOf {
 public:
  explicit TemporaryFolderOf(const std::string& folder) {
    if (const auto* now = std::getenv("TMPDIR")) before_ = now;
    ::setenv("TMPDIR", folder.c_str(), 1);
  }
  TemporaryFolderOf(const TemporaryFolderOf&) = delete;
  TemporaryFolderOf& operator=(const TemporaryFolderOf&) = delete;
  ~TemporaryFolderOf() {
    if (before_.empty())
      ::unsetenv("TMPDIR");
    else
      ::setenv("TMPDIR", before_.c_str(), 1);
  }

 private:
  std::string before_;
};

TEST_CASE("scratch: what is put in comes out, in memory or in a file without a name") {
  const TemporaryFolder folder;
  const TemporaryFolderOf temporary(folder.path().string());
  for (const std::size_t parts : {0U, 1U, 3U, 40U}) {
    CAPTURE(parts);
    Scratch scratch;
    std::string whole;
    for (std::size_t i = 0; i < parts; ++i) {
      const std::string part(100'000 + i, static_cast<char>('a' + i % 26));
      whole += part;
      REQUIRE_FALSE(scratch.append(part));
    }
    CHECK(scratch.size() == whole.size());
    CHECK(scratch.is_file() == (parts > 10));
    CHECK(std::filesystem::is_empty(folder.path()));
    std::string out(whole.size(), '\0');
    CHECK(scratch.read_at(0, out.data(), out.size()));
    CHECK(out == whole);
    CHECK(scratch.read_at(whole.size(), out.data(), 0));
    CHECK_FALSE(scratch.read_at(whole.size(), out.data(), 1));
    CHECK_FALSE(scratch.read_at(whole.size() + 1, out.data(), 0));
  }
}

TEST_CASE("scratch: a file is made only where memory would be much, and must have a place") {
  const TemporaryFolderOf temporary("/no/such/folder");
  Scratch scratch;
  CHECK_FALSE(scratch.append(std::string(1'000'000, 'x')));
  const auto failure = scratch.append(std::string(1'000'000, 'x'));
  REQUIRE(failure);
  CHECK(failure->message == "cannot write to `/no/such/folder`: No such file or directory");
  CHECK(failure->hint == "free some space, or set TMPDIR to another place");
}

}  // namespace
}  // namespace fargate_lint::system
