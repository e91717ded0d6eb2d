#include "complete.hpp"

#include <algorithm>
#include <cctype>
#include <set>
#include <span>
#include <string_view>

#include "complete_cluster.hpp"
#include "completion_scripts.hpp"
#include "input/loader.hpp"
#include "input/unpack.hpp"
#include "list.hpp"
#include "output.hpp"
#include "system/git.hpp"
#include "system/overlay.hpp"
#include "workload_name.hpp"

namespace fargate_lint::cmd {
namespace {

bool begins(std::string_view text, std::string_view typed) {
  return text.starts_with(typed);
}

bool begins_in_any_case(std::string_view text, std::string_view typed) {
  return text.size() >= typed.size() &&
         std::equal(typed.begin(), typed.end(), text.begin(), [](unsigned char a, unsigned char b) {
           return std::tolower(a) == std::tolower(b);
         });
}

/// Whether a shell may insert a text from a file: the names of Kubernetes have no other characters
/// (RFC 1123), and bash would run what some others say.
bool is_harmless(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '.' || c == '/';
  });
}

/// Likewise, of names that people give to contexts and clusters:
/// "arn:aws:eks:eu-west-1:123:cluster/prod", "admin@prod.eu-west-1.eksctl.io". The scripts quote
/// what they insert as far as shells let them.
bool is_harmless_name(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("-._/:@+").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

/// The first clause of a help text: a list of candidates has little room.
std::string brief(std::string_view help) {
  for (std::size_t i = 0; i < help.size(); ++i) {
    const bool ends =
        help[i] == ';' || (help[i] == '.' && i + 1 < help.size() && help[i + 1] == ' ');
    if (ends) return std::string(help.substr(0, i));
  }
  return std::string(help);
}

/// Completes one command line; `out_` grows to what it comes to.
class Completer {
 public:
  Completer(const std::vector<std::string>& words, const Context& context)
      : before_(words.begin(), words.empty() ? words.end() : words.end() - 1),
        typed_(words.empty() ? std::string() : words.back()),
        context_(context),
        cluster_(context.system.process) {}

  Completion run() {
    command_ = take_command(before_);
    for (std::size_t i = 0; i < before_.size(); ++i) {
      const auto& word = before_[i];
      if (word == "--") {
        out_.files = true;
        return out_;
      }
      const auto* option = find_option(word.substr(0, word.find('=')));
      if (option == nullptr) {
        arguments_.push_back(word);
        continue;
      }
      given_.push_back(option);
      if (!takes_next_word(word)) {
        take(*option, word.substr(std::min(word.size(), word.find('=') + 1)));
        continue;
      }
      if (i + 1 == before_.size()) {
        value(*option, "");
        return out_;
      }
      take(*option, before_[++i]);
    }
    word();
    return out_;
  }

 private:
  void add(std::string text, std::string_view description) {
    out_.candidates.push_back({std::move(text), std::string(description)});
  }

  /// What an option that stands before the word says of what may follow.
  void take(const OptionInfo& option, const std::string& value) {
    if (option.list == &Options::filenames) filenames_.push_back(value);
    if (option.text == &Options::ns) ns_ = value;
    cluster_.give(option, option.value.empty() ? std::string() : value);
  }

  void word() {
    const auto equals = typed_.find('=');
    if (typed_.starts_with('-') && equals != std::string::npos) {
      if (const auto* option = find_option(typed_.substr(0, equals)))
        value(*option, typed_.substr(0, equals + 1));
    } else if (typed_.starts_with('-')) {
      options();
    } else {
      argument();
    }
  }

  /// The options of the command, without those that have been given and count once.
  void options() {
    const auto& command = command_ == nullptr ? *find_command("check") : *command_;
    for (const auto& option : option_table()) {
      const bool again =
          option.list != nullptr || std::ranges::find(given_, &option) == given_.end();
      if ((option.commands & command.bit) == 0 || !again) continue;
      if (begins(option.long_name, typed_))
        add(std::string(option.long_name), brief(option.help));
      else if (!option.short_name.empty() && option.short_name == typed_)
        add(typed_, brief(option.help));
    }
    if (command_ == nullptr && begins("--version", typed_))
      add("--version", "the program's version");
  }

  /// A value of `option`; `prefix` is what stands before it in the same word.
  void value(const OptionInfo& option, const std::string& prefix) {
    const std::string_view typed = std::string_view(typed_).substr(prefix.size());
    if (option.text == &Options::context) return names(cluster_.contexts(), typed, prefix);
    if (option.text == &Options::kube_cluster) return names(cluster_.clusters(), typed, prefix);
    switch (option.values) {
      case Values::free: break;
      case Values::ns: names(namespaces(), typed, prefix); break;
      case Values::file: out_.files = true; break;
      case Values::choices:
        for (const auto choice : option.choices)
          if (begins(choice, typed)) add(prefix + std::string(choice), "");
        break;
      case Values::rules: {
        const auto comma = typed.rfind(',') + 1;  // 0 without one
        rules(typed.substr(comma), prefix + std::string(typed.substr(0, comma)));
        break;
      }
      case Values::format: format(typed, prefix); break;
    }
  }

  void names(const std::vector<std::string>& all, std::string_view typed,
             const std::string& prefix) {
    for (const auto& name : all)
      if (begins(name, typed) && is_harmless_name(name)) add(prefix + name, "");
  }

  /// Those of the cluster, if one is read, else those of the files that are named so far.
  std::vector<std::string> namespaces() {
    if (cluster_.is_live()) return cluster_.namespaces();
    auto paths = filenames_;
    const auto skipped = command_ != nullptr && command_->bit == kWhy ? std::size_t{1} : 0;
    for (auto i = skipped; i < arguments_.size(); ++i) paths.push_back(arguments_[i]);
    const auto reading = read(std::move(paths));
    std::set<std::string> all;
    for (const auto& workload : reading->inventory.workloads()) all.emplace(workload.object->ns);
    return {all.begin(), all.end()};
  }

  void format(std::string_view typed, const std::string& prefix) {
    if (typed.find('=') != std::string_view::npos) {
      out_.files = true;
      return;
    }
    const auto takes = command_ == nullptr ? find_command("check")->takes : command_->takes;
    for (const auto name : format_names(takes))
      if (begins(name, typed)) add(prefix + std::string(name), "");
  }

  void rules(std::string_view typed, const std::string& prefix) {
    for (const auto* rule : rules::all()) {
      const auto& info = rule->info;
      const auto summary = std::string(info.name) + ": " + std::string(info.summary);
      if (begins_in_any_case(info.id, typed))
        add(prefix + std::string(info.id), summary);
      else if (begins_in_any_case(info.name, typed))
        add(prefix + std::string(info.name), info.summary);
    }
  }

  void commands_named(std::span<const std::string> words) {
    const auto first = words.empty() ? std::string() : words[0] + " ";
    std::string last;
    for (const auto& command : commands()) {
      if (!begins(command.name, first + typed_)) continue;
      auto name = std::string(command.name.substr(first.size()));
      name.resize(std::min(name.size(), name.find(' ')));
      if (name != last) add(name, command.summary);
      last = std::move(name);
    }
    if (!first.empty()) return;
    if (begins("help", typed_)) add("help", "the help of the program, or of a command");
  }

  void argument() {
    if (command_ == nullptr) {
      const bool is_help = !arguments_.empty() && arguments_[0] == "help";
      const bool is_debug = !arguments_.empty() && arguments_[0] == "debug";
      if (is_help)
        commands_named(std::span(arguments_).subspan(1));
      else if (arguments_.empty() || (is_debug && arguments_.size() == 1))
        commands_named(arguments_);
      out_.files = !is_help && !is_debug;
      return;
    }
    switch (command_->bit) {
      case kExplain: rules(typed_, ""); break;
      case kRules:
      case kVersion: break;
      case kCompletion:
        if (arguments_.empty())
          for (const auto& script : completion_scripts())
            if (begins(script.shell, typed_)) add(std::string(script.shell), "");
        break;
      case kWhy:
        if (arguments_.empty())
          workload();
        else
          out_.files = true;
        break;
      case kDiff:
        if (arguments_.size() < 2) revisions();
        out_.files = true;
        break;
      default: out_.files = true;
    }
  }

  /// Branches and tags of the repository, and the cluster.
  void revisions() {
    const auto& system = context_.system;
    const auto git = system::Git::find(system.process, system.files, system.environment);
    if (git) names(git->names(), typed_, "");
    names({"live:"}, typed_, "");
  }

  /// The workloads of the cluster, or of the files that -f names so far; else, their kinds.
  void workload() {
    if (cluster_.is_live()) {
      for (auto& name : cluster_.workloads(ns_))
        if (begins_in_any_case(name, typed_) && is_harmless(name)) add(std::move(name), "");
      return;
    }
    if (filenames_.empty()) return kinds();
    const auto reading = read(filenames_);
    const auto slash = typed_.find('/');
    for (const auto& workload : reading->inventory.workloads()) {
      auto title = workload.object->title();
      // `deploy/`, as it is typed, stays.
      if (slash != std::string::npos && WorkloadName::parse(typed_).is_kind_of(*workload.object))
        title = typed_.substr(0, slash + 1) + std::string(workload.object->name);
      if (is_harmless(title) && begins_in_any_case(title, typed_))
        add(std::move(title), is_harmless(workload.object->ns) ? workload.object->ns : "");
    }
  }

  void kinds() {
    for (const auto& kind : kube::workload_kinds()) {
      const bool usual = kind.group.empty() || kind.group == "apps" || kind.group == "batch";
      const auto text = std::string(kind.kind) + "/";
      const bool there =
          std::ranges::find(out_.candidates, text, &Candidate::text) != out_.candidates.end();
      if (usual && !there && begins_in_any_case(text, typed_)) add(text, "");
    }
    out_.space = false;
  }

  /// What can be read only once, as stdin, is left to the command itself.
  std::shared_ptr<const lint::Reading> read(std::vector<std::string> paths) const {
    const auto& files = context_.system.files;
    std::erase_if(paths, [&files](const std::string& path) {
      return !files.is(system::Kind::regular, path) && !files.is(system::Kind::folder, path);
    });
    input::LoadOptions load;
    load.paths = input::sources_of(paths);
    load.program = context_.program;
    load.keeps_documents = true;
    system::Overlay with_archives(files);
    input::unpack_archives(with_archives, load);
    return input::load(with_archives, load).reading;
  }

  std::vector<std::string> before_;  ///< without the command's own words
  std::string typed_;
  const Context& context_;
  const Command* command_ = nullptr;
  std::vector<const OptionInfo*> given_;
  std::vector<std::string> arguments_;
  std::vector<std::string> filenames_;
  std::string ns_;
  ClusterNames cluster_;
  Completion out_;
};

}  // namespace

Completion complete(const std::vector<std::string>& words, const Context& context) {
  return Completer(words, context).run();
}

int run_complete(const std::vector<std::string>& words, const Context& context) {
  const auto completion = complete(words, context);
  std::string text;
  for (const auto& candidate : completion.candidates) {
    text += candidate.text;
    if (!candidate.description.empty()) text += "\t" + candidate.description;
    text += "\n";
  }
  constexpr int kNoSpace = 2;
  constexpr int kNoFiles = 4;
  text += ":" +
          std::to_string((completion.space ? 0 : kNoSpace) + (completion.files ? 0 : kNoFiles)) +
          "\n";
  if (const auto failure = write_stdout(context, text)) return report_error(context, *failure);
  return kExitClean;
}

}  // namespace fargate_lint::cmd
