// Parses one file in one way, on one thread, and prints how many documents it saw: the benchmark
// runs it once per round and variant, so that each starts with a fresh heap and has a peak of its
// own. Every variant opens and reads the file itself; all read it through a window that is reused,
// but yaml-cpp's LoadAll, which has no such mode.

#include <fcntl.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>
#include <yaml.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/reader.hpp"

namespace {

constexpr std::size_t kWindow = 256 * 1024;

struct Count {
  std::size_t documents = 0;
  std::size_t fallbacks = 0;
  bool ok = true;
};

/// As the program reads: whole documents out of a window, one Reader for all.
class TreeBench {
 public:
  Count run(int file) {
    std::string window(kWindow, '\0');
    std::size_t filled = 0;
    while (true) {
      const ssize_t got = ::read(file, window.data() + filled, window.size() - filled);
      if (got < 0) return {.ok = false};
      filled += static_cast<std::size_t>(got);
      const std::string_view text(window.data(), filled);
      if (got == 0) {
        parse(text);
        return count_;
      }
      if (filled < window.size()) continue;
      const std::size_t cut = fargate_lint::yaml::last_cut(text);
      if (cut == std::string_view::npos || cut == 0) {
        window.resize(window.size() * 2);
        continue;
      }
      parse(text.substr(0, cut));
      filled -= cut;
      std::memmove(window.data(), window.data() + cut, filled);
    }
  }

 private:
  void parse(std::string_view text) {
    pieces_.clear();
    fargate_lint::yaml::split(text, pieces_);
    for (const auto& piece : pieces_) {
      if (reader_.read(piece.text, source_) != fargate_lint::yaml::Outcome::ok) count_.ok = false;
      if (reader_.used_fallback()) ++count_.fallbacks;
      if (reader_.document().root()) ++count_.documents;
    }
  }

  fargate_lint::yaml::Reader reader_;
  fargate_lint::yaml::Source source_;
  std::vector<fargate_lint::yaml::Piece> pieces_;
  Count count_;
};

int read_for_libyaml(void* file, unsigned char* buffer, std::size_t size, std::size_t* got) {
  const ssize_t bytes = ::read(*static_cast<int*>(file), buffer, size);
  *got = bytes > 0 ? static_cast<std::size_t>(bytes) : 0;
  return bytes >= 0;
}

Count libyaml_events(int file) {
  Count count;
  yaml_parser_t parser;
  if (yaml_parser_initialize(&parser) == 0) return {.ok = false};
  yaml_parser_set_input(&parser, read_for_libyaml, &file);
  for (bool done = false; !done && count.ok;) {
    yaml_event_t event;
    count.ok = yaml_parser_parse(&parser, &event) != 0;
    if (!count.ok) break;
    if (event.type == YAML_DOCUMENT_START_EVENT) ++count.documents;
    done = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return count;
}

Count yaml_cpp_load_all(const char* path) {
  std::ifstream file(path);
  const auto documents = YAML::LoadAll(file);
  return {.documents = documents.size()};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: parse_bench tree|libyaml|yaml-cpp FILE\n", stderr);
    return 2;
  }
  const std::string_view variant = argv[1];
  const int file = ::open(argv[2], O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    std::perror(argv[2]);
    return 2;
  }
  Count count;
  if (variant == "tree") {
    count = TreeBench().run(file);
  } else if (variant == "libyaml") {
    count = libyaml_events(file);
  } else if (variant == "yaml-cpp") {
    count = yaml_cpp_load_all(argv[2]);
  } else {
    std::fputs("parse_bench: no such variant\n", stderr);
    return 2;
  }
  std::printf("%zu documents\n", count.documents);
  if (count.fallbacks > 0) std::printf("%zu of them read by yaml-cpp\n", count.fallbacks);
  return count.ok ? 0 : 2;
}
