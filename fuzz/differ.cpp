// Holds `fargate-lint debug parse` against another reader of manifests that prints the same lines:
// one JSON object for each document, `{"file": …, "document": …, "value": …}` or `{…, "error": …}`.
// First the files as they are, then mutations of them, a few thousand to a process. What one
// accepts and the other refuses, and values that differ, are shown; the mutants stay in the folder
// named.

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mutations.hpp"

extern char** environ;

namespace {

namespace fs = std::filesystem;
using fargate_lint::fuzz::mutated;
using fargate_lint::fuzz::read_seeds;

constexpr unsigned long kBatch = 2000;
constexpr unsigned long kMostShown = 20;

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "differ: %s\n", message.c_str());
  std::exit(2);
}

/// The lines that `command` prints to its standard output; how it ends does not matter.
std::vector<std::string> lines_of(std::vector<std::string> command, const fs::path& scratch) {
  const auto output = scratch / "output";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                   O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  std::vector<char*> arguments;
  for (auto& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ) != 0)
    fail("cannot start " + command[0]);
  int status = 0;
  if (waitpid(child, &status, 0) != child) fail("lost " + command[0]);
  posix_spawn_file_actions_destroy(&actions);
  if (WIFSIGNALED(status)) fail(command[0] + " was killed by a signal");

  std::vector<std::string> lines;
  std::ifstream file(output, std::ios::binary);
  for (std::string line; std::getline(file, line);) lines.push_back(std::move(line));
  return lines;
}

void append_utf8(unsigned long code, std::string& out) {
  const auto add = [&out](unsigned long byte) { out += static_cast<char>(byte); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0U | code >> 6U);
  } else if (code < 0x10000) {
    add(0xE0U | code >> 12U);
    add(0x80U | (code >> 6U & 0x3FU));
  } else {
    add(0xF0U | code >> 18U);
    add(0x80U | (code >> 12U & 0x3FU));
    add(0x80U | (code >> 6U & 0x3FU));
  }
  add(0x80U | (code & 0x3FU));
}

/// JSON with every escape undone, but for those that keep a string within its quotes, and every
/// number with a point or an exponent in one spelling: writers differ in both.
std::string canonical(std::string_view json) {
  std::string out;
  const auto hex = [&](std::size_t at) {
    return std::strtoul(std::string(json.substr(at, 4)).c_str(), nullptr, 16);
  };
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (!in_string && (c == '-' || (c >= '0' && c <= '9'))) {
      const auto size = std::min(json.find_first_not_of("+-.0123456789eE", i), json.size()) - i;
      const std::string number(json.substr(i, size));
      if (number.find_first_of(".eE") == std::string::npos) {
        out += number;
      } else {
        char text[40];
        out.append(text, static_cast<std::size_t>(std::snprintf(
                             text, sizeof text, "%.17g", std::strtod(number.c_str(), nullptr))));
      }
      i += size - 1;
    } else if (in_string && c == '\\' && i + 1 < json.size()) {
      const char kind = json[++i];
      if (kind == '"' || kind == '\\') {
        out += {'\\', kind};
      } else if (kind == 'u' && i + 4 < json.size()) {
        auto code = hex(i + 1);
        i += 4;
        if (code >= 0xD800 && code < 0xDC00 && json.substr(i + 1, 2) == "\\u") {
          code = 0x10000 + ((code - 0xD800) << 10U) + (hex(i + 3) - 0xDC00);
          i += 6;
        }
        append_utf8(code, out);
      } else {
        constexpr std::string_view kShort = "bfnrt/";
        constexpr std::string_view kMeant = "\b\f\n\r\t/";
        out += kMeant[std::min(kShort.find(kind), kMeant.size() - 1)];
      }
    } else {
      if (c == '"') in_string = !in_string;
      out += c;
    }
  }
  return out;
}

/// The JSON value with which `text` begins; lines may have members behind it.
std::string_view first_value(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      in_string = c != '"';
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (depth == 0 && (c == ',' || c == '}' || c == ']')) {
      return text.substr(0, i);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return text;
}

/// What was made of the documents of each file, in their order: a value, or "error", "error on
/// purpose" for what docs/yaml.md says is refused although Kubernetes takes it. Documents without
/// content, which readers count differently, are left out.
constexpr const char* kError = "error";
constexpr const char* kOnPurpose = "error on purpose";
using Readings = std::map<std::string, std::vector<std::string>>;

/// Lines about a file that was the only one given need not name it.
Readings readings(const std::vector<std::string>& lines, const std::vector<std::string>& files) {
  Readings all;
  for (const auto& line : lines) {
    constexpr std::string_view kFile = "{\"file\":\"";
    constexpr std::string_view kValue = "\"value\":";
    const bool named = line.starts_with(kFile);
    if (!named && files.size() > 1) fail("no file in the line " + line.substr(0, 80));
    const auto name = named ? line.substr(kFile.size(), line.find('"', kFile.size()) - kFile.size())
                            : files.front();
    const auto value = line.find(kValue);
    auto& file = all[name];
    if (line.find("\"error\":") < value) {
      const auto has = [&](const char* text) { return line.find(text) != std::string::npos; };
      const bool on_purpose = has("\"byte 0x") || has("\"control character U+") ||
                              has("\"a code point that is no character\"") ||
                              has("\"a second byte order mark\"") ||
                              has("\"a mapping key that is null\"");
      file.emplace_back(on_purpose ? kOnPurpose : kError);
    } else if (const auto text = first_value(std::string_view(line).substr(value + kValue.size()));
               text != "null") {
      file.push_back(canonical(text));
    }
  }
  return all;
}

struct Tally {
  unsigned long files = 0;
  unsigned long values = 0;
  unsigned long errors = 0;
  unsigned long accepted = 0;    // by us, and refused by the reference
  unsigned long refused = 0;     // by us, and accepted by the reference
  unsigned long on_purpose = 0;  // likewise, as docs/yaml.md says
  unsigned long differ = 0;
  unsigned long shown = 0;
};

/// kubectl stops at a document that it cannot read, and so does a reference that reads as it does:
/// what we read behind it has nothing to be held against.
void compare(const std::string& file, const std::vector<std::string>& reference,
             const std::vector<std::string>& ours, Tally& tally) {
  const bool stopped = !reference.empty() && reference.back() == kError;
  for (std::size_t i = 0; i < std::max(reference.size(), ours.size()); ++i) {
    if (stopped && i >= reference.size()) return;
    const std::string there = i < reference.size() ? reference[i] : "nothing";
    const std::string here = i < ours.size() ? ours[i] : "nothing";
    const bool both_refuse = there == kError && here.starts_with(kError);
    if (there == here || both_refuse) {
      ++(both_refuse ? tally.errors : tally.values);
      continue;
    }
    if (here == kOnPurpose) {
      ++tally.on_purpose;
      return;
    }
    ++(there == kError ? tally.accepted : here == kError ? tally.refused : tally.differ);
    if (tally.shown++ < kMostShown) {
      std::printf("%s, document %zu\n  reference: %.200s\n  ours:      %.200s\n", file.c_str(),
                  i + 1, there.c_str(), here.c_str());
    }
    return;  // what follows is out of step
  }
}

class Differ {
 public:
  Differ(std::string program, std::string reference, fs::path scratch)
      : program_(std::move(program)), reference_(std::move(reference)), scratch_(scratch) {}

  void hold(const std::vector<std::string>& files) {
    std::vector<std::string> one = {program_, "debug", "parse"};
    std::vector<std::string> other = {reference_};
    one.insert(one.end(), files.begin(), files.end());
    other.insert(other.end(), files.begin(), files.end());
    const auto ours = readings(lines_of(one, scratch_), files);
    const auto theirs = readings(lines_of(other, scratch_), files);
    for (const auto& file : files) {
      const auto find = [&file](const Readings& all) {
        const auto found = all.find(file);
        return found == all.end() ? std::vector<std::string>() : found->second;
      };
      ++tally.files;
      compare(file, find(theirs), find(ours), tally);
    }
  }

  Tally tally;

 private:
  std::string program_;
  std::string reference_;
  fs::path scratch_;
};

std::vector<std::string> files_in(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  for (const auto& path : paths) {
    if (!fs::is_directory(path)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path))
      if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void hold_in_batches(Differ& differ, const std::vector<std::string>& files) {
  for (std::size_t i = 0; i < files.size(); i += kBatch) {
    const auto end = std::min(files.size(), i + kBatch);
    differ.hold({files.begin() + static_cast<std::ptrdiff_t>(i),
                 files.begin() + static_cast<std::ptrdiff_t>(end)});
  }
}

int finish(const Tally& tally, const char* what) {
  std::printf(
      "%s: %lu files: %lu values alike, %lu refused by both, %lu accepted that the "
      "reference refuses, %lu refused that it accepts, %lu values differ; %lu refused on purpose\n",
      what, tally.files, tally.values, tally.errors, tally.accepted, tally.refused, tally.differ,
      tally.on_purpose);
  std::fflush(stdout);
  return tally.accepted + tally.refused + tally.differ == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  unsigned long count = 20'000;
  unsigned long first = 0;
  std::vector<std::string> words;
  for (int index = 1; index < argc; ++index) {
    const std::string word = argv[index];
    if (word == "--count" && index + 1 < argc) {
      count = std::strtoul(argv[++index], nullptr, 10);
    } else if (word == "--first" && index + 1 < argc) {
      first = std::strtoul(argv[++index], nullptr, 10);
    } else {
      words.push_back(word);
    }
  }
  if (words.size() < 4) {
    std::fputs("usage: differ [--count N] [--first NUMBER] PROGRAM REFERENCE SCRATCH PATH…\n",
               stderr);
    return 2;
  }
  const fs::path scratch = words[2];
  fs::create_directories(scratch);
  const std::vector<std::string> paths(words.begin() + 3, words.end());

  Differ as_they_are(words[0], words[1], scratch);
  hold_in_batches(as_they_are, files_in(paths));
  int status = finish(as_they_are.tally, "as they are");

  const auto seeds = read_seeds(paths);
  if (seeds.empty()) fail("no seeds");
  Differ mutants(words[0], words[1], scratch);
  for (unsigned long number = first; number < first + count;) {
    std::vector<std::string> files;
    for (; files.size() < kBatch && number < first + count; ++number) {
      const auto path = scratch / ("mutant-" + std::to_string(number) + ".yaml");
      std::ofstream(path, std::ios::binary) << mutated(seeds, {}, number);
      files.push_back(path);
    }
    const auto before = mutants.tally.shown;
    mutants.hold(files);
    if (mutants.tally.shown != before) continue;  // the guilty ones are among these: keep them
    for (const auto& file : files) fs::remove(file);
  }
  status = std::max(status, finish(mutants.tally, "mutated"));
  return status;
}
