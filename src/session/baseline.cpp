#include "session/baseline.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/paths.hpp"
#include "input/stream.hpp"
#include "report/json_writer.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::session {
namespace {

constexpr std::int64_t kVersion = 2;
constexpr std::int64_t kFormerVersion = 1;

/// Its facts, a line each.
std::string read_facts(yaml::Node list) {
  std::string facts;
  for (const auto fact : list.items()) facts.append(facts.empty() ? "" : "\n").append(fact.text());
  return facts;
}

void write_facts(std::string_view facts, report::JsonWriter& json) {
  json.key("facts").begin_array();
  while (!facts.empty()) {
    const auto end = std::min(facts.find('\n'), facts.size());
    json.value(facts.substr(0, end));
    facts.remove_prefix(std::min(end + 1, facts.size()));
  }
  json.end_array();
}

Error no_baseline(const std::string& path, const std::string& why) {
  return {"`" + path + "` is not a baseline: " + why, "write one with `--write-baseline`"};
}

}  // namespace

Result<lint::Baseline> read_baseline(const system::FileSystem& files, const std::string& path) {
  std::optional<std::string> text = std::string();
  const auto append = [&text](std::string_view part) {
    *text += part;
    return true;
  };
  // A small one may come through a pipe, as from `<(git show main:baseline.json)`.
  if (!system::read_parts(files, path, append)) text = system::read_whole_file(files, path);
  if (!text)
    return Error{"cannot read baseline `" + path + "`",
                 "write it with `--write-baseline " + shell_word(path) + "`"};
  yaml::SyntaxError error;
  const auto document = yaml::read_document(std::move(*text), {path, 1, 1}, &error);
  if (!document) return no_baseline(path, error.message);
  const auto root = document->root();
  const auto version = root["version"].integer();
  if ((version != kVersion && version != kFormerVersion) || !root["findings"].is_sequence())
    return no_baseline(path, "it has no `version` 1 or 2 with `findings`");
  lint::Baseline baseline;
  auto& counts = version == kVersion ? baseline.findings : baseline.former;
  for (const auto entry : root["findings"].items()) {
    lint::BaselineKey key;
    for (std::size_t i = 0; i < key.size(); ++i) key[i] = entry[lint::kBaselineParts[i]].text();
    if (version == kVersion) key.back() = read_facts(entry[lint::kBaselineParts.back()]);
    const auto count = entry["count"].integer().value_or(0);
    if (key[0].empty() || count < 1 || count > INT32_MAX)
      return no_baseline(path, "line " + std::to_string(entry.position().line) +
                                   " is not a finding with `rule` and `count`");
    auto& known = counts[std::move(key)];
    known = static_cast<std::uint32_t>(std::min<std::int64_t>(known + count, UINT32_MAX));
  }
  return baseline;
}

system::Failure write_baseline(system::Writer& writer, const lint::Baseline& baseline,
                               const std::string& path) {
  std::string text;
  report::JsonWriter json(text, 2);
  json.begin_object().member("version", kVersion).key("findings").begin_array();
  for (const auto& [key, count] : baseline.findings) {
    json.begin_object();
    for (std::size_t i = 0; i + 1 < key.size(); ++i)
      if (!key[i].empty()) json.member(lint::kBaselineParts[i], key[i]);
    if (!key.back().empty()) write_facts(key.back(), json);
    json.member("count", count).end_object();
  }
  json.end_array().end_object();
  return writer.replace(path, text + "\n");
}

}  // namespace fargate_lint::session
