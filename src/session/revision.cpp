#include "session/revision.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

#include "base/paths.hpp"
#include "lint/selection.hpp"
#include "list.hpp"
#include "report/finding_text.hpp"
#include "session/session.hpp"
#include "session/trees.hpp"
#include "system/disk.hpp"
#include "system/temporary_file.hpp"

namespace fargate_lint::session {
namespace {

namespace fs = std::filesystem;
using system::Failure;

/// A folder of our own that is gone at the end, with all that is in it.
class PrivateFolder {
 public:
  PrivateFolder() {
    std::error_code error;
    auto name = (fs::temp_directory_path(error) / "fargate-lint-XXXXXX").string();
    if (error || ::mkdtemp(name.data()) == nullptr) return;
    path_ = fs::canonical(name, error);
    leftovers_.add(path_);
  }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  ~PrivateFolder() {
    std::error_code ignored;  // what cannot be removed is left to the system's own cleaning
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

  /// Has a file or link that is made next removed with the folder. Returns its path.
  fs::path add(fs::path path) {
    leftovers_.add(path);
    return path;
  }
  /// Makes a folder in it, with those that lead there.
  void make_folder(const fs::path& path) {
    std::error_code error;  // what cannot be made is noticed by who writes there
    if (path == path_ || fs::exists(path, error)) return;
    make_folder(path.parent_path());
    fs::create_directory(add(path), error);
  }

 private:
  system::Leftovers leftovers_;
  fs::path path_;
};

std::string read_all(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// A file that git reads or writes.
class GitFile {
 public:
  GitFile(const fs::path& path, int flags) : descriptor_(::open(path.c_str(), flags, 0600)) {}
  GitFile(const GitFile&) = delete;
  GitFile& operator=(const GitFile&) = delete;
  ~GitFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

[[noreturn]] void become_git(std::vector<std::string> words, const GitFile& in, const GitFile& out,
                             const GitFile& err) {
  if (::dup2(in.descriptor(), STDIN_FILENO) < 0 || ::dup2(out.descriptor(), STDOUT_FILENO) < 0 ||
      ::dup2(err.descriptor(), STDERR_FILENO) < 0)
    ::_exit(127);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp("git", arguments.data());
  ::_exit(127);
}

Failure write_own(PrivateFolder& folder, const std::string& name, std::string_view text) {
  auto failure = system::Disk().replace(folder.add(folder.path() / name), text);
  if (failure) failure->hint = "free some space, or set TMPDIR to another place";
  return failure;
}

/// An error if nothing can be written to the folder: git has failed for that reason then, and had
/// no place to say so.
Failure check_room(PrivateFolder& folder) {
  return write_own(folder, "room", std::string(4096, '\n'));
}

/// Runs git (no shell in between) with `in` as its input; what it prints is in `out` then.
Failure run_git(PrivateFolder& folder, std::vector<std::string> words, const fs::path& in,
                const fs::path& out) {
  words.insert(words.begin(), "git");
  auto err = out;
  err += ".err";
  constexpr int kAnew = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
  const GitFile input(in, O_RDONLY | O_CLOEXEC);
  const GitFile output(folder.add(out), kAnew);
  const GitFile errors(folder.add(err), kAnew);
  const auto child = ::fork();
  if (child < 0) return Error{"cannot start git", "there is no room for another process"};
  if (child == 0) become_git(std::move(words), input, output, errors);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return Error{"git is lost", "run it again"};
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::nullopt;
  if (auto failure = check_room(folder)) return failure;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
    return Error{"cannot run git, which `--new-from-rev` needs", "install it"};
  auto said = read_all(err);
  said = said.substr(0, said.find('\n'));
  return Error{"git fails: " + said, "look whether this is a repository that has the revision"};
}

/// A file of the revision, or a symbolic link.
struct Blob {
  std::string id;
  std::string path;
  bool is_link = false;
};

bool is_wanted(const std::string& path, const std::vector<std::string>& named) {
  for (const auto* ending : {".yaml", ".yml", ".json", ".gitignore", "Kustomization"})
    if (path.ends_with(ending)) return true;
  const auto name = fs::path(path).filename();
  return std::ranges::any_of(
      named, [&](const std::string& other) { return fs::path(other).filename() == name; });
}

/// A hostile repository may hold any name.
bool stays_inside(const std::string& path) {
  const fs::path parts(path);
  return parts.is_relative() && std::ranges::none_of(parts, [](const fs::path& part) {
           return part == ".." || part == ".git";
         });
}

/// The regular files in what `git ls-tree -r -z` prints, `100644 blob ID<tab>PATH<nul>`, and then
/// the symbolic links.
std::vector<Blob> blobs_in(std::string_view listing, const std::vector<std::string>& named) {
  std::vector<Blob> blobs;
  while (!listing.empty()) {
    const auto end = std::min(listing.find('\0'), listing.size());
    const auto entry = listing.substr(0, end);
    listing.remove_prefix(std::min(end + 1, listing.size()));
    const auto tab = entry.find('\t');
    const bool is_link = entry.starts_with("120");
    if (tab == std::string_view::npos || !(is_link || entry.starts_with("100"))) continue;
    const auto head = entry.substr(0, tab);
    Blob blob{std::string(head.substr(head.rfind(' ') + 1)), std::string(entry.substr(tab + 1)),
              is_link};
    if ((is_link || is_wanted(blob.path, named)) && stays_inside(blob.path))
      blobs.push_back(std::move(blob));
  }
  std::ranges::stable_partition(blobs, [](const Blob& blob) { return !blob.is_link; });
  return blobs;
}

/// Where a link of the work tree leads, in the revision's tree if it stays in the repository.
fs::path link_target(const Blob& link, const std::string& text, const Trees& trees) {
  const auto folder = (trees.root / link.path).parent_path();
  const auto now = (folder / text).lexically_normal();
  const auto inside = now.lexically_relative(trees.root);
  return inside.empty() || *inside.begin() == ".." ? now : trees.tree / inside;
}

/// Takes the blobs apart that `git cat-file --batch` prints: `ID blob SIZE`, the bytes, a line end.
Failure write_blobs(const std::vector<Blob>& blobs, const fs::path& printed, const Trees& trees,
                    PrivateFolder& folder) {
  // All folders before the links: nothing is written through a link, whatever a hostile repository
  // holds.
  for (const auto& blob : blobs) folder.make_folder((trees.tree / blob.path).parent_path());
  std::ifstream all(printed, std::ios::binary);
  std::string line;
  std::string text;
  for (const auto& blob : blobs) {
    if (!std::getline(all, line) || !line.starts_with(blob.id + " blob "))
      return Error{"git has no text of `" + blob.path + "`", "fetch the revision"};
    text.resize(std::strtoull(line.c_str() + blob.id.size() + 6, nullptr, 10));
    all.read(text.data(), static_cast<std::streamsize>(text.size()));
    all.ignore(1);
    const auto target = folder.add(trees.tree / blob.path);
    if (blob.is_link) {
      std::error_code ignored;  // then all that it leads to counts as new
      fs::create_symlink(link_target(blob, text, trees), target, ignored);
      continue;
    }
    std::ofstream file(target, std::ios::binary);
    file << text;
    if (!file.flush())
      return check_room(folder).value_or(
          Error{"cannot write `" + target.string() + "`", "look at TMPDIR"});
  }
  return std::nullopt;
}

/// The paths in what `git ls-files -z` prints.
std::set<std::string> paths_in(std::string_view listing) {
  std::set<std::string> paths;
  while (!listing.empty()) {
    const auto end = std::min(listing.find('\0'), listing.size());
    paths.emplace(listing.substr(0, end));
    listing.remove_prefix(std::min(end + 1, listing.size()));
  }
  return paths;
}

/// Writes the revision's files into `trees.tree`, and fills in what git knows of the work tree.
Failure take_out(const Settings& settings, PrivateFolder& folder, Trees& trees) {
  const fs::path nothing = "/dev/null";
  const auto out = folder.path() / "out";
  if (auto failure = run_git(folder, {"rev-parse", "--show-toplevel"}, nothing, out))
    return failure;
  auto top = read_all(out);
  if (top.ends_with('\n')) top.pop_back();
  trees.root = top;
  if (auto failure = run_git(folder, {"-C", top, "ls-files", "-z"}, nothing, out)) return failure;
  trees.tracked = paths_in(read_all(out));
  const auto& revision = settings.request.new_from_rev;
  if (run_git(folder,
              {"rev-parse", "--verify", "--quiet", "--end-of-options", revision + "^{commit}"},
              nothing, out))
    return check_room(folder).value_or(Error{"`" + revision + "` is no revision of this repository",
                                             "fetch it first, or name another one"});
  auto commit = read_all(out);
  commit = commit.substr(0, commit.find('\n'));
  if (auto failure =
          run_git(folder, {"-C", top, "ls-tree", "-r", "-z", "--full-tree", commit}, nothing, out))
    return failure;
  auto named = settings.request.paths;
  const auto& profiles = settings.request.profiles;
  named.insert(named.end(), profiles.begin(), profiles.end());
  // What a link leads to may be called otherwise.
  for (std::size_t i = named.size(); i-- > 0;) named.push_back(trees.files.canonical(named[i]));
  const auto blobs = blobs_in(read_all(out), named);
  std::string ids;
  for (const auto& blob : blobs) ids += blob.id + "\n";
  if (auto failure = write_own(folder, "ids", ids)) return failure;
  if (auto failure =
          run_git(folder, {"-C", top, "cat-file", "--batch"}, folder.path() / "ids", out))
    return failure;
  folder.make_folder(trees.tree / ".git");  // so that it is the root of a repository
  return write_blobs(blobs, out, trees, folder);
}

/// What a run by all of the profiles, or by those of each cluster in turn, finds.
Result<lint::Baseline> find_all(Session& session) {
  const auto& request = session.settings().request;
  const auto& declared = session.declared();
  std::vector<fargate::Fleet> fleets;
  if (request.all_clusters)
    for (const auto& name : declared.clusters()) fleets.push_back(declared.of_cluster(name));
  if (fleets.empty())
    fleets.push_back(request.cluster.empty() ? declared : declared.of_cluster(request.cluster));
  lint::Baseline found;
  for (const auto& fleet : fleets) {
    const auto report = session.judge(fleet);
    if (!report) return report.error();
    lint::unite(lint::collect(report->findings), found);
  }
  return found;
}

Result<lint::Baseline> judge_then(const system::System& then, const Settings& settings,
                                  std::vector<Error>& remarks) {
  const auto& request = settings.request;
  auto rules = lint::choose(rules::all(), {request.select, request.ignore});
  if (!rules) return rules.error();
  Session session(then, settings, std::move(rules).value());
  const auto reading = session.read();
  if (!reading) return reading.error();
  for (const auto& error : (*reading)->errors)
    if (!error.path.empty())
      remarks.push_back({"in `" + request.new_from_rev + "`: " + report::path_text(error.path) +
                             ": " + error.message,
                         error.hint});
  return find_all(session);
}

}  // namespace

Result<lint::Baseline> find_in_revision(const system::System& system, const Settings& settings,
                                        std::vector<Error>& remarks) {
  const auto& paths = settings.request.paths;
  if (std::ranges::find(paths, input::kStandardInputName) != paths.end())
    return Error{"`--new-from-rev` cannot read the standard input a second time",
                 "name files or folders"};
  PrivateFolder folder;
  if (folder.path().empty())
    return Error{"cannot make a folder for the revision", "look at TMPDIR"};
  Trees trees{system.files};
  trees.here = system.files.canonical(".");
  trees.tree = folder.path() / "tree";
  if (const auto failure = take_out(settings, folder, trees)) return *failure;
  const auto there = trees.tree / trees.here.lexically_relative(trees.root);
  folder.make_folder(there);
  auto request = settings.given;
  go_back(request.paths, trees);
  if (request.paths.empty()) return lint::Baseline{};
  if (!request.profiles.empty()) go_back_profiles(request.profiles, trees);
  for (auto& config : request.config)
    if (!config::is_setting(config)) config = trees.then(config).value_or(trees.now(config));
  const system::Disk disk(there.string());
  const system::System then_system{disk,         system.writer,  system.environment,
                                   system.clock, system.console, system.process};
  auto then = settle(then_system, request);
  if (!then.problems.empty()) {
    std::ranges::move(then.problems, std::back_inserter(remarks));
    return Error{"the configuration of `" + settings.request.new_from_rev + "` cannot be used",
                 "name one with --config, or use none with --isolated"};
  }
  complete_profiles(then.settings.request.profiles, trees);
  return judge_then(then_system, then.settings, remarks);
}

}  // namespace fargate_lint::session
