#include "output.hpp"

#include <algorithm>

#include "base/nearest.hpp"

namespace fargate_lint::cmd {
namespace {

/// Of a command that shows findings, as most formats do.
bool is_taken(const report::Renderer& renderer, Takes takes) {
  return takes == nullptr ? renderer.render_all != nullptr : takes(renderer);
}

std::string listed(Takes takes) {
  std::string names;
  for (const auto name : format_names(takes))
    names.append(names.empty() ? "formats: " : ", ").append(name);
  return names;
}

Error unknown_format(const std::string& name, Takes takes) {
  const auto close = nearest(name, format_names(takes));
  return {"unknown output format: " + name,
          close.empty() ? listed(takes) : "did you mean `" + std::string(close) + "`?"};
}

}  // namespace

bool is_same_file(const system::FileSystem& files, const std::string& a, const std::string& b) {
  if (a == b || a.empty() || b.empty()) return a == b;
  const auto canonical = files.canonical(a);
  // A terminal has many names, and room for several reports.
  const auto status = files.status(canonical);
  const bool is_special = status && status.value().kind != system::Kind::regular;
  return !is_special && canonical == files.canonical(b);
}

std::vector<std::string_view> format_names(Takes takes) {
  std::vector<std::string_view> names;
  for (const auto* renderer : report::renderers())
    if (is_taken(*renderer, takes)) names.push_back(renderer->name);
  return names;
}

Result<std::vector<Target>> parse_targets(const system::FileSystem& files,
                                          const std::vector<std::string>& outputs, Takes takes) {
  std::vector<Target> targets;
  for (const auto& output : outputs) {
    const auto equals = output.find('=');
    const auto name = output.substr(0, equals);
    Target target{report::find_renderer(name), ""};
    if (target.renderer == nullptr) return unknown_format(name, takes);
    if (!is_taken(*target.renderer, takes))
      return Error{"this command has no output format " + name, listed(takes)};
    if (equals != std::string::npos) {
      target.file = output.substr(equals + 1);
      if (target.file.empty())
        return Error{"no file name in `-o " + output + "`", "write `-o " + name + "=FILE`"};
      if (target.file == "-") target.file.clear();
    }
    const auto same = std::ranges::find_if(
        targets, [&](const Target& other) { return is_same_file(files, other.file, target.file); });
    if (same != targets.end())
      return Error{"two formats for " +
                       (target.file.empty() ? std::string("stdout") : "`" + target.file + "`") +
                       ": " + std::string(same->renderer->name) + " and " + name,
                   "write one of them to a file: `-o " + name + "=FILE`"};
    targets.push_back(std::move(target));
  }
  if (targets.empty()) targets.push_back({&report::default_renderer(), ""});
  return targets;
}

}  // namespace fargate_lint::cmd
