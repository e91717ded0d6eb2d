#include "input/archive.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/archive_names.hpp"
#include "input/testing/archives.hpp"
#include "system/memory.hpp"

namespace fargate_lint::input {
namespace {

using lint::PassedOver;
using testing::gzip;
using testing::TarWriter;
using testing::ZipWriter;

Archive read(const std::string& path, std::string_view bytes, const ArchiveLimits& limits = {}) {
  system::Memory files;
  files.write(path, bytes);
  const auto file = files.open(path);
  REQUIRE(file);
  return read_archive(*file.value(), path, limits);
}

/// "deploy/a.yaml=a: 1;" of each member.
std::string members(const Archive& archive) {
  std::string text;
  for (const auto& member : archive.members) text += member.path + "=" + member.text + ";";
  return text;
}

std::string faults(const Archive& archive) {
  std::string text;
  for (const auto& fault : archive.faults) {
    if (!fault.member.empty()) text += fault.member + ": ";
    text += fault.error.message + "\n";
    CHECK_FALSE(fault.error.hint.empty());
  }
  return text;
}

std::vector<PassedOver> reasons(const Archive& archive) {
  std::vector<PassedOver> why;
  for (const auto& ignored : archive.ignored) why.push_back(ignored.why);
  return why;
}

TEST_CASE("archive: is told by its name") {
  for (const auto* name : {"a.tgz", "x/a.tar.gz", "a.tar", "a.zip"}) CHECK(is_archive_name(name));
  for (const auto* name : {"a.yaml", "tgz", "a.gz", "a.zipx", "a.tar.bz2", "a.TGZ.yaml"})
    CHECK_FALSE(is_archive_name(name));
  CHECK(is_in_archive(member_path("x/a.tgz", "deploy/a.yaml")));
  CHECK(is_in_archive("odd!/a.zip!b.yaml"));
  for (const auto* name : {"a.tgz", "wow!.yaml", "a.tgz/b!.yaml"}) CHECK_FALSE(is_in_archive(name));
}

TEST_CASE("archive: manifests are read in the order of a walk, other files are not") {
  TarWriter tar;
  ZipWriter zip;
  const std::pair<const char*, const char*> files[] = {
      {"b.yaml", "b: 1"},       {"./deploy/z.json", "{}"}, {"deploy/a.yml", "a: 1"},
      {"deploy.yaml", "d: 1"},  {"README.md", "text"},     {".fargate-lint.yaml", "select: []"},
      {"k/Kustomization", "k"}, {"x/y.yaml", ""}};
  for (const auto& [name, text] : files) {
    tar.file(name, text);
    zip.file(name, text);
  }
  const auto* expected =
      "b.yaml=b: 1;deploy/a.yml=a: 1;deploy/z.json={};deploy.yaml=d: 1;k/Kustomization=k;"
      "x/y.yaml=;";
  for (const auto& archive :
       {read("a.tar", tar.bytes()), read("a.tgz", gzip(tar.bytes())), read("a.tar.gz", tar.bytes()),
        read("a.tar", gzip(tar.bytes())), read("a.zip", zip.bytes())}) {
    CHECK(members(archive) == expected);
    CHECK(faults(archive).empty());
    CHECK(archive.ignored.empty());
    CHECK_FALSE(archive.is_chart);
  }
}

TEST_CASE("archive: names that lead out of it and what is no file are left out") {
  TarWriter tar;
  tar.file("../a.yaml", "a")
      .file("/etc/a.yaml", "a")
      .file("a/../../b.yaml", "a")
      .file("\xff.yaml", "a")
      .entry("link.yaml", '2', "", "/etc/passwd")
      .entry("hard.yaml", '1', "", "fine.yaml")
      .entry("pipe.yaml", '6', "")
      .entry("null.yaml", '3', "")
      .entry("dir.yaml/", '5', "")
      .file("inner.tgz", "a")
      .file("fine..yaml", "f");
  const auto archive = read("a.tar", tar.bytes());
  CHECK(members(archive) == "fine..yaml=f;");
  CHECK(faults(archive).empty());
  CHECK(reasons(archive) == std::vector{PassedOver::member_name, PassedOver::member_name,
                                        PassedOver::member_name, PassedOver::member_name,
                                        PassedOver::member_link, PassedOver::member_link,
                                        PassedOver::member_special, PassedOver::member_special,
                                        PassedOver::member_archive});
}

TEST_CASE("archive: likewise in a zip") {
  ZipWriter zip;
  zip.file("../a.yaml", "a")
      .file("/a.yaml", "a")
      .file(std::string("a\0.yaml", 7), "a")
      .file("\xff.yaml", "a")
      .file("link.yaml", "/etc/passwd", {.mode = 0120777})
      .file("pipe.yaml", "", {.mode = 0010644})
      .file("dir.yaml/", "", {.mode = 0040755})
      .file("inner.zip", "a")
      .file("fine.yaml", "f", {.mode = 0100644})
      .file("dos.yaml", "d", {.made_by = 0, .mode = 0120777});
  const auto archive = read("a.zip", zip.bytes());
  CHECK(members(archive) == "dos.yaml=d;fine.yaml=f;");
  CHECK(faults(archive).empty());
  CHECK(reasons(archive) == std::vector{PassedOver::member_name, PassedOver::member_name,
                                        PassedOver::member_name, PassedOver::member_name,
                                        PassedOver::member_link, PassedOver::member_special,
                                        PassedOver::member_archive});
}

TEST_CASE("archive: of two members with the same name the last one counts") {
  TarWriter tar;
  tar.file("a.yaml", "1").file("./a.yaml", "2");
  ZipWriter zip;
  zip.file("a.yaml", "1").file("./a.yaml", "2");
  for (const auto& archive : {read("a.tar", tar.bytes()), read("a.zip", zip.bytes())}) {
    CHECK(members(archive) == "a.yaml=2;");
    CHECK(reasons(archive) == std::vector{PassedOver::member_replaced});
  }
}

TEST_CASE("archive: long names of GNU and pax, names in UTF-8, sparse files") {
  const auto folder = std::string(120, 'f');
  const auto name = folder + "/" + std::string(150, 'n') + "\xc3\xbc.yaml";
  TarWriter gnu;
  gnu.entry("././@LongLink", 'L', name + std::string(1, '\0')).file(name.substr(0, 100), "g");
  CHECK(members(read("a.tar", gnu.bytes())) == name + "=g;");

  const auto record = [](const std::string& key, const std::string& value) {
    auto length = key.size() + value.size() + 3;
    length += std::to_string(length + 3).size();
    return std::to_string(length) + " " + key + "=" + value + "\n";
  };
  TarWriter pax;
  pax.entry("PaxHeaders/a", 'x', record("path", name)).file("a.yaml", "p");
  pax.entry("PaxHeaders/b", 'x',
            record("GNU.sparse.major", "1") + record("GNU.sparse.minor", "0") +
                record("GNU.sparse.name", "holes.yaml") + record("GNU.sparse.realsize", "1048576"))
      .file("b", "1\n1048570\n6\n" + std::string(500, '\0') + "a: 1\n\n");
  const auto archive = read("a.tar", pax.bytes());
  CHECK(members(archive) == name + "=p;");
  CHECK(reasons(archive) == std::vector{PassedOver::member_sparse});
  CHECK(faults(archive).empty());
}

TEST_CASE("archive: a chart is one if it is all that the archive holds") {
  const auto with = [](const std::vector<std::string>& names) {
    TarWriter tar;
    for (const auto& name : names) tar.file(name, "a: 1");
    return read("a.tgz", gzip(tar.bytes()));
  };
  CHECK(with({"Chart.yaml", "templates/a.yaml"}).is_chart);
  CHECK(with({"web/Chart.yaml", "web/templates/a.yaml", "web/charts/db/Chart.yaml"}).is_chart);
  CHECK(with({"web/Chart.yaml"}).members.empty());
  // Beside other manifests its files are told as those of a chart in a directory.
  for (const auto& names : {std::vector<std::string>{"repo/web/Chart.yaml", "repo/a.yaml"},
                            {"web/Chart.yaml", "db/Chart.yaml"}}) {
    const auto archive = with(names);
    CHECK_FALSE(archive.is_chart);
    CHECK(archive.members.size() == 2);
  }
}

TEST_CASE("archive: limits end the reading, and what was read counts") {
  TarWriter tar;
  ZipWriter zip;
  const std::string large(100, 'a');
  for (int i = 0; i < 3; ++i) {
    tar.file(std::to_string(i) + ".yaml", large);
    zip.file(std::to_string(i) + ".yaml", large);
  }
  const auto limited = [&](const ArchiveLimits& limits) {
    return std::vector{read("a.tar", tar.bytes(), limits), read("a.zip", zip.bytes(), limits)};
  };
  for (const auto& archive : limited({.members = 2})) {
    CHECK(archive.members.size() == 2);
    CHECK(faults(archive) == "contains more than 2 members; the rest is not read\n");
  }
  for (const auto& archive : limited({.member_bytes = 99})) {
    CHECK(archive.members.empty());
    CHECK(archive.faults.size() == 3);
    CHECK(archive.faults[0].member == "0.yaml");
  }
  for (const auto& archive : limited({.total_bytes = 250})) {
    CHECK(faults(archive) == "unpacks to more than 0 MiB; the rest is not read\n");
    CHECK(archive.members.size() <= 2);
  }
}

TEST_CASE("archive: bombs do not go off") {
  // One member that is nothing but zeros, beside one that is sound.
  const std::string zeros(std::size_t{40} << 20U, '\0');
  TarWriter tar;
  tar.file("a.yaml", "a: 1").file("zeros.yaml", zeros);
  const auto tgz = gzip(tar.bytes());
  CHECK(tgz.size() < 50'000);
  const auto* said = "unpacks to more than 200 times its size; the rest is not read\n";
  auto archive = read("a.tgz", tgz);
  CHECK(members(archive) == "a.yaml=a: 1;");
  CHECK(faults(archive) == said);
  // Whether or not anybody wants the member.
  TarWriter unwanted;
  unwanted.file("a.yaml", "a: 1").file("zeros.bin", zeros);
  CHECK(faults(read("a.tgz", gzip(unwanted.bytes()))) == said);

  ZipWriter zip;
  zip.file("a.yaml", "a: 1").file("zeros.yaml", zeros, {.deflate = true});
  archive = read("a.zip", zip.bytes());
  CHECK(members(archive) == "a.yaml=a: 1;");
  CHECK(faults(archive) == said);

  // Members that share the same compressed bytes, as in Fifield's (woot19, "A better zip bomb").
  ZipWriter shared;
  shared.file("0000.yaml", std::string(std::size_t{1} << 20U, 'a'), {.deflate = true});
  for (int i = 1000; i < 2000; ++i) shared.again(std::to_string(i) + ".yaml");
  archive = read("a.zip", shared.bytes());
  CHECK(faults(archive) == said);
  CHECK(archive.members.size() < 100);
}

TEST_CASE("archive: what is in it is unpacked once") {
  // gzip within gzip, however deep, and a zip that holds itself, are no business of ours.
  TarWriter tar;
  tar.file("a.yaml", "a: 1");
  CHECK(faults(read("a.tgz", gzip(gzip(tar.bytes())))) ==
        "is not a tar archive, although its name says so\n");
  ZipWriter zip;
  zip.file("a.zip", tar.bytes()).file("42.tar.gz", "x");
  CHECK(read("a.zip", zip.bytes()).members.empty());
}

TEST_CASE("archive: several members of gzip, and padding behind them") {
  TarWriter tar;
  tar.file("a.yaml", "a: 1").file("b.yaml", "b: 1");
  const auto bytes = tar.bytes();
  const auto parts = gzip(bytes.substr(0, 700)) + gzip(bytes.substr(700)) + std::string(64, '\0');
  const auto archive = read("a.tgz", parts);
  CHECK(members(archive) == "a.yaml=a: 1;b.yaml=b: 1;");
  CHECK(faults(archive).empty());
}

TEST_CASE("archive: truncated anywhere, it is said, and what precedes that is read") {
  TarWriter tar;
  tar.file("a.yaml", "a: 1\n").file("b.yaml", "b: 1\n");
  ZipWriter zip;
  zip.file("a.yaml", "a: 1\n").file("b.yaml", "b: 1\n", {.deflate = true});
  const auto plain = tar.bytes();
  // Behind the first block of zeros nothing is missing.
  const auto needed = plain.size() - 512;
  const auto check = [](const std::string& path, const std::string& bytes, std::size_t enough) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto archive = read(path, bytes.substr(0, size));
      CAPTURE(size);
      CHECK(archive.faults.size() == (size < enough ? 1U : 0U));
      const auto got = members(archive);
      CHECK(std::string_view("a.yaml=a: 1\n;b.yaml=b: 1\n;").starts_with(got));
    }
  };
  check("a.tar", plain, needed);
  check("a.tgz", gzip(plain), gzip(plain).size());
  check("a.zip", zip.bytes(), zip.bytes().size());
}

TEST_CASE("archive: a damaged byte is never read as something else") {
  TarWriter tar;
  tar.file("a.yaml", "a: 1\n").file("b.yaml", "b: 1\n");
  const auto bytes = gzip(tar.bytes());
  for (std::size_t i = 10; i < bytes.size(); ++i) {  // behind the header, which has no checksum
    auto damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    CAPTURE(i);
    const auto archive = read("a.tgz", damaged);
    // A bit of a code that no byte uses changes nothing.
    const bool is_same = members(archive) == "a.yaml=a: 1\n;b.yaml=b: 1\n;";
    CHECK((is_same || !archive.faults.empty()));
  }
  ZipWriter zip;
  zip.file("a.yaml", "a: 1\n").file("b.yaml", "b: 1\n", {.deflate = true});
  for (std::size_t i = 0; i < zip.bytes().size(); ++i) {
    auto damaged = zip.bytes();
    damaged[i] = static_cast<char>(damaged[i] ^ 0x20);
    CAPTURE(i);
    for (const auto& member : read("a.zip", damaged).members)
      CHECK((member.text == "a: 1\n" || member.text == "b: 1\n"));
  }
}

TEST_CASE("archive: a directory that says something else than its members is not believed") {
  ZipWriter zip;
  zip.file("a.yaml", "a: 1\n", {.directory_size = 3})
      .file("b.yaml", "b: 1\n", {.directory_checksum = 7})
      .file("c.yaml", "c: 1\n", {.flags = 1})
      .file("d.yaml", "d: 1\n", {.method = 12})
      .file("e.yaml", "e: 1\n");
  const auto archive = read("a.zip", zip.bytes());
  CHECK(members(archive) == "e.yaml=e: 1\n;");
  CHECK(faults(archive) ==
        "a.yaml: is damaged\nb.yaml: is damaged\n"
        "c.yaml: is encrypted\nd.yaml: is compressed with an unsupported method\n");
}

TEST_CASE("archive: what is none is said") {
  CHECK(faults(read("a.tgz", "apiVersion: v1\nkind: Pod\n")) ==
        "is not a tar archive, although its name says so\n");
  CHECK(faults(read("a.tar", "")) == "is not a tar archive, although its name says so\n");
  CHECK(faults(read("a.zip", "apiVersion: v1\n")) ==
        "is truncated or not a zip archive: it has no central directory\n");
  CHECK(faults(read("a.tar", std::string(10240, '\0'))).empty());
}

TEST_CASE("archive: a zip must be a file") {
  system::Memory files;
  files.make_special("a.zip");
  const auto file = files.open("a.zip");
  const auto archive = read_archive(*file.value(), "a.zip");
  CHECK(faults(archive) == "is not a regular file, which a zip archive must be\n");
}

}  // namespace
}  // namespace fargate_lint::input
