#include <algorithm>
#include <cstring>

#include "system/process.hpp"

namespace fargate_lint::system {
namespace {

class FakeRunning : public Running {
 public:
  FakeRunning(Command command, FakeProcess::Answers answers)
      : command_(std::move(command)), answers_(std::move(answers)) {
    if (!command_.asks) give(command_.input.value_or(std::string()));
  }

  void give(std::string_view text) override {
    auto answer = answers_(command_, text);
    output_ += answer.output;
    ending_ = std::move(answer.ending);
  }
  std::size_t read(char* buffer, std::size_t size) override {
    const auto count = std::min(size, output_.size() - read_);
    std::memcpy(buffer, output_.data() + read_, count);
    read_ += count;
    return count;
  }
  Ending end() override { return ending_; }

 private:
  Command command_;
  FakeProcess::Answers answers_;
  std::string output_;
  std::size_t read_ = 0;
  Ending ending_;
};

}  // namespace

void FakeProcess::on(std::vector<std::string> words, Answers answers) {
  answers_.emplace_back(std::move(words), std::move(answers));
}

void FakeProcess::on(std::vector<std::string> words, Answer answer) {
  on(std::move(words),
     [answer = std::move(answer)](const Command&, std::string_view) { return answer; });
}

std::unique_ptr<Running> FakeProcess::start(Command command) {
  started_.push_back(command);
  const auto fits = [&](const std::vector<std::string>& words) {
    return words.size() <= command.words.size() &&
           std::equal(words.begin(), words.end(), command.words.begin());
  };
  const std::pair<std::vector<std::string>, Answers>* best = nullptr;
  for (const auto& each : answers_)
    if (fits(each.first) && (best == nullptr || each.first.size() >= best->first.size()))
      best = &each;
  if (best != nullptr) return std::make_unique<FakeRunning>(std::move(command), best->second);
  return std::make_unique<FakeRunning>(std::move(command), [](const Command&, std::string_view) {
    return Answer{"", {Ending::Kind::not_found}};
  });
}

}  // namespace fargate_lint::system
