#pragma once

#include <string>
#include <string_view>

#include "lint/not_linted.hpp"

/// What is said of documents and files that were not linted.
namespace fargate_lint::report {

/// What to do about an entry, where `program` is how we are called: mostly a command to copy. Not
/// sanitised.
using Help = std::string (*)(const lint::NotLinted& entry, std::string_view program);

/// The words for one reason.
struct NotLintedWords {
  constexpr NotLintedWords() = default;
  /// Entries that are told together: "ignored: 3 documents without apiVersion, in: a.yaml, b.yaml"
  constexpr NotLintedWords(std::string_view its_reason, std::string_view its_label,
                           std::string_view its_noun, std::string_view its_rest)
      : reason(its_reason), label(its_label), noun(its_noun), rest(its_rest) {}
  /// Entries about which something can be done: each is told by itself.
  constexpr NotLintedWords(std::string_view its_reason, Help its_help)
      : reason(its_reason), label("ignored"), help(its_help) {}

  std::string_view reason;  ///< "not a Kubernetes object"
  std::string_view label;   ///< "ignored"
  std::string_view noun;    ///< "document"
  std::string_view rest;    ///< "without apiVersion and kind, in"
  Help help = nullptr;
};
NotLintedWords words_for(lint::PassedOver why);

/// "3 documents of charts/shop: chart, not rendered", sanitised.
std::string not_linted_text(const lint::NotLinted& entry);
/// What to do about it, not sanitised; empty if there is nothing.
std::string not_linted_help(const lint::NotLinted& entry, std::string_view program);

}  // namespace fargate_lint::report
