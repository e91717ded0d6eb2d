// Drives a fuzz target without libFuzzer: reads seeds, changes them a little, over and over, and
// hands each to the target. The same seeds and count give the same inputs, so a failure repeats;
// the number of the guilty one is printed when the target aborts.

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;
using namespace std::string_view_literals;

constexpr std::uintmax_t kLargestSeed = 64 * 1024;

unsigned long current = 0;  // the input being tried, for the signal handler

void report(int signal) {
  std::fprintf(stderr, "\nmutate: input %lu; repeat it alone with --only %lu\n", current, current);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void add_seed(const fs::path& path, std::vector<std::string>& seeds) {
  if (!fs::is_regular_file(path) || fs::file_size(path) > kLargestSeed) return;
  std::ifstream file(path, std::ios::binary);
  seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

std::vector<std::string> read_seeds(const std::vector<std::string>& paths) {
  std::vector<fs::path> files;
  for (const auto& path : paths) {
    if (!fs::is_directory(path)) {
      files.emplace_back(path);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path)) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());  // a directory's order is not the same everywhere
  std::vector<std::string> seeds;
  for (const auto& file : files) add_seed(file, seeds);
  return seeds;
}

/// The characters that mean something in YAML, since those break it best.
constexpr std::string_view kTelling = "\n\n \t:-#{}[],\"'|>&*!%@?\\\r\0\x80\xc3~0a"sv;

std::string mutated(const std::vector<std::string>& seeds, unsigned long number) {
  std::minstd_rand random(static_cast<std::uint32_t>(number * 2654435761U + 1));
  const auto below = [&random](std::size_t bound) { return bound == 0 ? 0 : random() % bound; };
  std::string text = seeds[below(seeds.size())];
  for (auto changes = 1 + below(4); changes > 0; --changes) {
    const auto at = below(text.size() + 1);
    const auto length = 1 + below(12);
    switch (below(5)) {
      case 0: text.insert(at, 1, kTelling[below(kTelling.size())]); break;
      case 1: text.erase(at, length); break;
      case 2:
        if (at < text.size()) text[at] = kTelling[below(kTelling.size())];
        break;
      case 3: text.insert(at, text.substr(below(text.size() + 1), length)); break;
      default: {
        const std::string& other = seeds[below(seeds.size())];
        text.insert(at, other.substr(below(other.size() + 1), 4 * length));
      }
    }
  }
  return text;
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
