// Runs every variant as a process of its own, one after the other, round after round, so that a
// busy machine slows all of them alike; then prints what the goals are about. Small itself, since
// a process's peak memory as wait4 gives it begins with that of the process which started it.

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

extern char** environ;

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "bench: %s\n", message.c_str());
  std::exit(2);
}

struct Run {
  double milliseconds = 0;
  double megabytes = 0;  // peak resident set
};

/// Starts `command` with its output thrown away and waits for its end.
Run run_once(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);

  const auto begin = std::chrono::steady_clock::now();
  pid_t child = 0;
  if (posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ) != 0) {
    fail("cannot start " + command[0]);
  }
  int status = 0;
  rusage usage{};
  if (wait4(child, &status, 0, &usage) != child) fail("lost " + command[0]);
  const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - begin;
  posix_spawn_file_actions_destroy(&actions);

  // 1 is "findings"; 2 and a signal mean that the run measured nothing.
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) fail(command[0] + " did not do its work");
  return {wall.count(), static_cast<double>(usage.ru_maxrss) * 1024 / 1e6};
}

/// The output of a command that is not measured.
std::string output_of(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) fail("cannot start " + command);
  std::string output;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
  if (::pclose(pipe) != 0) fail(command + " did not do its work");
  return output;
}

struct Variant {
  std::string name;
  std::vector<std::string> command;
  double input_megabytes = 0;  // 0: not a matter of throughput
  std::vector<double> times = {};
  double peak = 0;

  double best() const { return *std::min_element(times.begin(), times.end()); }
  double median() const {
    auto sorted = times;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }
  double best_rate() const { return input_megabytes / best() * 1000; }
};

void measure(std::vector<Variant*> variants, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    for (Variant* variant : variants) {
      // The first run finds caches, and what free memory the machine has at hand, as the variant
      // before has left them: it is not counted.
      run_once(variant->command);
      const Run run = run_once(variant->command);
      variant->times.push_back(run.milliseconds);
      variant->peak = std::max(variant->peak, run.megabytes);
    }
  }
}

void print_times(const std::vector<const Variant*>& variants) {
  std::printf("%-42s %10s %10s %10s %10s\n", "", "best ms", "median ms", "MB/s", "peak MB");
  for (const Variant* variant : variants) {
    std::printf("%-42s %10.2f %10.2f ", variant->name.c_str(), variant->best(), variant->median());
    if (variant->input_megabytes > 0) {
      std::printf("%10.1f", variant->best_rate());
    } else {
      std::printf("%10s", "");
    }
    std::printf(" %10.1f\n", variant->peak);
  }
  std::printf("\n");
}

/// The table of goals; remembers whether one was missed.
class Goals {
 public:
  Goals() { std::printf("%-52s %12s %12s\n", "goal", "measured", "wanted"); }
  void at_least(const char* what, double measured, double wanted) {
    row(what, measured, ">=", wanted, "x", measured >= wanted);
  }
  void at_most(const char* what, double measured, double wanted, const char* unit) {
    row(what, measured, "<=", wanted, unit, measured <= wanted);
  }
  bool all_met() const { return all_met_; }

 private:
  void row(const char* what, double measured, const char* relation, double wanted, const char* unit,
           bool met) {
    std::printf("%-52s %9.2f %-2s %s %6.1f %-2s  %s\n", what, measured, unit, relation, wanted,
                unit, met ? "met" : "MISSED");
    all_met_ = all_met_ && met;
  }
  bool all_met_ = true;
};

/// How much of the machine others use while we measure, in processor seconds: the first line of
/// /proc/stat is all that was spent, in hundredths, and the children's own is known.
class Others {
 public:
  double seconds() const { return all() - own() - begin_; }

 private:
  static double own() {
    double seconds = 0;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
      rusage usage{};
      getrusage(who, &usage);
      for (const timeval& time : {usage.ru_utime, usage.ru_stime}) {
        seconds += static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
      }
    }
    return seconds;
  }
  static double all() {
    std::ifstream file("/proc/stat");
    std::string cpu;
    double user = 0;
    double nice = 0;
    double system = 0;
    file >> cpu >> user >> nice >> system;
    return (user + nice + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
  }
  double begin_ = all() - own();
};

struct Options {
  int megabytes = 100;
  int rounds = 7;
};

Options parse_options(int argc, char** argv) {
  Options options;
  for (int index = 1; index < argc; ++index) {
    const std::string_view argument = argv[index];
    const int value = index + 1 < argc ? std::atoi(argv[index + 1]) : 0;
    if (argument == "--size" && value > 0) {
      options.megabytes = value;
    } else if (argument == "--rounds" && value > 0) {
      options.rounds = value;
    } else {
      fail("usage: ./dev bench [--size MEGABYTES] [--rounds N]");
    }
    ++index;
  }
  return options;
}

double megabytes(const fs::path& file) {
  return static_cast<double>(fs::file_size(file)) / 1e6;
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse_options(argc, argv);
  const fs::path here = fs::read_symlink("/proc/self/exe").parent_path();
  const std::string stream = here / "stream.yaml";
  const std::string slice = here / "slice.yaml";
  // LoadAll takes 24 times the input in memory and a second per 7 MB: a slice must stand for all.
  const int slice_megabytes = std::min(options.megabytes, 5);
  run_once({here / "make_stream", std::to_string(options.megabytes), stream});
  run_once({here / "make_stream", std::to_string(slice_megabytes), slice});

  const std::string parse = here / "parse_bench";
  const std::string program = here.parent_path() / "fargate-lint";
  const std::string profiles = FARGATE_LINT_BENCH_PROFILES;
  const auto check = [&](std::vector<std::string> more) {
    std::vector<std::string> command = {program, "check", "-q", "--profiles", profiles};
    command.insert(command.end(), more.begin(), more.end());
    command.push_back(stream);
    return command;
  };
  const double size = megabytes(stream);
  Variant tree{"parse to tree, 1 thread", {parse, "tree", stream}, size};
  Variant events{"libyaml, events", {parse, "libyaml", stream}, size};
  Variant load{"yaml-cpp, LoadAll (slice)", {parse, "yaml-cpp", slice}, megabytes(slice)};
  Variant whole{"fargate-lint check -q", check({}), size};
  Variant one{"fargate-lint check -q -j 1", check({"-j", "1"}), size};
  Variant two{"fargate-lint check -q -j 2", check({"-j", "2"}), size};
  Variant debug{"fargate-lint debug parse", {program, "debug", "parse", stream}, size};
  Variant version{"fargate-lint --version", {program, "--version"}};
  Variant empty{"an empty static program", {here / "empty"}};

  // A parser that sees fewer documents is quick for the wrong reason.
  const std::string seen = output_of(parse + " tree " + stream);
  const std::string expected = output_of(parse + " libyaml " + stream);
  if (!seen.starts_with(expected)) fail("we see " + seen + "and libyaml " + expected);
  std::printf("%.1f MB of rendered manifests, %d rounds\n%s\n", size, options.rounds, seen.c_str());
  const Others others;
  const auto begin = std::chrono::steady_clock::now();
  measure({&tree, &events, &load, &whole, &one, &two, &debug}, options.rounds);
  measure({&version, &empty}, 200);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  print_times({&tree, &events, &load, &whole, &one, &two, &debug, &version, &empty});

  Goals goals;
  goals.at_least("parse to tree, against yaml-cpp's LoadAll", tree.best_rate() / load.best_rate(),
                 50);
  goals.at_least("parse to tree, against libyaml's events", tree.best_rate() / events.best_rate(),
                 5);
  goals.at_least("the whole check, against libyaml's events", events.best() / whole.best(), 3);
  goals.at_least("check on two threads, against one", one.best() / two.best(), 1.7);
  goals.at_most("peak memory of debug parse", debug.peak, 32, "MB");
  goals.at_most("peak memory of check", whole.peak, 2 * size + 32, "MB");
  goals.at_most("--version, against an empty program", version.median() / empty.median(), 1.5, "x");
  // Two threads cannot be faster than one where another program has the second processor.
  const double busy = others.seconds() / took.count();
  if (busy > 0.1) {
    std::printf(
        "\nOther programs kept %.1f processors busy meanwhile: repeat on a quiet machine.\n", busy);
  }
  return goals.all_met() ? 0 : 1;
}
