#include "system/overlay.hpp"

#include <doctest/doctest.h>

#include <string>

#include "system/memory.hpp"

namespace fargate_lint::system {
namespace {

std::string text_of(const FileSystem& files, const std::string& path) {
  return read_whole_file(files, path).value_or("nothing");
}

TEST_CASE("overlay: files of a name are beside those under it, and in their place") {
  Memory under;
  under.write("a.yaml", "under");
  under.write("b.yaml", "other");
  Overlay overlay(under);
  overlay.add("live:apps/v1/deployments", "seen");
  overlay.add("a.yaml", "over");
  CHECK(text_of(overlay, "live:apps/v1/deployments") == "seen");
  CHECK(text_of(overlay, "a.yaml") == "over");
  CHECK(text_of(overlay, "b.yaml") == "other");
  CHECK_FALSE(overlay.exists("c.yaml"));
  CHECK(overlay.resolve("live:apps/v1/deployments") == "live:apps/v1/deployments");
  CHECK(overlay.resolve("b.yaml") == "/work/b.yaml");
  CHECK(overlay.list(".")->size() == 2);
  overlay.clear();
  CHECK(text_of(overlay, "a.yaml") == "under");
}

TEST_CASE("overlay: an absolute path is found by the relative one, however it is written") {
  Memory under;
  Overlay overlay(under);
  overlay.add("/work/b.tgz!deploy/a.yaml", "a");
  CHECK(text_of(overlay, "b.tgz!deploy/a.yaml") == "a");
  CHECK(text_of(overlay, "./x/../b.tgz!deploy/a.yaml") == "a");
  CHECK(overlay.resolve("b.tgz!deploy/a.yaml") == "/work/b.tgz!deploy/a.yaml");
  CHECK_FALSE(overlay.exists("b.tgz!deploy"));
}

TEST_CASE("overlay: a file is read in parts, from any place, and twice") {
  Memory under;
  Overlay overlay(under);
  overlay.add("x", "0123456789");
  auto file = std::move(overlay.open("x")).value();
  CHECK(file->opened().size == 10);
  CHECK(file->opened() == file->status().value());
  char buffer[8];
  CHECK(file->read(buffer, 8).value() == 8);
  CHECK(file->read(buffer, 8).value() == 2);
  CHECK(file->read(buffer, 8).value() == 0);
  CHECK(file->rewind());
  CHECK(file->read(buffer, 4).value() == 4);
  CHECK(file->read_at(7, buffer, 3));
  CHECK(std::string(buffer, 3) == "789");
  CHECK_FALSE(file->read_at(7, buffer, 4));
  CHECK_FALSE(file->read_at(11, buffer, 0));
  // Made anew it is another file: who has read the former must read again.
  overlay.add("x", "0123456789");
  CHECK_FALSE(overlay.status("x").value() == file->opened());
  CHECK(file->read_at(0, buffer, 4));
}

}  // namespace
}  // namespace fargate_lint::system
