#include "report/palette.hpp"

#include <rang.hpp>
#include <sstream>

namespace fargate_lint::report {
namespace {

template <typename... Styles>
std::string escape(Styles... styles) {
  // rang decides by the stream whether to write colours; the decision is the caller's here.
  rang::setControlMode(rang::control::Force);
  std::ostringstream stream;
  (stream << ... << styles);
  return stream.str();
}

}  // namespace

Palette Palette::make(const RenderOptions& options) {
  Palette palette;
  palette.yes = options.unicode ? "✓" : "+";
  palette.no = options.unicode ? "✗" : "x";
  palette.maybe = "?";
  palette.none = options.unicode ? "–" : "-";
  if (!options.color) return palette;
  using rang::fg;
  using rang::style;
  palette.reset = escape(style::reset);
  palette.bold = escape(style::bold);
  palette.faint = escape(style::dim);
  palette.frame = escape(style::bold, fg::blue);
  palette.good = escape(fg::green);
  palette.error = escape(style::bold, fg::red);
  palette.warning = escape(style::bold, fg::yellow);
  palette.info = escape(style::bold, fg::cyan);
  return palette;
}

std::string Palette::paint(const std::string& style, std::string_view text) const {
  std::string out;
  append(style, text, out);
  return out;
}

void Palette::append(const std::string& style, std::string_view text, std::string& out) const {
  const bool painted = !style.empty() && !text.empty();
  if (painted) out += style;
  out += text;
  if (painted) out += reset;
}

const std::string& Palette::style(lint::Severity severity) const {
  switch (severity) {
    case lint::Severity::error: return error;
    case lint::Severity::warning: return warning;
    case lint::Severity::info: return info;
  }
  return reset;
}

const std::string& Palette::style(fargate::Verdict verdict) const {
  switch (verdict) {
    case fargate::Verdict::fargate: return good;
    case fargate::Verdict::refused: return error;
    case fargate::Verdict::not_fargate: return faint;
    case fargate::Verdict::undecided: return warning;
  }
  return reset;
}

const std::string& Palette::style(fargate::Tri matched) const {
  switch (matched) {
    case fargate::Tri::yes: return good;
    case fargate::Tri::no: return error;
    case fargate::Tri::maybe: return warning;
  }
  return reset;
}

const std::string& Palette::glyph(fargate::Verdict verdict) const {
  switch (verdict) {
    case fargate::Verdict::fargate: return yes;
    case fargate::Verdict::refused: return no;
    case fargate::Verdict::not_fargate: return none;
    case fargate::Verdict::undecided: return maybe;
  }
  return none;
}

const std::string& Palette::glyph(fargate::Tri matched) const {
  switch (matched) {
    case fargate::Tri::yes: return yes;
    case fargate::Tri::no: return no;
    case fargate::Tri::maybe: return maybe;
  }
  return none;
}

std::string_view words(fargate::Verdict verdict) {
  switch (verdict) {
    case fargate::Verdict::fargate: return "fargate";
    case fargate::Verdict::refused: return "refused";
    case fargate::Verdict::not_fargate: return "not fargate";
    case fargate::Verdict::undecided: return "undecided";
  }
  return "";
}

}  // namespace fargate_lint::report
