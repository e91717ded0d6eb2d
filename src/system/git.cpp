#include "system/git.hpp"

#include <utility>

#include "base/nearest.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"

namespace fargate_lint::system {
namespace {

/// Reading a large repository from a cold disk takes long; a pipe in place of a file, for ever.
constexpr auto kLimit = std::chrono::minutes(2);

/// git-config(1) names the programs that a repository's configuration can have run. What is said on
/// the command line overrules it.
const std::vector<std::string> kFirstWords = {
    "git", "--no-pager",
    // Run whenever the index is refreshed.
    "-c", "core.fsmonitor=false",
    // Run when the index is written, among others.
    "-c", "core.hooksPath=/dev/null",
    // A folder of a clone may hold HEAD, config, objects and refs as plain files: since git 2.38 it
    // is no repository then. For older ones, git never starts below the root.
    "-c", "safe.bareRepository=explicit",
    // A partial clone fetches what it misses, over `ext::PROGRAM` if its configuration says so.
    "-c", "protocol.allow=never"};

/// git(1), "Environment Variables".
const std::vector<Variable> kVariables = {
    // `protocol.ext.allow` of the repository goes before our `protocol.allow`; this, before both.
    {"GIT_ALLOW_PROTOCOL", ""},
    {"GIT_NO_LAZY_FETCH", "1"},
    // The index is not refreshed on the disk.
    {"GIT_OPTIONAL_LOCKS", "0"},
    {"GIT_TERMINAL_PROMPT", "0"},
    {"GIT_ASKPASS", std::nullopt},
    {"SSH_ASKPASS", std::nullopt},
    // A revision is what its hash says.
    {"GIT_NO_REPLACE_OBJECTS", "1"},
    // How paths are given is for us to say.
    {"GIT_LITERAL_PATHSPECS", std::nullopt},
    {"GIT_ICASE_PATHSPECS", std::nullopt},
    {"GIT_TRACE", std::nullopt}};

constexpr std::string_view kShallowHint =
    "the clone is shallow: fetch the history first (`git fetch --unshallow`; with "
    "actions/checkout, "
    "set `fetch-depth: 0`)";

/// The closest folder upwards whose `.git` is a repository, or a file that says where it is.
std::string find_root(const FileSystem& files, std::string folder) {
  while (true) {
    const auto git = join_path(folder, ".git");
    if (files.is(Kind::regular, git) || files.exists(join_path(git, "HEAD"))) return folder;
    if (folder == "/" || folder.empty()) return {};
    folder = parent_path(folder);
  }
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace

Error git_failure(const Ending& ending) {
  switch (ending.kind) {
    case Ending::Kind::not_found:
      return {"cannot run git, which is needed to read a revision", "install it"};
    case Ending::Kind::not_started:
      return {"cannot start git", "look whether there is room for another process"};
    case Ending::Kind::timed_out:
      return {"git does not answer", "look what keeps it, as a pipe in place of a file"};
    case Ending::Kind::too_much:
      return {"git says more than 1 GiB", "look whether this is a repository"};
    case Ending::Kind::exited:
    case Ending::Kind::killed:
    case Ending::Kind::stopped: break;
  }
  return {"git fails: " + first_line(ending.said),
          "look whether this is a repository that has the revision"};
}

Git::Git(Process& process, const FileSystem& files, const Environment& environment)
    : process_(&process), first_words_(kFirstWords), variables_(kVariables) {
  // Relative to where we stand, which is not where git will.
  for (const auto* name : {"GIT_DIR", "GIT_WORK_TREE"})
    if (const auto value = environment.get(name); !value.empty())
      variables_.push_back({name, files.canonical(value)});
}

Result<Git> Git::find(Process& process, const FileSystem& files, const Environment& environment) {
  Git git(process, files, environment);
  const auto here = files.canonical(".");
  if (git.variables_.size() != kVariables.size()) {
    if (auto failure = git.ask_for_root(here)) return *std::move(failure);
    return git;
  }
  git.root_ = git.folder_ = find_root(files, here);
  if (git.root_.empty())
    return Error{"`" + here + "` is in no git repository",
                 "look whether this is a repository that has the revision"};
  // The repository's own configuration may say that its files are elsewhere (`core.worktree`).
  git.first_words_.push_back("--work-tree=" + git.root_);
  return git;
}

Failure Git::ask_for_root(const std::string& here) {
  folder_ = here;
  auto top = ask({"rev-parse", "--show-toplevel"});
  if (!top) return top.error();
  if (top->ends_with('\n')) top->pop_back();
  if (!is_within(here, *top))
    return Error{"the files of the repository are in `" + *top + "`", "go there first"};
  root_ = folder_ = std::move(top).value();
  return std::nullopt;
}

Command Git::command(std::vector<std::string> words) const {
  words.insert(words.begin(), first_words_.begin(), first_words_.end());
  return {.words = std::move(words), .environment = variables_, .folder = folder_, .limit = kLimit};
}

Result<std::string> Git::ask(std::vector<std::string> words) const {
  std::string said;
  const auto ending = process_->run(command(std::move(words)), [&](std::string_view part) {
    said += part;
    return true;
  });
  if (!ending.is_success()) return git_failure(ending);
  return said;
}

bool Git::is_shallow() const {
  const auto said = ask({"rev-parse", "--is-shallow-repository"});
  return said && first_line(*said) == "true";
}

std::vector<std::string> Git::names() const {
  std::vector<std::string> all;
  const auto refs =
      ask({"for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags"});
  if (!refs) return all;
  for (const auto name : lines_of(*refs)) all.emplace_back(name);
  return all;
}

Error Git::no_revision(const std::string& revision) const {
  Error error{"`" + revision + "` is no revision of this repository",
              "fetch it first, or name another one"};
  if (is_shallow()) {
    error.hint = std::string(kShallowHint);
    return error;
  }
  const auto known = names();
  if (const auto close = nearest(revision, {known.begin(), known.end()}); !close.empty())
    error.hint = "did you mean `" + std::string(close) + "`?";
  return error;
}

Result<std::string> Git::merge_base(const std::string& a, const std::string& b) const {
  for (const auto& name : {a, b})
    if (const auto known = commit(name); !known) return known.error();
  const auto said = ask({"merge-base", "--end-of-options", a, b});
  if (said && !first_line(*said).empty()) return first_line(*said);
  return Error{"`" + a + "` and `" + b + "` have no common commit here",
               is_shallow() ? std::string(kShallowHint) : "name the revisions as `A..B`"};
}

Result<std::string> Git::commit(const std::string& revision) const {
  std::string said;
  const auto ending = process_->run(
      command({"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"}),
      [&](std::string_view part) {
        said += part;
        return true;
      });
  // Of what it does not know it says nothing; of a repository that it does not trust, it does.
  if (ending.kind == Ending::Kind::exited && ending.code != 0 && ending.said.empty())
    return no_revision(revision);
  if (!ending.is_success()) return git_failure(ending);
  return first_line(said);
}

std::unique_ptr<Running> Git::start(std::vector<std::string> words) const {
  auto asked = command(std::move(words));
  asked.asks = true;
  asked.most_output = UINT64_MAX;
  return process_->start(std::move(asked));
}

}  // namespace fargate_lint::system
