#pragma once

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "system/process.hpp"
#include "system/testing.hpp"

namespace fargate_lint::system::testing {

/// Answers as git does for a repository of one commit, without one.
class FakeGit {
 public:
  explicit FakeGit(std::string root) : root_(std::move(root)) {
    process_.on({"git"}, [this](const Command& command, std::string_view input) {
      return answer(command, input);
    });
  }

  /// A file of the commit, tracked now as well.
  void add(const std::string& path, const std::string& text, const std::string& mode = "100644") {
    const auto id = std::to_string(1000 + blobs_.size());
    blobs_[id] = text;
    listing_ += mode + " blob " + id + "\t" + path + '\0';
    tracked_ += path + '\0';
  }
  void link(const std::string& path, const std::string& target) { add(path, target, "120000"); }
  /// One of which the repository has the name alone.
  void lose(const std::string& path) {
    listing_ += "100644 blob 999\t" + path + '\0';
    tracked_ += path + '\0';
  }
  void track(const std::string& path) { tracked_ += path + '\0'; }

  Process& process() { return process_; }
  /// What git was started for, each time.
  std::vector<std::string> asked() const {
    std::vector<std::string> all;
    for (const auto& command : process_.started()) all.push_back(name_of(command));
    return all;
  }
  const std::vector<Command>& started() const { return process_.started(); }

 private:
  static std::string name_of(const Command& command) {
    for (const auto& word : command.words)
      for (const auto* name : {"rev-parse", "ls-tree", "ls-files", "cat-file"})
        if (word == name) return word;
    return "another";
  }
  FakeProcess::Answer answer(const Command& command, std::string_view input) const {
    const auto name = name_of(command);
    const auto& last = command.words.back();
    if (name == "ls-tree") return {listing_};
    if (name == "ls-files") return {tracked_};
    if (name == "rev-parse" && last == "--show-toplevel") return {root_ + "\n"};
    if (name == "rev-parse" && last == "HEAD^{commit}") return {"c0ffee\n"};
    if (name != "cat-file") return {"", {Ending::Kind::exited, 1}};
    const auto id = std::string(input.substr(0, input.find('\n')));
    const auto blob = blobs_.find(id);
    if (blob == blobs_.end()) return {id + " missing\n"};
    return {id + " blob " + std::to_string(blob->second.size()) + "\n" + blob->second + "\n"};
  }

  std::string root_;
  FakeProcess process_;
  std::map<std::string, std::string> blobs_;
  std::string listing_;
  std::string tracked_;
};

/// A repository of the git that is installed, in a folder beside which there is room for what it
/// must not touch.
class GitRepository {
 public:
  GitRepository() {
    std::filesystem::create_directory(root());
    git({"init", "-q", "-b", "main"});
  }

  const std::filesystem::path& outside() const { return folder_.path(); }
  std::filesystem::path root() const { return outside() / "repository"; }
  void write(const std::string& name, std::string_view text) const {
    folder_.write("repository/" + name, text);
  }
  void write_outside(const std::string& name, std::string_view text) const {
    folder_.write(name, text);
  }

  /// Runs git by itself: what it prints, and how it ends.
  std::pair<std::string, Ending> try_git(std::vector<std::string> words,
                                         const std::filesystem::path& where) const {
    words.insert(words.begin(), {"git", "-c", "user.name=n", "-c", "user.email=e@example.com"});
    MachineProcess process;
    std::string out;
    auto ending = process.run({.words = std::move(words), .folder = where.string()},
                              [&](std::string_view part) {
                                out += part;
                                return true;
                              });
    return {std::move(out), std::move(ending)};
  }
  std::string git(std::vector<std::string> words) const {
    auto [out, ending] = try_git(std::move(words), root());
    if (!ending.is_success()) throw std::runtime_error("git: " + ending.said);
    return out;
  }
  void commit() const {
    git({"add", "-A"});
    git({"commit", "-q", "-m", "all"});
  }
  /// The file in which git keeps the text of a file of HEAD.
  std::filesystem::path object_of(const std::string& path) const {
    const auto id = git({"rev-parse", "HEAD:" + path});
    return root() / ".git/objects" / id.substr(0, 2) / id.substr(2, 38);
  }

  /// A program that leaves a mark when it is run.
  std::string trap() const {
    const auto path = outside() / "trap";
    if (!std::filesystem::exists(path)) {
      write_outside("trap", "#!/bin/sh\necho \"$0 $@\" >>" + mark().string() + "\nexit 1\n");
      std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    }
    return path.string();
  }
  /// Whether it was. Takes the mark away.
  bool has_snapped() const { return std::filesystem::remove(mark()); }

 private:
  std::filesystem::path mark() const { return outside() / "mark"; }

  TemporaryFolder folder_;
};

/// Makes it as hostile as a configuration can: all that it can have run is the trap.
inline void arm(const GitRepository& repository) {
  const auto trap = repository.trap();
  for (const std::string key :
       {"core.fsmonitor", "core.sshCommand", "core.pager", "pager.ls-tree", "pager.rev-parse",
        "core.editor", "core.askPass", "core.gitProxy", "core.alternateRefsCommand",
        "diff.external", "diff.trap.textconv", "diff.trap.command", "filter.trap.clean",
        "filter.trap.smudge", "filter.trap.process", "credential.helper", "gpg.program",
        "uploadpack.packObjectsHook"})
    repository.git({"config", key, trap});
  for (const std::string name : {"ls-tree", "cat-file", "rev-parse", "ls-files"})
    repository.git({"config", "alias." + name, "!" + trap});
  for (const std::string hook :
       {"post-index-change", "post-checkout", "reference-transaction", "fsmonitor-watchman"})
    std::filesystem::copy_file(trap, repository.root() / ".git/hooks" / hook);
}

/// Puts a bare repository into it as plain files, whose configuration has the trap run.
inline void hide_bare_repository(const GitRepository& repository) {
  repository.write("bare/HEAD", "ref: refs/heads/main\n");
  repository.write("bare/config",
                   "[core]\n  repositoryformatversion = 0\n  bare = false\n  worktree = tree\n"
                   "  fsmonitor = " +
                       repository.trap() + "\n");
  for (const std::string name : {"objects/keep", "refs/keep", "refs/heads/keep", "tree/keep"})
    repository.write("bare/" + name, "");
}

/// Makes it a partial clone that has lost the text of a file, and can get it from the trap only.
inline void make_partial(const GitRepository& repository, const std::string& lost) {
  std::filesystem::remove(repository.object_of(lost));
  for (const auto& [key, value] : std::map<std::string, std::string>{
           {"core.repositoryFormatVersion", "1"},
           {"extensions.partialClone", "origin"},
           {"remote.origin.promisor", "true"},
           {"remote.origin.url", "ext::" + repository.trap() + " %S"},
           {"protocol.ext.allow", "always"}})
    repository.git({"config", key, value});
}

}  // namespace fargate_lint::system::testing
