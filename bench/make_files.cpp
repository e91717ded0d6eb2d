// Writes the first documents of a stream into files of their own, in folders of a hundred.

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace fs = std::filesystem;

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: make_files STREAM COUNT FOLDER\n", stderr);
    return 2;
  }
  std::ifstream stream(argv[1]);
  const int count = std::atoi(argv[2]);
  const fs::path folder = argv[3];
  fs::remove_all(folder);
  std::string line;
  std::string document;
  int written = 0;
  const auto write = [&] {
    if (document.empty() || written == count) return;
    const fs::path below = folder / ("app-" + std::to_string(written / 100));
    fs::create_directories(below);
    std::ofstream file(below / ("manifest-" + std::to_string(written) + ".yaml"));
    if (!(file << document).flush()) std::exit(2);
    ++written;
    document.clear();
  };
  while (written < count && std::getline(stream, line)) {
    if (line == "---") write();
    document += line + '\n';
  }
  write();
  if (written == count) return 0;
  std::fprintf(stderr, "make_files: the stream has only %d documents\n", written);
  return 2;
}
