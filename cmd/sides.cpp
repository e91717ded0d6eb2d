#include "sides.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/paths.hpp"
#include "report/text.hpp"
#include "session/report_file.hpp"
#include "settings.hpp"
#include "system/git.hpp"

namespace fargate_lint::cmd {
namespace {

using session::SideRequest;
using Kind = SideRequest::Kind;

constexpr std::string_view kLive = "live:";

/// A side as far as its own word tells.
struct Word {
  Kind kind = Kind::files;
  std::string text;          ///< as it was typed; of a report from stdin "-"
  std::string content = {};  ///< of a report
  bool is_named = true;      ///< else the working tree
};

Result<Word> word_of_standard_input(system::Overlay& files) {
  // As long as a stream may be that `check` reads.
  auto text = system::read_standard_input(files, std::string::npos);
  if (!text) return Error{"cannot read stdin", ""};
  if (session::is_report(*text)) return Word{Kind::report, "-", *std::move(text)};
  files.add_standard_input(*std::move(text));
  return Word{Kind::files, "-"};
}

bool is_revision(const Context& context, const std::string& name) {
  const auto& system = context.system;
  const auto git = system::Git::find(system.process, system.files, system.environment);
  return git && git->commit(name);
}

Result<Word> word_of(const std::string& text, bool is_alone, const Context& context,
                     system::Overlay& files) {
  if (text.empty()) return Error{"a side is empty", "check for a shell variable that is not set"};
  if (text.starts_with(kLive)) return Word{Kind::cluster, text};
  if (text == "-") return word_of_standard_input(files);
  if (!files.exists(text)) return Word{Kind::revision, text};
  if (files.is(system::Kind::regular, text)) {
    auto content = system::read_whole_file(files, text);
    if (content && session::is_report(*content))
      return Word{Kind::report, text, *std::move(content)};
  }
  if (!is_alone) return Word{Kind::files, text};
  // A path alone has nothing to be compared with; a branch may have the name of a directory.
  if (is_revision(context, text)) return Word{Kind::revision, text};
  return Error{"nothing to compare `" + report::sanitise(text) + "` with",
               "name a second path, or a git revision"};
}

/// Two revisions in one word: "main..HEAD", "main...HEAD". What is left out is HEAD.
struct Range {
  std::string from;
  std::string to;
  bool from_merge_base = false;
};
std::optional<Range> range_of(const std::string& text, const system::FileSystem& files) {
  const auto dots = text.find("..");
  if (dots == std::string::npos || files.exists(text)) return std::nullopt;
  Range range;
  range.from_merge_base = text.substr(dots, 3) == "...";
  range.from = text.substr(0, dots);
  range.to = text.substr(dots + (range.from_merge_base ? 3 : 2));
  if (range.from.empty()) range.from = "HEAD";
  if (range.to.empty()) range.to = "HEAD";
  return range;
}

Result<std::string> merge_base(const Range& range, const Context& context) {
  const auto& system = context.system;
  const auto git = system::Git::find(system.process, system.files, system.environment);
  if (!git) return git.error();
  return git->merge_base(range.from, range.to);
}

class SideFinder {
 public:
  SideFinder(const Options& options, const Context& context, system::Overlay& files)
      : options_(options), context_(context), files_(files), words_(options.arguments) {
    const auto behind = std::min(options.behind_dashes, words_.size());
    const auto begin = words_.end() - static_cast<std::ptrdiff_t>(behind);
    paths_.assign(begin, words_.end());
    words_.erase(begin, words_.end());
    paths_.insert(paths_.end(), options.filenames.begin(), options.filenames.end());
  }

  Result<SideRequests> find() {
    if (auto failure = find_words()) return *std::move(failure);
    if (auto failure = check()) return *std::move(failure);
    SideRequests requests;
    for (std::size_t i = 0; i < 2; ++i) {
      auto request = request_of(sides_.at(i), sides_.at(1 - i));
      if (!request) return request.error();
      requests.at(i) = std::move(request).value();
    }
    return requests;
  }

 private:
  Failure find_words() {
    if (words_.empty())
      return Error{"nothing to compare: name OLD and NEW",
                   "for example `" + context_.program + " diff main`, or `" + context_.program +
                       " diff old/ new/`"};
    if (words_.size() > 2)
      return Error{"more than two sides: `" + report::sanitise(words_[2]) + "`",
                   "name the paths of a revision behind `--`"};
    if (words_.size() == 1)
      if (const auto range = range_of(words_[0], files_)) return take_range(*range);
    for (std::size_t i = 0; i < words_.size(); ++i) {
      auto word = word_of(words_[i], words_.size() == 1, context_, files_);
      if (!word) return word.error();
      sides_.at(i) = std::move(word).value();
    }
    if (words_.size() == 1) sides_[1] = Word{Kind::files, "working tree", "", false};
    return std::nullopt;
  }

  Failure take_range(const Range& range) {
    sides_[0] = Word{Kind::revision, range.from};
    sides_[1] = Word{Kind::revision, range.to};
    if (!range.from_merge_base) return std::nullopt;
    auto base = merge_base(range, context_);
    if (!base) return base.error();
    base_ = std::move(base).value();
    return std::nullopt;
  }

  bool has(Kind kind) const {
    return std::ranges::any_of(sides_, [kind](const Word& word) { return word.kind == kind; });
  }
  bool is_rendered() const {
    return !options_.helm.empty() || !options_.helm_source.empty() || !options_.kustomize.empty();
  }

  /// An error if the sides and the options make no sense together.
  Failure check() const {
    const bool is_live = reads_cluster(options_);
    if (is_live && !has(Kind::cluster))
      return Error{"`diff` reads a cluster where OLD or NEW is `live:`",
                   "for example `" + context_.program + " diff live: deploy/`"};
    if (sides_[0].text == "-" && sides_[1].text == "-")
      return Error{"both sides are stdin", "write one of them to a file"};
    const bool both_named =
        sides_[0].kind == Kind::files && sides_[1].kind == Kind::files && sides_[1].is_named;
    if (!paths_.empty() && both_named)
      return Error{
          "paths behind `--` say what to read of a revision or the working tree, and both "
          "sides are paths",
          "pass files of profiles for both sides with `--profiles FILE`"};
    if (!is_rendered()) return std::nullopt;
    if (has(Kind::revision))
      return Error{
          "`diff` renders no charts and kustomizations of a revision: git keeps no "
          "renderings, and helm and kustomize read files on the disk",
          "in a checkout of the revision, run `" + context_.program +
              " check` with the same flags and `-o json=base.json`, and compare with "
              "base.json here"};
    if (both_named)
      return Error{"`--helm` and `--kustomize` render one side, and both sides are paths",
                   "compare a report of each: `" + context_.program +
                       " check --helm CHART -o json=base.json`"};
    return std::nullopt;
  }

  /// The options for one side alone: a cluster is read by others than files are.
  Options options_of(const Word& word) const {
    auto own = options_;
    own.arguments.clear();
    own.filenames.clear();
    const bool is_live = word.kind == Kind::cluster;
    for (const auto& info : option_table()) {
      const bool is_other = info.group == Group::live
                                ? !is_live
                                : info.group == Group::rendering && word.kind != Kind::files;
      if (!is_other) continue;
      if (info.flag != nullptr) own.*info.flag = false;
      if (info.text != nullptr) (own.*info.text).clear();
      if (info.list != nullptr) (own.*info.list).clear();
    }
    if (!is_live) return own;
    own.live = true;
    if (const auto name = word.text.substr(kLive.size()); !name.empty()) own.context = name;
    return own;
  }

  std::vector<std::string> paths_of(const Word& word, const Word& other) const {
    if (word.kind == Kind::cluster || word.kind == Kind::report) return {};
    if (word.kind == Kind::files && word.is_named) {
      auto paths = paths_;
      paths.insert(paths.begin(), word.text);
      return paths;
    }
    if (!paths_.empty()) return paths_;
    if (word.kind == Kind::revision && other.kind == Kind::files && other.is_named)
      return {other.text};
    if (is_rendered()) return {};
    return {"."};
  }

  /// What the paths of a side begin with, where both sides are paths.
  std::string root_of(const Word& word, const Word& other) const {
    if (word.kind != Kind::files || other.kind != Kind::files || word.text == "-") return {};
    if (!word.is_named) return {};
    const auto shown = files_.shown(word.text);
    if (!files_.is(system::Kind::folder, word.text)) return shown;
    return shown == "." || shown.empty() ? std::string() : shown + "/";
  }

  Result<SideRequest> request_of(const Word& word, const Word& other) const {
    SideRequest request;
    request.kind = word.kind;
    request.name = word.text == "-" ? "stdin" : word.text;
    request.text = word.content;
    if (word.kind == Kind::revision)
      request.revision = &word == sides_.data() && !base_.empty() ? base_ : word.text;
    request.root = root_of(word, other);
    const auto own = options_of(word);
    auto settings = settle(own, paths_of(word, other), context_);
    if (!settings) return Error{"the configuration is not valid", ""};
    settings->request.baseline.clear();  // both sides have their findings
    if (word.kind != Kind::report)
      if (auto failure = prepare(own, context_, *settings)) return *std::move(failure);
    request.settings = *std::move(settings);
    return request;
  }

  const Options& options_;
  const Context& context_;
  system::Overlay& files_;
  std::vector<std::string> words_;
  std::vector<std::string> paths_;
  std::array<Word, 2> sides_;
  std::string base_;  ///< the commit that "main...HEAD" starts at
};

}  // namespace

Result<SideRequests> find_sides(const Options& options, const Context& context,
                                system::Overlay& files) {
  return SideFinder(options, context, files).find();
}

}  // namespace fargate_lint::cmd
