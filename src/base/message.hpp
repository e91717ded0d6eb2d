#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "base/shared_text.hpp"

/// Sentences that are made of words and values. Words may be written anew at any time; what a thing
/// is known by, from one run to the next, are the values. So each value says which kind it is, and
/// one that does not say so does not compile.
namespace fargate_lint {

/// What the program itself writes: a literal, never a text that was read. Backticks in it are words
/// as well.
class Words {
 public:
  template <std::size_t N>
  consteval Words(const char (&text)[N]) : text_(text, N - 1) {
    if (text_.find("{}") != text_.npos) throw "words have no values in them";
  }
  constexpr std::string_view text() const { return text_; }

 private:
  std::string_view text_;
};

/// A value in backticks that tells one finding of a rule from another: a name, a class, a size that
/// is written in the manifest. Made by quote().
class Quoted {
 public:
  /// With its backticks, as it is shown.
  const std::string& text() const { return text_; }
  /// Without: what is known by it.
  std::string_view fact() const { return std::string_view(text_).substr(1, text_.size() - 2); }
  operator const std::string&() const { return text_; }
  friend std::string operator+(std::string_view before, const Quoted& quoted);
  friend std::string operator+(const Quoted& quoted, std::string_view after);
  bool operator==(const Quoted&) const = default;

 private:
  friend Quoted quote(std::string_view text, std::size_t max_bytes);
  std::string text_;
};

/// The user's own text in backticks: one line, without control characters and backticks of its own,
/// and cut where a value is too long to be read. Manifests are hostile input, messages go to
/// terminals.
Quoted quote(std::string_view text, std::size_t max_bytes = 60);

/// A value that is shown and may be another one tomorrow, while the finding is the same: a number
/// of pods, a sum over the run, what other findings say.
class Seen {
 public:
  explicit Seen(std::string text) : text_(std::move(text)) {}
  std::string_view text() const { return text_; }

 private:
  std::string text_;
};
inline Seen seen(std::string_view text) {
  return Seen(std::string(text));
}
inline Seen seen(std::integral auto number) {
  return Seen(std::to_string(number));
}

/// What is said: the sentence, and the facts in it. Made by say().
class Message {
 public:
  const SharedText& text() const { return text_; }
  /// What its values quote, a line each, in their order; no two are the same.
  const SharedText& facts() const { return facts_; }

 private:
  /// What stands in the place of a `{}`.
  struct Part {
    Part(const Words& words) : text(words.text()) {}
    Part(const Quoted& value) : text(value.text()), facts(value.fact()) {}
    Part(const Seen& value) : text(value.text()) {}
    Part(const Message& message) : text(message.text()), facts(message.facts()) {}
    std::string_view text;
    std::string_view facts = {};
  };
  explicit Message(std::string_view sentence) : text_(sentence) {}
  /// `parts`: as many as the sentence has `{}`.
  Message(std::string_view sentence, const Part* parts, std::size_t count);

  template <typename... Values>
  friend class Sentence;
  friend Message say(Words words);

  SharedText text_;
  SharedText facts_;
};

/// What may stand in a sentence.
template <typename Value>
concept Sayable = std::same_as<Value, Words> || std::same_as<Value, Quoted> ||
    std::same_as<Value, Seen> || std::same_as<Value, Message>;

/// Words with a `{}` for each of the values.
template <typename... Values>
class Sentence {
 public:
  template <std::size_t N>
  consteval Sentence(const char (&text)[N]) : text_(text, N - 1) {
    std::size_t places = 0;
    for (auto at = text_.find("{}"); at != text_.npos; at = text_.find("{}", at + 2)) ++places;
    if (places != sizeof...(Values)) throw "a sentence has a {} for each of its values";
  }
  Message with(const Values&... values) const {
    const std::array parts{Message::Part(values)...};
    return Message(text_, parts.data(), parts.size());
  }

 private:
  std::string_view text_;
};

/// Words alone.
inline Message say(Words words) {
  return Message(words.text());
}
/// `say("claim {} gets class {}", quote(claim), quote(name))`: a literal with a `{}` for each
/// value, which are Quoted, Seen, Words or what was said before.
template <Sayable... Values>
requires(sizeof...(Values) != 0) Message
    say(std::type_identity_t<Sentence<Values...>> sentence, const Values&... values) {
  return sentence.with(values...);
}

}  // namespace fargate_lint
