// Drives a fuzz target without libFuzzer: reads seeds, changes them a little, over and over, and
// hands each to the target. The same seeds and count give the same inputs, so a failure repeats;
// the number of the guilty one is printed when the target aborts.

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "mutations.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using fargate_lint::fuzz::mutated;
using fargate_lint::fuzz::read_seeds;

unsigned long current = 0;  // the input being tried, for the signal handler

void report(int signal) {
  std::fprintf(stderr, "\nmutate: input %lu; repeat it alone with --only %lu\n", current, current);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void try_one(const std::vector<std::string>& seeds, unsigned long number) {
  current = number;
  const std::string text = mutated(seeds, number);
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
}

}  // namespace

int main(int argc, char** argv) {
  unsigned long count = 100'000;
  long only = -1;
  std::vector<std::string> paths;
  for (int index = 1; index < argc; ++index) {
    const std::string argument = argv[index];
    if (argument == "--count" && index + 1 < argc) {
      count = std::strtoul(argv[++index], nullptr, 10);
    } else if (argument == "--only" && index + 1 < argc) {
      only = std::strtol(argv[++index], nullptr, 10);
    } else {
      paths.push_back(argument);
    }
  }
  const auto seeds = read_seeds(paths);
  if (seeds.empty()) {
    std::fputs("usage: TARGET [--count N] [--only NUMBER] SEED…\n", stderr);
    return 2;
  }
  std::signal(SIGABRT, report);
  std::signal(SIGSEGV, report);
  if (only >= 0) {
    try_one(seeds, static_cast<unsigned long>(only));
    return 0;
  }
  for (unsigned long number = 0; number < count; ++number) try_one(seeds, number);
  std::printf("%lu inputs from %zu seeds\n", count, seeds.size());
  return 0;
}
