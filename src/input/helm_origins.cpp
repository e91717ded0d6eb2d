#include "input/helm_origins.hpp"

#include <algorithm>
#include <utility>

#include "base/bytes.hpp"
#include "base/paths.hpp"
#include "base/text.hpp"
#include "input/manifest_names.hpp"
#include "input/source.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::input {
namespace {

using yaml::Location;

/// Code points of a text: columns count them.
std::uint32_t length(std::string_view text) {
  return static_cast<std::uint32_t>(std::ranges::count_if(text, begins_character));
}

/// The span of a part of a line.
yaml::Span span_of(std::uint32_t line, std::string_view text, std::size_t begin, std::size_t end) {
  const auto first = length(text.substr(0, begin)) + 1;
  return {{line, first}, {line, first + length(text.substr(begin, end - begin))}};
}

/// The line, unless it is longer than a report bears.
std::string_view bearable(std::string_view line) {
  return line.size() > yaml::kLongestLine ? std::string_view() : line;
}

/// What a span covers of a line.
std::string_view covered(std::string_view line, const yaml::Span& span) {
  std::size_t begin = line.size();
  std::size_t end = line.size();
  std::uint32_t column = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (!begins_character(line[i])) continue;
    ++column;
    if (column == span.begin.column) begin = i;
    if (column == span.end.column) end = i;
  }
  return begin < end ? line.substr(begin, end - begin) : std::string_view();
}

/// Of a template's line, what printed `rendered`: the same text, the key of the same field to the
/// end of the line, or all of it.
yaml::Span exact_span(std::uint32_t number, std::string_view line, std::string_view rendered) {
  const auto shown = trimmed(line, kSpaces);
  const auto first = static_cast<std::size_t>(shown.data() - line.data());
  const auto last = first + shown.size();
  if (!rendered.empty()) {
    if (const auto at = line.find(rendered); at != std::string_view::npos)
      return span_of(number, line, at, at + rendered.size());
    const auto key = rendered.substr(0, rendered.find(':') + 1);
    const auto at = key.empty() ? std::string_view::npos : line.find(key);
    if (at != std::string_view::npos) return span_of(number, line, at, last);
  }
  return span_of(number, line, first, last);
}

/// The action of a line that printed several lines, cut at the end of its first.
yaml::Span action_span(const Template& file, std::uint32_t line) {
  const auto text = file.line_text(line);
  const auto begin = file.lines()[line - 1].begin;
  for (const auto& action : file.actions_on(line)) {
    if (!action.prints || action.begin < begin) continue;
    const auto end = std::min(action.end - begin, text.size());
    return span_of(line, text, action.begin - begin, end);
  }
  return exact_span(line, text, {});
}

/// All of a file or of the standard input; nothing of a directory, or if it is very large.
std::optional<std::string> read_input(const system::FileSystem& files, const std::string& input) {
  constexpr std::size_t kMostBytes = std::size_t{256} << 20U;
  if (input != kStandardInputName) return system::read_regular_file(files, input);
  auto text = system::read_standard_input(files, kMostBytes);
  return text ? std::optional(*std::move(text)) : std::nullopt;
}

}  // namespace

HelmOrigins::HelmOrigins(const system::FileSystem& files, HelmRendering rendering,
                         const HelmRequest& request, bool moves)
    : files_(files),
      rendering_(std::move(rendering)),
      moves_(moves),
      values_(files, request, *rendering_.chart),
      documents_(rendering_.text) {}

std::optional<Location> HelmOrigins::find(const Location& rendered, std::string_view field) const {
  const auto line = rendered.span.begin.line;
  const auto lines = documents_.lines();
  if (line == 0 || line > lines.size()) return std::nullopt;
  const auto shown = std::string(trimmed(lines[line - 1], kSpaces));
  const auto known =
      line <= rendering_.origins.size() ? rendering_.origins[line - 1] : LineOrigin();
  if (!known.is_known()) return file_of(rendered, shown);

  const auto& file = rendering_.chart->templates().files[known.file];
  const auto number = file.first_line_of(known.line);
  const auto text = file.line_text(number);
  Location where;
  where.path = files_.shown(rendering_.chart->template_path(known.file));
  where.line_text = bearable(text);
  if (where.line_text.empty())
    where.span = {{number, 1}, {number, 1}};
  else
    where.span = known.is_exact
                     ? exact_span(number, text, covered(rendered.line_text, rendered.span))
                     : action_span(file, number);
  yaml::Origin origin;
  origin.path = rendered.helm_template();
  origin.line = number;
  origin.file = where.path;
  origin.is_exact = known.is_exact;
  origin.rendered_line = line;
  if (trimmed(text, kSpaces) != shown) origin.rendered_text = bearable(shown);
  if (auto value = value_of(rendered, field, known)) origin.value = *std::move(value);
  return with(rendered, std::move(where), std::move(origin));
}

Location HelmOrigins::with(const Location& rendered, Location where, yaml::Origin origin) const {
  if (!moves_) {
    where = rendered;
    origin.rendered_line = 0;
    origin.rendered_text = {};
  }
  where.origin = std::move(origin);
  return where;
}

/// A line of unknown origin: the template, which Helm names.
std::optional<Location> HelmOrigins::file_of(const Location& rendered, std::string shown) const {
  const auto source = rendered.helm_template();
  if (source.empty()) return std::nullopt;
  Location where;
  where.path = files_.shown(rendering_.chart->source_path(source));
  yaml::Origin origin;
  origin.path = source;
  origin.file = where.path;
  origin.rendered_line = rendered.span.begin.line;
  origin.rendered_text = bearable(shown);
  return with(rendered, std::move(where), std::move(origin));
}

std::optional<yaml::ValueOrigin> HelmOrigins::value_of(const Location& rendered,
                                                       std::string_view field,
                                                       const LineOrigin& origin) const {
  if (field.empty()) return std::nullopt;
  const auto keys = values_named_on(rendering_.chart->templates().files[origin.file], origin.line);
  if (keys.empty()) return std::nullopt;
  const auto* document = documents_.at(rendered.span.begin.line);
  if (document == nullptr) return std::nullopt;
  const auto steps = steps_of(field);
  const auto node = node_at(document->root(), steps);
  if (!node) return std::nullopt;
  return values_.find(rendered.helm_template(), keys, steps, node);
}

Rendered render_helm(const system::System& system, const HelmRequest& request) {
  Rendered rendered;
  const auto fail = [&](const Error& error) {
    rendered.errors.push_back({request.chart, 0, error.message, error.hint});
    return std::move(rendered);
  };
  auto rendering = render_chart(system, request);
  if (!rendering) return fail(rendering.error());
  if (trimmed(rendering.value().text, kSpaces).empty())
    return fail({"renders nothing with these values", "check the values it is given"});
  if (const auto& remark = rendering.value().remark; !remark.empty())
    rendered.remarks.push_back(
        {"findings in " + request.chart + " have no line: a copy of it with marked lines " + remark,
         ""});
  RenderedFile file;
  file.path = "helm template " + shell_word(request.chart);
  file.made_from = system.files.canonical(request.chart);
  if (system.files.is(system::Kind::folder, request.chart))
    file.made_from = join_path(file.made_from, kChartName);
  file.text = rendering.value().text;
  file.origins =
      std::make_shared<HelmOrigins>(system.files, std::move(rendering).value(), request, true);
  rendered.files.push_back(std::move(file));
  return rendered;
}

Rendered trace_helm(const system::System& system, const HelmRequest& request,
                    const std::vector<std::string>& inputs) {
  Rendered rendered;
  std::optional<Result<MarkedChart>> marked;
  for (const auto& input : inputs) {
    auto text = read_input(system.files, input);
    if (!text) continue;
    if (!marked) {
      marked = render_marked(system, request);
      if (!*marked)
        rendered.errors.push_back(
            {request.chart, 0, marked->error().message, marked->error().hint});
    }
    rendered.replaced.push_back(input);
    RenderedFile file;
    const bool is_file = input != kStandardInputName;
    file.path = is_file ? system.files.shown(input) : input;
    if (is_file) file.made_from = system.files.canonical(input);
    file.text = *text;
    if (*marked)
      file.origins = std::make_shared<HelmOrigins>(
          system.files, trace(marked->value(), *std::move(text)), request, false);
    rendered.files.push_back(std::move(file));
  }
  return rendered;
}

}  // namespace fargate_lint::input
