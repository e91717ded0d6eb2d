#include "runner.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>

extern char** environ;

namespace bench {

void fail(const std::string& message) {
  std::fprintf(stderr, "bench: %s\n", message.c_str());
  std::exit(2);
}

// The caller is small itself, since a process's peak memory as wait4 gives it begins with that of
// the process which started it.
Run run_once(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);

  const auto begin = std::chrono::steady_clock::now();
  pid_t child = 0;
  if (posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ) != 0) {
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

std::string output_of(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) fail("cannot start " + command);
  std::string output;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) output += static_cast<char>(c);
  if (::pclose(pipe) != 0) fail(command + " did not do its work");
  return output;
}

double Variant::best() const {
  return *std::min_element(times.begin(), times.end());
}

double Variant::median() const {
  auto sorted = times;
  std::sort(sorted.begin(), sorted.end());
  return sorted[sorted.size() / 2];
}

void measure(const std::vector<Variant*>& variants, int rounds) {
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
  std::printf("%-46s %10s %10s %10s %10s\n", "", "best ms", "median ms", "MB/s", "peak MB");
  for (const Variant* variant : variants) {
    std::printf("%-46s %10.2f %10.2f ", variant->name.c_str(), variant->best(), variant->median());
    if (variant->input_megabytes > 0) {
      std::printf("%10.1f", variant->best_rate());
    } else {
      std::printf("%10s", "");
    }
    std::printf(" %10.1f\n", variant->peak);
  }
  std::printf("\n");
  std::fflush(stdout);
}

double Others::processors() const {
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin_;
  return (seconds_of_all() - seconds_of_our_own() - before_) / took.count();
}

double Others::seconds_of_our_own() {
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

/// The first line of /proc/stat is all that was spent on this machine, in hundredths of a second.
double Others::seconds_of_all() {
  std::ifstream file("/proc/stat");
  std::string cpu;
  double user = 0;
  double nice = 0;
  double system = 0;
  file >> cpu >> user >> nice >> system;
  return (user + nice + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace bench
