#include "system/git_tree.hpp"

#include <doctest/doctest.h>

#include <map>

namespace fargate_lint::system {
namespace {

using What = GitTree::Place::What;

/// Each entry is `MODE PATH`; a link's is `120000 PATH=TARGET`.
struct Listed {
  std::string text;
  std::map<std::string, std::string> targets;

  explicit Listed(const std::vector<std::string>& entries) {
    for (const auto& entry : entries) {
      const auto path = entry.substr(7, entry.find('=') - 7);
      if (entry.find('=') != std::string::npos) targets[path] = entry.substr(entry.find('=') + 1);
      text += entry.substr(0, 6) + " blob id\t" + path + '\0';
    }
  }
};

std::string described(const GitTree::Place& place) {
  switch (place.what) {
    case What::nothing: return "nothing";
    case What::file: return "file " + place.path;
    case What::folder: return "folder " + place.path;
    case What::link: return "link " + place.path;
    case What::outside: return "outside " + place.path;
    case What::circle: return "circle";
  }
  return "";
}

std::string names(const std::vector<Entry>& entries) {
  std::string text;
  for (const auto& entry : entries)
    text += entry.name +
            (entry.kind == Kind::folder ? "/"
             : entry.kind == Kind::link ? "@"
                                        : "") +
            " ";
  return text;
}

TEST_CASE("git tree: paths lead where the kernel would go, and no further than the root") {
  const Listed listed({"100644 a.yaml", "100755 deploy/a.yaml", "100644 deploy/sub/b.yaml",
                       "100644 deploy-2/c.yaml", "120000 folder=deploy",
                       "120000 file=deploy/a.yaml", "120000 deploy/up=../a.yaml",
                       "120000 out=../shared", "120000 absolute=/etc/passwd",
                       "120000 back=/src/repo/deploy", "120000 round=../repo/a.yaml",
                       "120000 one=two", "120000 two=one", "120000 gone=nowhere", "120000 root=/",
                       "120000 here=.", "120000 deploy/dots=./.", "160000 module"});
  const GitTree tree(listed.text);
  const auto find = [&](std::string_view path) {
    return described(tree.find(path, "/src/repo", [&](std::size_t number) {
      return listed.targets.at(std::string(tree.path(number)));
    }));
  };
  const std::pair<const char*, const char*> rows[] = {
      {"", "folder "},
      {"a.yaml", "file a.yaml"},
      {"./deploy//a.yaml", "file deploy/a.yaml"},
      {"deploy", "folder deploy"},
      {"deploy/", "folder deploy"},
      {"deploy/sub", "folder deploy/sub"},
      {"dep", "nothing"},
      {"deploy/c.yaml", "nothing"},
      {"a.yaml/b", "nothing"},
      {"folder", "folder deploy"},
      {"folder/sub/b.yaml", "file deploy/sub/b.yaml"},
      {"folder/../a.yaml", "file a.yaml"},
      {"folder/sub/../../a.yaml", "file a.yaml"},
      {"file", "file deploy/a.yaml"},
      {"folder/up", "file a.yaml"},
      {"out", "outside /src/shared"},
      {"out/x.yaml", "outside /src/shared/x.yaml"},
      {"absolute", "outside /etc/passwd"},
      {"back/a.yaml", "file deploy/a.yaml"},
      {"round", "file a.yaml"},
      {"..", "outside /src"},
      {"../repo/a.yaml", "file a.yaml"},
      {"one", "circle"},
      {"gone", "nothing"},
      {"root", "outside /"},
      {"here/deploy", "folder deploy"},
      {"deploy/dots", "folder deploy"},
      {"module", "nothing"},
  };
  for (const auto& [path, where] : rows) {
    CAPTURE(path);
    CHECK(find(path) == where);
  }
}

TEST_CASE("git tree: a folder lists its own names, in their order") {
  const Listed listed({"100644 a.yaml", "100644 a/b/c", "100644 a/d", "100644 a0", "120000 link=a",
                       "100644 z/only"});
  const GitTree tree(listed.text);
  CHECK(names(tree.list("")) == "a/ a.yaml a0 link@ z/ ");
  CHECK(names(tree.list("a")) == "b/ d ");
  CHECK(names(tree.list("a/b")) == "c ");
  CHECK(names(tree.list("a/d")).empty());
  CHECK(names(tree.list("nothing")).empty());
  CHECK(names(GitTree("").list("")).empty());
}

TEST_CASE("git tree: names that could not stand in a folder are not there") {
  const Listed listed({"100644 ../up.yaml", "100644 /etc/passwd", "100644 a/../../up.yaml",
                       "100644 .git/config", "100644 sub/.GIT/hooks/x", "100644 ./dot",
                       "100644 a//b", "100644 line\nbreak.yaml", "100644 ok.yaml",
                       "100644 .gitignore"});
  const GitTree tree(listed.text);
  CHECK(names(tree.list("")) == ".gitignore line\nbreak.yaml ok.yaml ");
}

TEST_CASE("git tree: a tree made by hand has one entry of a name") {
  // Out of order, a name twice, and a name that is both a file and a folder.
  const Listed listed({"100644 b", "100644 a/x", "100644 a.yaml", "100644 a", "100644 b"});
  const GitTree tree(listed.text);
  CHECK(names(tree.list("")) == "a a.yaml b ");
  const auto none = [](std::size_t) { return std::string(); };
  CHECK(described(tree.find("a", "/r", none)) == "file a");
  CHECK(described(tree.find("a/x", "/r", none)) == "nothing");
}

TEST_CASE("git tree: in the root of the machine") {
  const Listed listed({"100644 etc/a.yaml", "120000 link=/etc"});
  const GitTree tree(listed.text);
  const auto to_etc = [](std::size_t) { return std::string("/etc"); };
  CHECK(described(tree.find("link/a.yaml", "/", to_etc)) == "file etc/a.yaml");
  CHECK(described(tree.find("../etc", "/", to_etc)) == "folder etc");
}

TEST_CASE("git tree: what is no listing has no entries") {
  for (const std::string text : {"", "garbage", "100644 blob id", "\t", "100644 blob id\t"}) {
    CAPTURE(text);
    CHECK(GitTree(text).list("").empty());
  }
}

}  // namespace
}  // namespace fargate_lint::system
