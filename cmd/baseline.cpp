#include "baseline.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "input/paths.hpp"
#include "input/stream.hpp"
#include "report/json_writer.hpp"
#include "sources.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::cmd {
namespace {

constexpr std::string_view kVersion = "1";

Error no_baseline(const std::string& path, const std::string& why) {
  return {"`" + path + "` is no baseline: " + why, "write one with --write-baseline"};
}

}  // namespace

Result<lint::Baseline> read_baseline(const std::string& path) {
  std::optional<std::string> text = std::string();
  const auto append = [&text](std::string_view part) {
    *text += part;
    return true;
  };
  // A small one may come through a pipe, as from `<(git show main:baseline.json)`.
  if (!read_parts(path, append)) text = input::read_whole_file(path);
  if (!text)
    return Error{"cannot read the baseline `" + path + "`",
                 "write it with --write-baseline " + input::shell_word(path)};
  yaml::SyntaxError error;
  const auto document = yaml::read_document(std::move(*text), {path, 1, 1}, &error);
  if (!document) return no_baseline(path, error.message);
  const auto root = document->root();
  if (root["version"].text() != kVersion || !root["findings"].is_sequence())
    return no_baseline(path, "it has no `version` 1 with `findings`");
  lint::Baseline baseline;
  for (const auto entry : root["findings"].items()) {
    lint::BaselineKey key;
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = entry[lint::kBaselineParts[i]].text();
    const auto count = entry["count"].integer().value_or(0);
    if (key[0].empty() || count < 1 || count > INT32_MAX)
      return no_baseline(path, "line " + std::to_string(entry.position().line) +
                                   " is no finding with `rule` and `count`");
    auto& known = baseline[std::move(key)];
    known = static_cast<std::uint32_t>(std::min<std::int64_t>(known + count, UINT32_MAX));
  }
  return baseline;
}

Failure write_baseline(const lint::Baseline& baseline, const std::string& path) {
  std::string text;
  report::JsonWriter json(text, 2);
  json.begin_object().member("version", 1).key("findings").begin_array();
  for (const auto& [key, count] : baseline) {
    json.begin_object();
    for (std::size_t i = 0; i < key.size(); ++i)
      if (!key[i].empty()) json.member(lint::kBaselineParts[i], key[i]);
    json.member("count", count).end_object();
  }
  json.end_array().end_object();
  return write_file(path, text + "\n");
}

}  // namespace fargate_lint::cmd
