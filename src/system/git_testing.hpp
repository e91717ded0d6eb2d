#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "system/process.hpp"

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

}  // namespace fargate_lint::system::testing
