#include "system/memory.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "system/disk.hpp"
#include "system/testing.hpp"

namespace fargate_lint::system {
namespace {

namespace fs = std::filesystem;

/// The same files in memory and on the disk: what holds of one must hold of the other.
struct Both {
  Both() : memory(folder.path().string()), disk(folder.path().string()) {}
  void write(const std::string& name, std::string_view text) {
    folder.write(name, text);
    memory.write(name, text);
  }
  void link(const std::string& name, const std::string& target) {
    fs::create_symlink(target, folder.path() / name);
    memory.link(name, target);
  }
  std::vector<const FileSystem*> all() const { return {&memory, &disk}; }

  TemporaryFolder folder;
  Memory memory;
  Disk disk;
};

std::string message(const Error& error) {
  return error.message;
}

std::string listed(const FileSystem& files, const std::string& folder) {
  const auto entries = files.list(folder);
  if (!entries) return entries.error().message;
  std::string text;
  for (const auto& entry : entries.value())
    text += (text.empty() ? "" : " ") + entry.name + std::to_string(static_cast<int>(entry.kind));
  return text;
}

TEST_CASE("file system: memory and disk open, list and resolve alike") {
  Both both;
  both.write("a.yaml", "a: 1\n");
  both.write("b/c.yaml", "c");
  both.write("b/d/e.yaml", "");
  both.write("b.yaml", "");
  both.link("to-a", "a.yaml");
  both.link("b/up", "../b/d");
  both.link("nowhere", "missing");
  both.link("circle", "circle");
  const auto base = both.folder.path().string();
  for (const auto* files : both.all()) {
    CAPTURE(files == &both.disk);
    CHECK(read_whole_file(*files, "a.yaml") == "a: 1\n");
    CHECK(read_whole_file(*files, "to-a") == "a: 1\n");
    CHECK(read_whole_file(*files, "b/up/e.yaml") == "");
    CHECK_FALSE(read_whole_file(*files, "b"));
    CHECK(listed(*files, ".") == "a.yaml0 b1 b.yaml0 circle2 nowhere2 to-a2");
    CHECK(listed(*files, "b/up") == "e.yaml0");
    CHECK(listed(*files, "missing") == "does not exist");
    CHECK(message(files->open("b").error()) == "is a directory");
    CHECK(message(files->open("missing").error()) == "does not exist");
    CHECK(message(files->open("circle").error()) == "cannot be read: symbolic links in a circle");
    CHECK(message(files->open("a.yaml/x").error()) ==
          "does not exist: a parent is a file, not a directory");
    CHECK(files->resolve("to-a") == base + "/a.yaml");
    CHECK(files->resolve("b/up/..") == base + "/b");
    CHECK(files->resolve(".") == base);
    CHECK_FALSE(files->resolve("nowhere"));
    CHECK(files->canonical("nowhere/../x/") == base + "/x");
    CHECK(files->is(Kind::folder, "b/up/"));
    CHECK(files->is(Kind::regular, base + "/to-a"));
    CHECK_FALSE(files->exists("a.yaml/"));
    CHECK(files->status("a.yaml").value().size == 5);
    CHECK(files->status("a.yaml").value().inode == files->status("to-a").value().inode);
  }
}

TEST_CASE("file system: paths are shown from the working directory") {
  struct Row {
    std::string_view path;
    std::string_view shown;
  };
  constexpr Row kRows[] = {
      {"a.yaml", "a.yaml"}, {"./a/../b.yaml", "b.yaml"}, {"", "."},        {"/work/x", "x"},
      {"/work", "."},       {"/works/x", "/works/x"},    {"../a", "../a"}, {"/work/a/", "a"},
      {"/", "/"},
  };
  const Memory files("/work");
  for (const auto& row : kRows) {
    CAPTURE(row.path);
    CHECK(files.shown(std::string(row.path)) == row.shown);
  }
  CHECK(Memory("/").shown("/a") == "a");
}

TEST_CASE("file system: an open file is the one that was opened") {
  Both both;
  both.write("a.yaml", "first\n");
  const Result<std::unique_ptr<File>> opened[] = {both.memory.open("a.yaml"),
                                                  both.disk.open("a.yaml")};
  Writer* const writers[] = {&both.memory, &both.disk};
  for (std::size_t i = 0; i < 2; ++i) {
    CAPTURE(i);
    const auto& file = *opened[i].value();
    CHECK(file.status().value() == file.opened());
    CHECK_FALSE(writers[i]->replace("a.yaml", "second\n"));
    CHECK(read_whole_file(*both.all()[i], "a.yaml") == "second\n");
    std::string text(5, '\0');
    CHECK(file.read_at(1, text.data(), text.size()));
    CHECK(text == "irst\n");
    CHECK_FALSE(file.read_at(2, text.data(), text.size()));
  }
}

TEST_CASE("file system: a change of an open file shows") {
  Both both;
  both.write("a.yaml", "first\n");
  for (const auto* files : both.all()) {
    const auto file = files->open("a.yaml");
    both.write("a.yaml", "longer than first\n");
    CHECK(file.value()->status().value() != file.value()->opened());
  }
}

TEST_CASE("file system: writes replace what links lead to, and never a folder") {
  Both both;
  both.write("b/a.yaml", "first\n");
  both.link("to-a", "b/a.yaml");
  Writer* const writers[] = {&both.memory, &both.disk};
  for (std::size_t i = 0; i < 2; ++i) {
    CAPTURE(i);
    const auto& files = *both.all()[i];
    CHECK_FALSE(writers[i]->replace("to-a", "second\n"));
    CHECK(files.resolve("to-a") == both.folder.path().string() + "/b/a.yaml");
    CHECK(read_whole_file(files, "b/a.yaml") == "second\n");
    CHECK_FALSE(writers[i]->append("b/a.yaml", "third\n"));
    CHECK(read_whole_file(files, "to-a") == "second\nthird\n");
    CHECK_FALSE(writers[i]->append("new.txt", "x"));
    CHECK(read_whole_file(files, "new.txt") == "x");
    CHECK(message(*writers[i]->replace("b", "")) == "`b` is a directory");
  }
}

TEST_CASE("memory: what may not be read, and what nobody can read") {
  Memory files;
  files.write("a.yaml", "a");
  files.make_special("pipe.yaml");
  files.write("folder/b.yaml", "b");
  files.forbid("a.yaml");
  files.forbid("folder");
  CHECK(message(files.open("a.yaml").error()) == "cannot be read: permission denied");
  CHECK(message(files.list("folder").error()) == "cannot be read: permission denied");
  CHECK_FALSE(read_regular_file(files, "pipe.yaml"));
  CHECK(files.opened("pipe.yaml") == 0);
  files.remove("folder");
  CHECK_FALSE(files.exists("folder/b.yaml"));
  files.set_standard_input("text");
  std::string text(10, '\0');
  CHECK(files.open_standard_input().value()->read(text.data(), text.size()).value() == 4);
}

TEST_CASE("file system: a small file is one of at most 16 MiB") {
  Memory files;
  files.write("large", std::string((std::size_t{16} << 20U) + 1, 'a'));
  files.write("small", std::string(200'000, 'a'));
  CHECK_FALSE(read_whole_file(files, "large"));
  CHECK(read_whole_file(files, "small").value_or("").size() == 200'000);
}

}  // namespace
}  // namespace fargate_lint::system
