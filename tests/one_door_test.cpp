// Nothing but src/system opens, lists, stats or writes files, starts programs, changes the working
// directory, or asks for the environment or the time: looked up in what each library leaves for the
// linker to find.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "run_program.hpp"

namespace fargate_lint {
namespace {

/// Of the C library; each is there with `64` at its end as well.
const std::set<std::string_view> kForbidden = {"open",          "openat",
                                               "creat",         "fopen",
                                               "freopen",       "stat",
                                               "lstat",         "fstat",
                                               "fstatat",       "statx",
                                               "access",        "faccessat",
                                               "realpath",      "readlink",
                                               "opendir",       "fdopendir",
                                               "readdir",       "scandir",
                                               "ftw",           "nftw",
                                               "glob",          "mkdir",
                                               "rmdir",         "unlink",
                                               "rename",        "remove",
                                               "link",          "symlink",
                                               "truncate",      "ftruncate",
                                               "mkstemp",       "mkostemp",
                                               "mkdtemp",       "tmpfile",
                                               "chmod",         "fchmod",
                                               "chown",         "fchown",
                                               "fork",          "vfork",
                                               "execl",         "execle",
                                               "execlp",        "execv",
                                               "execve",        "execvp",
                                               "execvpe",       "fexecve",
                                               "posix_spawn",   "posix_spawnp",
                                               "popen",         "system",
                                               "wait",          "waitpid",
                                               "kill",          "chdir",
                                               "fchdir",        "getcwd",
                                               "getenv",        "secure_getenv",
                                               "setenv",        "putenv",
                                               "environ",       "time",
                                               "clock_gettime", "gettimeofday",
                                               "isatty",        "ioctl",
                                               "umask",         "socket",
                                               "connect",       "getrandom",
                                               "getentropy",    "get_current_dir_name"};

const std::vector<std::string_view> kForbiddenBeginnings = {
    "std::basic_ifstream",
    "std::basic_ofstream",
    "std::basic_fstream",
    "std::basic_filebuf",
    "std::random_device",
    "std::chrono::_V2::system_clock::now",
    "std::chrono::_V2::steady_clock::now",
    "std::chrono::_V2::high_resolution_clock::now"};

bool is_forbidden(std::string_view symbol) {
  symbol = symbol.substr(0, symbol.find('@'));  // open@GLIBC_2.2.5
  auto name = symbol;
  if (name.ends_with("64")) name.remove_suffix(2);
  if (kForbidden.contains(symbol) || kForbidden.contains(name)) return true;
  // Paths as text are none of the system's business.
  if (symbol.starts_with("std::filesystem::"))
    return !symbol.starts_with("std::filesystem::__cxx11::path");
  return std::ranges::any_of(kForbiddenBeginnings, [symbol](std::string_view beginning) {
    return symbol.starts_with(beginning);
  });
}

/// Headers of others that come with more than is called, each in one file of ours.
struct Exception {
  std::string_view object;
  std::vector<std::string_view> symbols;
};
const std::vector<Exception> kExceptions = {
    // CLI11 can read files of options and variables, and check paths; no option of ours has it do
    // so.
    {"libfl_cmd.a:options.cpp.o",
     {"getenv", "std::basic_ifstream", "std::basic_ofstream", "std::basic_filebuf",
      "std::filesystem::status"}},
    // rang can look whether a stream is a terminal; we tell it.
    {"libfl_report.a:palette.cpp.o", {"getenv", "isatty"}},
};

bool is_excepted(std::string_view object, std::string_view symbol) {
  return std::ranges::any_of(kExceptions, [&](const Exception& exception) {
    return exception.object == object &&
           std::ranges::any_of(exception.symbols, [symbol](std::string_view allowed) {
             return symbol.starts_with(allowed);
           });
  });
}

struct Use {
  std::string object;  ///< "libfl_cmd.a:options.cpp.o"
  std::string symbol;
};

/// What `nm -u -A -C` prints: "/build/libfl_cmd.a:options.cpp.o:     U getenv".
std::vector<Use> uses_in(const std::string& library) {
  const auto outcome =
      testing::run({.arguments = {"-u", "-A", "-C", library}, .program = FARGATE_LINT_NM});
  REQUIRE(outcome.status == 0);
  std::vector<Use> uses;
  std::istringstream lines(outcome.out);
  for (std::string line; std::getline(lines, line);) {
    const auto mark = line.find(" U ");
    if (mark == std::string::npos) continue;
    auto object = line.substr(0, line.find(": "));
    object.erase(0, object.rfind('/') + 1);
    uses.push_back({std::move(object), line.substr(mark + 3)});
  }
  return uses;
}

std::vector<std::string> libraries() {
  std::vector<std::string> paths;
  std::istringstream list(FARGATE_LINT_ARCHIVES);
  for (std::string path; std::getline(list, path, ',');) paths.push_back(path);
  return paths;
}

TEST_CASE("one door: only system sees the world") {
  std::size_t looked_at = 0;
  std::size_t used_by_system = 0;
  for (const auto& library : libraries()) {
    const bool is_system = library.ends_with("libfl_system.a");
    for (const auto& use : uses_in(library)) {
      ++looked_at;
      if (!is_forbidden(use.symbol)) continue;
      if (is_system)
        ++used_by_system;
      else
        CHECK_MESSAGE(is_excepted(use.object, use.symbol), use.object, " uses ", use.symbol);
    }
  }
  CHECK(libraries().size() > 9);
  CHECK(looked_at > 5'000);  // or the search finds nothing any more
  CHECK(used_by_system > 15);
}

TEST_CASE("one door: what would be a second one is noticed") {
  for (const auto* symbol :
       {"open", "open64", "fopen64@GLIBC_2.2.5", "fstatat", "posix_spawnp", "chdir", "getenv",
        "std::filesystem::status(std::filesystem::__cxx11::path const&)",
        "std::filesystem::__cxx11::directory_iterator::operator++()",
        "std::basic_ifstream<char, std::char_traits<char> >::basic_ifstream(char const*)",
        "std::chrono::_V2::steady_clock::now()"}) {
    CAPTURE(symbol);
    CHECK(is_forbidden(symbol));
  }
  for (const auto* symbol :
       {"memcpy", "gmtime_r", "opener", "std::thread::hardware_concurrency()",
        "std::filesystem::__cxx11::path::lexically_normal() const",
        "fargate_lint::system::FileSystem::exists(std::string const&) const"}) {
    CAPTURE(symbol);
    CHECK_FALSE(is_forbidden(symbol));
  }
}

}  // namespace
}  // namespace fargate_lint
