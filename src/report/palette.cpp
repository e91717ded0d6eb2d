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
  palette.between = options.unicode ? " · " : " | ";
  if (!options.color) return palette;
  using rang::fg;
  using rang::style;
  palette.reset = escape(style::reset);
  palette.bold = escape(style::bold);
  palette.faint = escape(style::dim);
  palette.frame = escape(style::bold, fg::blue);
  palette.good = escape(fg::green);
  palette.error = escape(style::bold, fg::red);
  // As GCC and Clang do it: yellow cannot be read on a white background. What is bold many
  // terminals show brighter, and bright cyan is as bad.
  palette.warning = escape(style::bold, fg::magenta);
  palette.info = escape(fg::cyan);
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

const std::string& Palette::style(Outcome outcome) const {
  switch (outcome) {
    case Outcome::refused:
    case Outcome::invalid:
    case Outcome::unplaced: return error;
    case Outcome::undecided: return warning;
    case Outcome::fargate: return good;
    case Outcome::elsewhere: return faint;
  }
  return reset;
}

const std::string& Palette::style(fargate::Tri matched) const {
  switch (matched) {
    case fargate::Tri::yes: return good;
    case fargate::Tri::no: return faint;
    case fargate::Tri::maybe: return warning;
  }
  return reset;
}

const std::string& Palette::glyph(Outcome outcome) const {
  switch (outcome) {
    case Outcome::refused:
    case Outcome::invalid:
    case Outcome::unplaced: return no;
    case Outcome::undecided: return maybe;
    case Outcome::fargate: return yes;
    case Outcome::elsewhere: return none;
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

}  // namespace fargate_lint::report
