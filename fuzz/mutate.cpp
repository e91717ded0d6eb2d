// Drives a fuzz target without libFuzzer: reads seeds, changes them a little, over and over, and
// hands each to the target. The same seeds and count give the same inputs, so a failure repeats;
// the number of the guilty one is printed when the target fails, takes longer than a second, or
// needs more memory than its input allows.

#include <sys/time.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "memory.hpp"
#include "mutations.hpp"
#include "target.hpp"

namespace {

using fargate_lint::fuzz::mutated;

/// What an input of n bytes may need: 100·n + 8 MB.
constexpr std::size_t kMemoryPerByte = 100;
constexpr std::size_t kMemory = std::size_t{8} << 20U;

volatile unsigned long current = 0;  // the input being tried, for the signal handlers

struct Arguments {
  unsigned long first = 0;
  unsigned long count = 100'000;
  bool show = false;  ///< the first input, instead of trying it
  std::vector<std::string> words;
  std::vector<std::string> seeds;
};

/// The seeds come first, as they are.
std::string input(const Arguments& arguments, unsigned long number) {
  if (number < arguments.seeds.size()) return arguments.seeds[number];
  return mutated(arguments.seeds, arguments.words, number);
}

void report(int signal) {
  std::fprintf(stderr,
               "\nmutate: input %lu; repeat it with --first %lu --count 1, see it with --show\n",
               current, current);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

/// Called every second of processor time: an input that is still there has hung.
void look_at_clock(int) {
  static unsigned long before = ~0UL;
  if (current == before) {
    std::fputs("mutate: an input takes more than a second", stderr);
    std::abort();
  }
  before = current;
}

void watch() {
  std::signal(SIGABRT, report);
  std::signal(SIGSEGV, report);
  std::signal(SIGVTALRM, look_at_clock);
  const itimerval second = {{1, 0}, {1, 0}};
  ::setitimer(ITIMER_VIRTUAL, &second, nullptr);
}

void try_one(const std::string& text) {
  const auto before = fargate_lint::fuzz::held_bytes();
  fargate_lint::fuzz::forget_peak();
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  const auto needed = fargate_lint::fuzz::peak_bytes() - before;
  if (needed <= kMemoryPerByte * text.size() + kMemory) return;
  std::fprintf(stderr, "mutate: %zu bytes need %zu bytes of memory", text.size(), needed);
  std::abort();
}

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  std::vector<std::string> paths;
  for (int index = 1; index < argc; ++index) {
    const std::string word = argv[index];
    const bool has_value = index + 1 < argc;
    if (word == "--count" && has_value) {
      arguments.count = std::strtoul(argv[++index], nullptr, 10);
    } else if (word == "--first" && has_value) {
      arguments.first = std::strtoul(argv[++index], nullptr, 10);
    } else if (word == "--dict" && has_value) {
      arguments.words = fargate_lint::fuzz::read_dictionary(argv[++index]);
    } else if (word == "--show") {
      arguments.show = true;
    } else {
      paths.push_back(word);
    }
  }
  arguments.seeds = fargate_lint::fuzz::read_seeds(paths);
  return arguments;
}

}  // namespace

int main(int argc, char** argv) {
  const auto arguments = parse(argc, argv);
  const auto& seeds = arguments.seeds;
  if (seeds.empty()) {
    std::fputs("usage: TARGET [--dict FILE] [--first NUMBER] [--count N] [--show] SEED…\n", stderr);
    return 2;
  }
  if (arguments.show) {
    const auto text = input(arguments, arguments.first);
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 2;
  }
  watch();
  for (auto number = arguments.first; number < arguments.first + arguments.count; ++number) {
    current = number;
    try_one(input(arguments, number));
  }
  std::printf("%lu inputs from %zu seeds\n", arguments.count, seeds.size());
  return 0;
}
