#include "support/command_line.hpp"

#include <algorithm>

namespace fargate_lint::rules {
namespace {

constexpr std::string_view kBlanks = " \t\n\r";
constexpr std::string_view kOperators = ";&|()";

std::string_view unquoted(std::string_view text) {
  while (!text.empty() && (text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == '"' || text.back() == '\'')) text.remove_suffix(1);
  return text;
}

void append_words_of_script(yaml::Node item, std::vector<Word>& words) {
  std::string_view rest = item.text();
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of(" \t\n\r;&|()"), rest.size());
    if (end > 0) words.push_back({unquoted(rest.substr(0, end)), item});
    if (end == rest.size()) return;
    // A line break ends a command, unless a backslash continues it.
    const bool ends_command = kOperators.find(rest[end]) != std::string_view::npos ||
                              (rest[end] == '\n' && !(end > 0 && rest[end - 1] == '\\'));
    if (ends_command) words.push_back({{}, item});
    rest.remove_prefix(end + 1);
  }
}

template <typename Visit>
void each_item(const kube::Container& container, Visit visit) {
  for (const std::string_view part : {"command", "args"})
    for (const auto item : container.node[part].items()) visit(item);
}

}  // namespace

bool mentions(const kube::Container& container, std::initializer_list<std::string_view> texts) {
  bool found = false;
  each_item(container, [&](yaml::Node item) {
    for (const std::string_view text : texts)
      found = found || item.text().find(text) != std::string_view::npos;
  });
  return found;
}

std::vector<Word> words_of_command_line(const kube::Container& container) {
  std::vector<Word> words;
  each_item(container, [&words](yaml::Node item) {
    const std::string_view text = item.text();
    if (text.find_first_of(kBlanks) == std::string_view::npos) {
      words.push_back({unquoted(text), item});
    } else {
      append_words_of_script(item, words);
    }
  });
  return words;
}

std::vector<FlagValue> flags_of_command_line(const kube::Container& container) {
  const auto words = words_of_command_line(container);
  std::vector<FlagValue> flags;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].text;
    if (!word.starts_with('-')) continue;
    const auto equals = word.find('=');
    if (equals != std::string_view::npos) {
      flags.push_back({word.substr(0, equals), unquoted(word.substr(equals + 1)), words[i].item});
    } else if (i + 1 < words.size() && !words[i + 1].text.empty()) {
      flags.push_back({word, words[i + 1].text, words[i + 1].item});
    }
  }
  return flags;
}

}  // namespace fargate_lint::rules
