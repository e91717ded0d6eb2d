// The program in an unfriendly world: too little memory, files that never end, names and texts that
// would like to be commands. It ends, says why, and nothing is lost without a word.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "report/renderer.hpp"
#include "report/utf8.hpp"
#include "run_program.hpp"
#include "system/testing.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;
using system::TemporaryFolder;
using testing::kSanitised;
using testing::run;

constexpr std::string_view kPod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: b}\n"
    "spec: {hostNetwork: true, containers: [{name: c, image: d}]}\n";

std::string pods(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i)
    text.append("---\n").append(kPod).replace(text.rfind("name: a"), 7,
                                              "name: a" + std::to_string(i));
  return text;
}

TEST_CASE("faults: too little memory is said, at any limit and number of threads") {
  if (kSanitised) {
    MESSAGE("SKIPPED: the sanitizers want more address space than any limit leaves them");
    return;
  }
  const TemporaryFolder folder;
  folder.write("a.yaml", pods(2'000));
  for (int i = 0; i < 20; ++i) folder.write("many/" + std::to_string(i) + ".yaml", pods(20));
  std::size_t too_little = 0;
  std::size_t enough = 0;
  for (const rlim_t megabytes : {16, 20, 28, 40, 64, 96, 400}) {
    for (const auto* threads : {"1", "16"}) {
      CAPTURE(megabytes);
      CAPTURE(threads);
      const auto outcome = run({.arguments = {"-j", threads, "-o", "json", folder.path().string()},
                                .in_child = [megabytes] {
                                  const rlimit limit{megabytes << 20U, megabytes << 20U};
                                  ::setrlimit(RLIMIT_AS, &limit);
                                }});
      if (outcome.status == 1) {
        ++enough;
        CHECK(outcome.err.empty());
      } else {
        ++too_little;
        CHECK(outcome.status == 2);
        CHECK(outcome.err == "error: out of memory\n  pass fewer files at once\n");
        CHECK(outcome.out.empty());
      }
    }
  }
  CHECK(too_little > 0);
  CHECK(enough > 0);
}

TEST_CASE("faults: pipes, devices and endless files keep nobody waiting") {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "");
  folder.write("a.yaml", kPod);
  for (const auto* name : {".gitignore", "kustomization.yaml", "b.yaml"})
    REQUIRE(::mkfifo((folder.path() / name).c_str(), 0600) == 0);
  const auto here = folder.path().string();
  const auto walked = run({.arguments = {"-o", "json", "."}, .folder = here});
  CHECK(walked.status == 1);
  CHECK(walked.out.find(R"("path": "b.yaml")") != std::string::npos);
  CHECK(walked.out.find("a pipe or a device, not a file") != std::string::npos);
  for (const auto* device : {"/dev/zero", "/dev/urandom", "/dev/full"}) {
    CAPTURE(device);
    const auto outcome = run({.arguments = {"-o", "json", device}});
    CHECK(outcome.status == 2);
    CHECK(outcome.out.find("binary data, not YAML or JSON") != std::string::npos);
  }
  REQUIRE(::mkfifo((folder.path() / ".fargate-lint.yaml").c_str(), 0600) == 0);
  const auto configured = run({.arguments = {"a.yaml"}, .folder = here});
  CHECK(configured.status == 2);
  CHECK(configured.err ==
        "error: config file .fargate-lint.yaml is not a regular file\n"
        "  remove it, or name another with `--config`\n");
}

TEST_CASE("faults: what comes through a pipe is read though a file must be read twice") {
  const TemporaryFolder folder;
  // The last pod is not what its beginning promises, beyond the first window.
  const std::string slip =
      "---\napiVersion: v1\nkind: Pod\nmetadata: {name: z}\nspec:\n"
      "  containers: [{name: c}]\nmetadata: {name: y}\n";
  folder.write("big.yaml", pods(3'000) + slip);
  const auto here = folder.path().string();
  const auto counted = run(
      {.arguments = {"-o", "json", "big.yaml", "-"}, .input = std::string(kPod), .folder = here});
  CHECK(counted.status == 1);
  CHECK(counted.err.empty());
  CHECK(counted.out.find("\"total\": 3002") != std::string::npos);
}

TEST_CASE("faults: four gigabytes of nothing are said to be binary at once") {
  const TemporaryFolder folder;
  folder.write("a.yaml", kPod);
  std::error_code error;
  fs::resize_file(folder.path() / "a.yaml", std::uintmax_t{4} << 30U, error);
  if (error) {
    MESSAGE("SKIPPED: this file system holds no such file: ", error.message());
    return;
  }
  folder.write("b.yaml", pods(200));
  fs::resize_file(folder.path() / "b.yaml", std::uintmax_t{4} << 30U);
  const auto outcome = run({.arguments = {"-o", "concise", folder.path().string()}});
  CHECK(outcome.status == 2);
  CHECK(outcome.out.find("a.yaml:1:1: error FG001: binary data, not YAML or JSON") !=
        std::string::npos);
  CHECK(outcome.err.find("b.yaml holds binary data\n") != std::string::npos);
}

TEST_CASE("faults: an item of a list needs neither kind nor metadata") {
  for (const auto* kind : {"PodList", "DeploymentList", "ConfigMapList", "ServiceList"}) {
    CAPTURE(kind);
    const auto outcome =
        run({.arguments = {"-"},
             .input = std::string("apiVersion: v1\nkind: ") + kind +
                      "\nitems:\n- spec: {hostNetwork: true, containers: [{name: a, image: b}]}\n"
                      "- metadata: {name: aws-logging, namespace: aws-observability}\n"});
    CHECK(outcome.status <= 1);
    CHECK(outcome.err == "");
  }
}

TEST_CASE("faults: a terminal of one column gets its report") {
  for (const auto& arguments : {std::vector<std::string>{"testdata/demo"},
                                {"placement", "testdata/demo"},
                                {"why", "sts/search", "testdata/demo"},
                                {"profiles", "testdata/demo"},
                                {"rules"},
                                {"explain", "FG101"},
                                {"--help"},
                                {"check", "--help"}}) {
    CAPTURE(arguments.front());
    const auto outcome = run({.arguments = arguments, .environment = {{"COLUMNS", "1"}}});
    CHECK(outcome.status <= 1);
    CHECK(outcome.out.size() > 100);
    CHECK(outcome.err.empty());
  }
}

/// What a terminal or a reader of a log takes for a command, or shows as what it is not.
constexpr const char* kEvil[] = {"\x1B[31mred",
                                 "\x1B]0;title\x07",
                                 "\xC2\x9B"
                                 "31m",
                                 "\xC2\x90"
                                 "q",
                                 "\x7F",
                                 "\b\b\b",
                                 "\xE2\x80\xAEgnp",
                                 "\xE2\x81\xA6x",
                                 "\xE2\x80\xA8next",
                                 "]]>",
                                 "<!--",
                                 "\"><script>",
                                 "&amp;",
                                 "::error::x",
                                 "::stop-commands::x",
                                 " ::add-mask::x",
                                 "##[error]x",
                                 "##vso[task.complete]x",
                                 "##teamcity[x]",
                                 "%0A::error::x",
                                 "a\n::error::x",
                                 "a\r\n##vso[task.complete]x",
                                 "a\tb",
                                 "`x`",
                                 "|x|",
                                 "@all",
                                 "\\u001b[31m",
                                 "\xF3\xA0\x81\x81"};

/// A JSON string is a double-quoted scalar, in which YAML takes any character as an escape.
std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    constexpr std::string_view kHex = "0123456789abcdef";
    if (c == '"' || c == '\\')
      out.append("\\").append(1, c);
    else if (byte < 0x20 || byte == 0x7F)
      out.append("\\x").append(1, kHex[byte >> 4U]).append(1, kHex[byte & 15U]);
    else
      out += c;
  }
  return out + '"';
}

/// A manifest in which everything that a report may repeat is `evil`.
std::string manifest_of(std::string_view evil) {
  const auto q = in_quotes(evil);
  std::string text = "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: " + q +
                     ", region: r}\nfargateProfiles:\n- {name: " + q +
                     ", selectors: [{namespace: " + q + ", labels: {" + q + ": " + q + "}}]}\n";
  text += "---\napiVersion: v1\nkind: Pod\nmetadata: {name: " + q + ", namespace: " + q +
          ", labels: {" + q + ": " + q +
          "}, annotations: {fargate-lint.dev/ignore: " + in_quotes("FG502=" + std::string(evil)) +
          "}}\nspec:\n  hostNetwork: true\n" + "  runtimeClassName: " + q + "\n  nodeSelector: {" +
          q + ": " + q + "}\n" + "  containers:\n  - {name: " + q + ", image: " + q +
          ", ports: [{hostPort: 1, name: " + q + "}], securityContext: {capabilities: {add: [" + q +
          "]}}}\n" + "  volumes: [{name: " + q + ", hostPath: {path: " + q +
          "}}, {name: b, persistentVolumeClaim: {claimName: " + q + "}}]\n";
  text += "---\napiVersion: v1\nkind: Service\nmetadata: {name: " + q + ", namespace: " + q +
          "}\nspec: {type: " + q + ", selector: {" + q + ": " + q + "}}\n";
  return text + "---\napiVersion: v1\nkind: Pod\nbroken: " + q + " " + q + "\n";
}

bool may_be_shown(char32_t c) {
  if (c == '\n') return true;
  if (c < 0x20 || (c >= 0x7F && c < 0xA0)) return false;
  return (c < 0x2028 || c > 0x202E) && (c < 0x2066 || c > 0x2069) && (c < 0xE0000 || c > 0xE0FFF);
}

/// Lines that GitHub or Azure would run, or a terminal obey; empty if there are none.
std::string harm_in(const std::string& output, bool is_log_format) {
  for (std::string_view rest = output; !rest.empty();) {
    const auto before = rest;
    if (!may_be_shown(report::take_character(rest)))
      return "a control character before " + std::string(before.substr(0, 40));
  }
  if (is_log_format) return {};
  for (std::size_t begin = 0; begin < output.size();) {
    const auto end = std::min(output.find('\n', begin), output.size());
    const auto line = output.substr(begin, end - begin);
    const auto first = line.find_first_not_of(' ');
    const bool colons = first != std::string::npos && line.compare(first, 2, "::") == 0;
    if (colons && line.compare(first, 3, ":::") != 0) return line;  // three are our own
    for (const auto* command : {"##[", "##vso[", "##teamcity["})
      if (line.find(command) != std::string::npos) return line;
    begin = end + 1;
  }
  return {};
}

/// Lints `.` in the folder and looks for harm in every format.
void check_formats(const TemporaryFolder& folder, std::string_view evil) {
  testing::Call call{.arguments = {"-o", "text"},
                     .environment = {{"COLUMNS", "60"}},
                     .folder = folder.path().string()};
  const TemporaryFolder reports;
  for (const auto* renderer : report::renderers()) {
    if (renderer->render_all == nullptr) continue;
    const std::string format(renderer->name);
    call.arguments.insert(call.arguments.end(),
                          {"-o", format + "=" + (reports.path() / format).string()});
  }
  call.arguments.emplace_back(".");
  CAPTURE(in_quotes(evil));
  const auto outcome = run(call);
  CHECK(outcome.status < 1000);
  CHECK(harm_in(outcome.out, false) == "");
  CHECK(harm_in(outcome.err, false) == "");
  for (const auto* renderer : report::renderers()) {
    if (renderer->render_all == nullptr) continue;
    const std::string format(renderer->name);
    CAPTURE(format);
    std::ifstream file(reports.path() / format, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    CHECK_FALSE(text.empty());
    CHECK(harm_in(text, format == "github" || format == "azure") == "");
    const bool json =
        format == "json" || format == "sarif" || format == "gitlab" || format == "rdjson";
    // Only what begins with a brace is read as JSON.
    if (json) CHECK(yaml::read_document("{\"report\":" + text + "}") != nullptr);
  }
}

TEST_CASE("faults: no text of a manifest is a command to a terminal or a log, in any format") {
  for (const std::string_view evil : kEvil) {
    const TemporaryFolder folder;
    folder.write("a.yaml", manifest_of(evil));
    check_formats(folder, evil);
    for (const auto* command : {"placement", "profiles"}) {
      CAPTURE(command);
      CAPTURE(in_quotes(evil));
      const auto outcome =
          run({.arguments = {command, "a.yaml"}, .folder = folder.path().string()});
      CHECK(outcome.status < 1000);
      CHECK(harm_in(outcome.out + outcome.err, false) == "");
    }
  }
}

TEST_CASE("faults: nor is the name of a file") {
  for (const std::string_view evil : kEvil) {
    if (evil.find('/') != std::string_view::npos) continue;
    const TemporaryFolder folder;
    folder.write(std::string(evil) + ".yaml", kPod);
    folder.write(std::string(evil) + "2.yaml", "a: [\n");
    check_formats(folder, evil);
  }
}

TEST_CASE("faults: every format is UTF-8, whatever the names of files are") {
  const TemporaryFolder folder;
  const std::string name = "caf\xE9\xFF\xC3.yaml";
  folder.write(name, kPod);
  if (!fs::exists(folder.path() / name)) {
    MESSAGE("SKIPPED: this file system wants names to be UTF-8");
    return;
  }
  for (const auto* renderer : report::renderers()) {
    if (renderer->render_all == nullptr) continue;
    const std::string format(renderer->name);
    CAPTURE(format);
    const auto outcome = run({.arguments = {"-o", format, "."}, .folder = folder.path().string()});
    CHECK(outcome.status == 1);
    CHECK(outcome.out.find("caf") != std::string::npos);
    std::string_view rest = outcome.out;
    bool well_formed = true;
    while (!rest.empty()) {
      const auto before = rest;
      const bool replaced = report::take_character(rest) == report::kReplacementCharacter;
      // One that is written as such stands for what cannot be shown.
      well_formed = well_formed && (!replaced || before.starts_with("\xEF\xBF\xBD"));
    }
    CHECK(well_formed);
  }
}

}  // namespace
}  // namespace fargate_lint
