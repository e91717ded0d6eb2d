#pragma once

#include <string>
#include <string_view>

#include "fargate/placement.hpp"
#include "lint/finding.hpp"
#include "report/outcome.hpp"
#include "report/renderer.hpp"

namespace fargate_lint::report {

/// How things look: styles (empty without colour) and glyphs (ASCII where the terminal has no
/// more). Meaning never rests on either: a word always stands beside them.
struct Palette {
  std::string reset;
  std::string bold;
  std::string faint;
  std::string frame;  ///< gutters and arrows
  std::string good;
  std::string error;
  std::string warning;
  std::string info;
  std::string yes;
  std::string no;
  std::string maybe;
  std::string none;     ///< an empty cell
  std::string between;  ///< what stands between two names

  static Palette make(const RenderOptions& options);

  std::string paint(const std::string& style, std::string_view text) const;
  void append(const std::string& style, std::string_view text, std::string& out) const;
  const std::string& style(lint::Severity severity) const;
  const std::string& style(Outcome outcome) const;
  const std::string& style(fargate::Tri matched) const;
  const std::string& glyph(Outcome outcome) const;
  const std::string& glyph(fargate::Tri matched) const;
};

}  // namespace fargate_lint::report
