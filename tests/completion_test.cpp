// How command lines go on: what `__complete` says, what is under completions/, and what bash makes
// of it.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include "command.hpp"
#include "completion_scripts.hpp"
#include "golden.hpp"
#include "options.hpp"
#include "run_program.hpp"
#include "system/testing.hpp"

namespace fargate_lint {
namespace {

namespace fs = std::filesystem;
using system::TemporaryFolder;
using testing::read_file;
using testing::run;

const fs::path kSources = FARGATE_LINT_SOURCE_DIR;
const fs::path kFolder = kSources / "completions";

/// What `__complete` says: candidates without descriptions, in one line, and the bits behind `:`.
std::string completed(std::vector<std::string> words) {
  words.insert(words.begin(), "__complete");
  const auto outcome = run({.arguments = words});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  std::istringstream lines(outcome.out);
  std::string all;
  for (std::string line; std::getline(lines, line);)
    all += (all.empty() ? "" : " ") + line.substr(0, line.find('\t'));
  return all;
}

TEST_CASE("completion: goes on with what the tables hold") {
  struct Row {
    std::vector<std::string> words;
    std::string expected;  ///< `:4` at the end: no paths; `:0`: paths as well
  };
  const Row rows[] = {
      {{""},
       "check placement profiles cost diff why explain rules policy admit serve debug completion "
       "version help :0"},
      {{"pl"}, "placement :0"},
      {{"deploy/", ""}, ":0"},
      {{"de"}, "debug :0"},
      {{"debug", ""}, "parse :4"},
      {{"debug", "parse", ""}, ":0"},
      {{"help", "pl"}, "placement :4"},
      {{"help", "debug", ""}, "parse :4"},
      {{"version", ""}, ":4"},
      {{"check", "--fail-on", ""}, "error warning info never :4"},
      {{"check", "--fail-on=w"}, "--fail-on=warning :4"},
      {{"--color", "a"}, "auto always :4"},
      {{"-o", "j"}, "json jsonl junit :4"},
      {{"-o=js"}, "-o=json -o=jsonl :4"},
      {{"-o", "json=re"}, ":0"},
      {{"--output=json=re"}, ":0"},
      {{"rules", "-o", ""}, "text json :4"},
      {{"rules", ""}, ":4"},
      {{"profiles", "--output", "t"}, "text :4"},
      {{"check", "--profiles", "clu"}, ":0"},
      {{"check", "--namespace", ""}, ":4"},
      {{"--select", "fg101"}, "FG101 :4"},
      {{"--select", "FG1,host-p"}, "FG1,host-port FG1,host-pid FG1,host-path :4"},
      {{"--ignore=FG1,FG501"}, "--ignore=FG1,FG501 :4"},
      {{"explain", "host-pa"}, "host-path :4"},
      {{"explain", "FG101", "host-pa"}, "host-path :4"},
      {{"check", "--fai"}, "--fail-on :4"},
      {{"check", "-q", "--qui"}, ":4"},
      {{"check", "-o", "json", "--outp"}, "--output :4"},
      {{"why", "--fai"}, ":4"},
      {{"why", "stateful"}, "StatefulSet/ :6"},
      {{"why", "Deployment/api", "dep"}, ":0"},
      {{"why", "-f", "testdata/demo", "Deployment/a"}, "Deployment/admin Deployment/api :4"},
      {{"why", "-f", "testdata/demo", "sts/"}, "sts/search :4"},
      {{"why", "-f", "nowhere", ""}, ":4"},
      {{"-n", "shop", "wh"}, "why :0"},
      {{"check", "--", "-"}, ":0"},
      {{"--vers"}, "--version :4"},
      {{"completion", ""}, "bash zsh fish powershell kubectl :4"},
      {{"completion", "bash", ""}, ":4"},
      {{"--nonsense="}, ":4"},
      {{},
       "check placement profiles cost diff why explain rules policy admit serve debug completion "
       "version help :0"},
  };
  for (const auto& row : rows) {
    std::string words;
    for (const auto& word : row.words) words += "[" + word + "]";
    CAPTURE(words);
    CHECK(completed(row.words) == row.expected);
  }
}

TEST_CASE("completion: nothing that a shell would run, and no wait for the standard input") {
  const TemporaryFolder folder;
  folder.write("a.yaml",
               "apiVersion: v1\nkind: Pod\nmetadata: {name: \"$(touch x)\"}\nspec: {containers: "
               "[{name: a}]}\n---\n"
               "apiVersion: v1\nkind: Pod\nmetadata: {name: good.name-1}\nspec: {containers: "
               "[{name: a}]}\n");
  const auto file = (folder.path() / "a.yaml").string();
  CHECK(completed({"why", "-f", file, ""}) == "Pod/good.name-1 :4");
  CHECK(completed({"why", "-f", "-", "-f", file, ""}) == "Pod/good.name-1 :4");
  CHECK(completed({"why", "-f", "-", "Po"}) == ":4");
}

TEST_CASE("completion: knows every command and every option") {
  for (const auto& command : cmd::commands()) {
    const std::string name(command.name);
    CAPTURE(name);
    std::vector<std::string> words;
    std::istringstream parts(name);
    for (std::string part; parts >> part;) words.push_back(part);
    words.emplace_back("-");
    const auto said = completed(words) + " ";
    for (const auto& option : cmd::option_table()) {
      CAPTURE(option.long_name);
      const bool offered = said.find(std::string(option.long_name) + " ") != std::string::npos;
      CHECK(offered == ((option.commands & command.bit) != 0));
    }
  }
}

TEST_CASE("completion: an option with a closed set of values takes no other") {
  for (const auto& option : cmd::option_table()) {
    CAPTURE(option.long_name);
    CHECK(option.choices.empty() == (option.values != cmd::Values::choices));
    if (option.choices.empty()) continue;
    const std::string name(option.long_name);
    const auto command = std::ranges::find_if(cmd::commands(), [&](const cmd::Command& each) {
      return (each.bit & option.commands) != 0;
    });
    const auto status_with = [&](std::string choice) {
      testing::Call call{.arguments = {std::string(command->name), name, std::move(choice)}};
      if ((command->bit & cmd::kReadsInput) != 0)
        call.arguments.emplace_back("testdata/demo");
      else
        call.input = read_file(kSources / "testdata/admission/pod-refused.json");
      return run(call).status;
    };
    for (const auto choice : option.choices) CHECK(status_with(std::string(choice)) != 2);
    CHECK(status_with("other") == 2);
  }
}

TEST_CASE("documentation: completions/ holds what `completion SHELL` prints") {
  std::size_t files = 0;
  for (const auto& script : cmd::completion_scripts()) {
    const auto path = kFolder / script.file;
    CAPTURE(path.string());
    const auto outcome = run({.arguments = {"completion", std::string(script.shell)}});
    CHECK(outcome.status == 0);
    CHECK(outcome.out == script.text);
    if (std::getenv("FARGATE_LINT_UPDATE") != nullptr) {
      fs::create_directories(kFolder);
      std::ofstream(path, std::ios::binary) << outcome.out;
    }
    INFO("./dev docs writes it anew");
    CHECK(read_file(path) == outcome.out);
    ++files;
  }
  const auto there = std::distance(fs::directory_iterator(kFolder), fs::directory_iterator());
  CHECK(static_cast<std::size_t>(there) == files);
}

/// What bash offers for `line` with the cursor at its end. Readline's part, which cuts the line
/// into words at spaces, `=` and `:`, is played here.
std::string bash_offers(const std::string& line) {
  const std::string script = R"sh(
    compopt() { options+=" $2"; }
    source completions/fargate-lint.bash
    options=''
    COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDS=() word='' i=0
    for ((i = 0; i < ${#1}; i++)); do
      c=${1:i:1}
      case $c in
        ' ') [ -z "$word" ] || COMP_WORDS+=("$word"); word='' ;;
        = | :) [ -z "$word" ] || COMP_WORDS+=("$word"); COMP_WORDS+=("$c"); word='' ;;
        *) word+=$c ;;
      esac
    done
    case $c in = | :) ;; *) COMP_WORDS+=("$word") ;; esac
    COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    PATH=$2:$PATH
    _fargate_lint
    echo "${COMPREPLY[*]}$options"
  )sh";
  const TemporaryFolder folder;
  fs::create_symlink(FARGATE_LINT_BINARY, folder.path() / "fargate-lint");
  const auto outcome = run(
      {.arguments = {"-c", script, "bash", line, folder.path().string()}, .program = "/bin/bash"});
  CHECK(outcome.status == 0);
  CHECK(outcome.err.empty());
  return outcome.out.substr(0, outcome.out.find('\n'));
}

TEST_CASE("completion: bash replaces what stands behind an equals sign") {
  CHECK(bash_offers("fargate-lint check --fail-on=w") == "warning");
  CHECK(bash_offers("fargate-lint check --fail-on=") == "error warning info never");
  CHECK(bash_offers("fargate-lint check --fail-on ") == "error warning info never");
  CHECK(bash_offers("fargate-lint -o json=te") == " default");
  CHECK(bash_offers("fargate-lint testdata/de") == " default");
  CHECK(bash_offers("fargate-lint why Stat") == "StatefulSet/ nospace");
  CHECK(bash_offers("fargate-lint sch") == " default");
  CHECK(bash_offers("fargate-lint ru") == "rules rules filenames");  // the command and the folder
  CHECK(bash_offers("fargate-lint version x") == "");
}

/// What a shell script says that sees the program under both of its names first on PATH; nothing,
/// and a message, if the machine does not have what it needs.
std::optional<std::string> script_says(const std::string& needs, const std::string& script) {
  if (run({.arguments = {"-c", "command -v " + needs}, .program = "/bin/bash"}).status != 0) {
    MESSAGE(needs, " is not installed: it is not tried");
    return std::nullopt;
  }
  const TemporaryFolder folder;
  for (const auto* name : {"fargate-lint", "kubectl-fargate_lint"})
    fs::create_symlink(FARGATE_LINT_BINARY, folder.path() / name);
  const auto shim = folder.path() / "kubectl_complete-fargate_lint";
  fs::copy_file(kFolder / shim.filename(), shim);
  fs::permissions(shim, fs::perms::owner_all);
  const auto outcome =
      run({.arguments = {"-c", "PATH=$1:$PATH; " + script, "bash", folder.path().string()},
           .environment = {{"HOME", folder.path().string()}},
           .program = "/bin/bash"});
  CHECK(outcome.status == 0);
  return outcome.out;
}

TEST_CASE("completion: kubectl asks the plugin") {
  if (const auto said = script_says("kubectl", "kubectl __complete fargate-lint check --fail-on w"))
    CHECK(*said == "warning\n:4\n");
  if (const auto said = script_says("kubectl", "kubectl __complete fargate-lint why Stateful"))
    CHECK(*said == "StatefulSet/\n:6\n");
}

TEST_CASE("completion: fish offers what the program says") {
  const std::string ask =
      "fish -c 'source completions/fargate-lint.fish; complete -C \"$argv\"' -- ";
  if (const auto said = script_says("fish", ask + "'fargate-lint check --fail-on '"))
    CHECK(*said == "error\nwarning\ninfo\nnever\n");
  if (const auto said = script_says("fish", ask + "'fargate-lint -o json=complet'"))
    CHECK(said->starts_with("json=completions/"));
  if (const auto said = script_says("fish", ask + "'fargate-lint plac'"))
    CHECK(*said == "placement\tshow only where each Pod lands and why\n");
}

TEST_CASE("completion: zsh can read its script") {
  if (const auto said = script_says("zsh", "zsh -n completions/_fargate-lint"))
    CHECK(said->empty());
}

}  // namespace
}  // namespace fargate_lint
