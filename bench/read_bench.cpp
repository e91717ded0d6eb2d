// Only reads: a file through a window, or all files of a folder, one after the other. What nothing
// that looks at the bytes can beat.

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kWindow = 256 * 1024;

/// The bytes of a file; -1 if it cannot be read.
ssize_t read_file(const char* path, char* window) {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t all = 0;
  ssize_t got = 0;
  while ((got = ::read(file, window, kWindow)) > 0) all += got;
  ::close(file);
  return got < 0 ? -1 : all;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: read_bench FILE|FOLDER\n", stderr);
    return 2;
  }
  const auto window = std::make_unique_for_overwrite<char[]>(kWindow);
  ssize_t all = 0;
  const auto take = [&](const std::string& path) {
    const ssize_t size = read_file(path.c_str(), window.get());
    if (size < 0) std::perror(path.c_str());
    all = size < 0 || all < 0 ? -1 : all + size;
  };
  if (fs::is_directory(argv[1])) {
    for (const auto& entry : fs::recursive_directory_iterator(argv[1])) {
      if (entry.is_regular_file()) take(entry.path());
    }
  } else {
    take(argv[1]);
  }
  std::printf("%zd bytes\n", all);
  return all < 0 ? 2 : 0;
}
