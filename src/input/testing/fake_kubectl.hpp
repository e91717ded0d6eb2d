#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "system/process.hpp"

namespace fargate_lint::input::testing {

/// A kubectl that knows answers by their paths; lists that it does not know are empty.
class FakeKubectl : public system::Process {
 public:
  using Answer = system::FakeProcess::Answer;
  std::map<std::string, std::vector<Answer>> answers;  ///< by path; the last one stays
  std::vector<std::vector<std::string>> started;

  void list(const std::string& path, const std::string& items, const std::string& next = "") {
    answers[path].push_back({R"({"kind":"XList","metadata":{"continue":")" + next +
                             R"("},"items":[)" + items + "]}\n"});
  }
  void refuse(const std::string& path, const std::string& said) {
    answers[path].push_back({"", {system::Ending::Kind::exited, 1, said}});
  }

  std::unique_ptr<system::Running> start(system::Command command) override {
    const std::lock_guard lock(mutex_);
    started.push_back(command.words);
    const auto raw = std::ranges::find(command.words, "--raw");
    const auto path = raw == command.words.end() ? std::string("view") : *(raw + 1);
    system::FakeProcess process;
    process.on({command.words.front()}, answer(path));
    return process.start(std::move(command));
  }

 private:
  Answer answer(const std::string& path) {
    const auto found = answers.find(path);
    if (found == answers.end()) return {R"({"items":[]})"};
    auto first = found->second.front();
    if (found->second.size() > 1) found->second.erase(found->second.begin());
    return first;
  }
  std::mutex mutex_;
};

}  // namespace fargate_lint::input::testing
