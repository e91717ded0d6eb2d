#include "kube/cel.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace fargate_lint::kube {
namespace {

constexpr std::size_t kLongest = 64 * std::size_t{1024};
constexpr std::size_t kDeepest = 32;
constexpr std::string_view kBlanks = " \t\r\n";

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
}

/// The text between quotes at the beginning of `rest`, which it takes. Nothing for what is no text,
/// three quotes, and escapes beyond the common.
std::optional<std::string> take_text(std::string_view& rest) {
  const bool is_raw = rest.starts_with("r\"") || rest.starts_with("r'");
  auto text = rest.substr(is_raw ? 1 : 0);
  if (text.empty() || (text.front() != '"' && text.front() != '\'')) return std::nullopt;
  const char quote = text.front();
  std::string value;
  std::size_t i = 1;
  for (; i < text.size() && text[i] != quote; ++i) {
    if (text[i] != '\\' || is_raw) {
      value += text[i];
      continue;
    }
    constexpr std::string_view kEscapes = "\\\"'`n?t";
    constexpr std::string_view kMeanings = "\\\"'`\n?\t";
    const auto escape = i + 1 < text.size() ? kEscapes.find(text[++i]) : kEscapes.npos;
    if (escape == kEscapes.npos) return std::nullopt;
    value += kMeanings[escape];
  }
  if (i == text.size()) return std::nullopt;
  rest = text.substr(i + 1);
  if (value.empty() && !rest.empty() && rest.front() == quote) return std::nullopt;
  return value;
}

/// Escapes a key for a JSON pointer.
std::string escaped(std::string_view key) {
  std::string pointer;
  for (const char c : key) {
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
  return pointer;
}

class LiteralReader {
 public:
  LiteralReader(std::string_view text, yaml::Node origin) : rest_(text), origin_(origin) {}

  std::optional<Draft> read() {
    auto value = sum();
    skip_blanks();
    if (!rest_.empty()) return std::nullopt;
    return value;
  }

 private:
  using Value = std::optional<Draft>;

  void skip_blanks() {
    while (!rest_.empty()) {
      if (rest_.starts_with("//"))
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      else if (kBlanks.find(rest_.front()) != kBlanks.npos)
        rest_.remove_prefix(1);
      else
        return;
    }
  }

  bool take(std::string_view token) {
    skip_blanks();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }

  /// `Object.spec.containers`
  std::string_view take_path() {
    skip_blanks();
    std::size_t size = 0;
    while (size < rest_.size() && (is_word(rest_[size]) || rest_[size] == '.')) ++size;
    const auto path = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return path;
  }

  Value sum() {
    if (++depth_ > kDeepest) return std::nullopt;
    auto value = primary();
    while (value && take("+")) {
      auto more = primary();
      if (!more || more->shape != value->shape) return std::nullopt;
      if (value->is_string())
        value->text += more->text;
      else if (value->is_sequence())
        std::ranges::move(more->items, std::back_inserter(value->items));
      else
        return std::nullopt;
    }
    --depth_;
    return value;
  }

  Value primary() {
    skip_blanks();
    if (rest_.empty()) return std::nullopt;
    if (auto text = take_text(rest_)) return Draft::of_text(*text, origin_);
    if (take("[")) return list();
    if (take("{")) return map();
    if (take("(")) {
      auto value = sum();
      return value && take(")") ? value : std::nullopt;
    }
    if (is_digit(rest_.front()) || rest_.front() == '-') return number();
    return named();
  }

  Value number() {
    std::string digits;
    if (take("-")) digits = "-";
    while (!rest_.empty() && (is_digit(rest_.front()) || rest_.front() == '.')) {
      digits += rest_.front();
      rest_.remove_prefix(1);
    }
    constexpr std::size_t kMostDigits = 24;
    const bool is_number = is_digit(digits.back()) && std::ranges::count(digits, '.') <= 1;
    if (digits.size() > kMostDigits || !is_number) return std::nullopt;
    Draft value;
    value.shape = Draft::Shape::number;
    value.text = std::move(digits);
    value.origin = origin_;
    return value;
  }

  Value list() {
    Draft value;
    value.shape = Draft::Shape::sequence;
    value.origin = origin_;
    while (!take("]")) {
      if (!value.items.empty() && !take(",")) return std::nullopt;
      if (take("]")) break;
      auto item = sum();
      if (!item) return std::nullopt;
      value.items.push_back(std::move(*item));
    }
    return value;
  }

  Value map() {
    auto value = Draft::mapping(origin_);
    while (!take("}")) {
      if (!value.items.empty() && !take(",")) return std::nullopt;
      if (take("}")) break;
      auto key = sum();
      if (!key || !key->is_string() || !take(":") || !add(key->text, value)) return std::nullopt;
    }
    return value;
  }

  /// What begins with a name: a constant, a call or a message.
  Value named() {
    const auto path = take_path();
    if (path == "true" || path == "false") return Draft::of_flag(path == "true", origin_);
    if (path == "null") {
      Draft none;
      none.origin = origin_;
      return none;
    }
    const bool is_message = path == "JSONPatch" || path == "Object" || path.starts_with("Object.");
    if (is_message && take("{")) return message();
    if (path == "jsonpatch.escapeKey" && take("(")) return escaped_key();
    if (path == "dyn" && take("(")) {
      auto value = sum();
      return value && take(")") ? value : std::nullopt;
    }
    if (path.starts_with("object.spec.") && path.ends_with(".map") && take("("))
      return each(path.substr(0, path.size() - 4));
    return std::nullopt;
  }

  Value escaped_key() {
    auto key = sum();
    if (!key || !key->is_string() || !take(")")) return std::nullopt;
    return Draft::of_text(escaped(key->text), origin_);
  }

  Value message() {
    auto value = Draft::mapping(origin_);
    while (!take("}")) {
      if (!value.items.empty() && !take(",")) return std::nullopt;
      if (take("}")) break;
      const auto field = take_path();
      if (field.empty() || !take(":")) return std::nullopt;
      if (field == "name" && !variable_.empty() && take(variable_of_name())) {
        value.set("(name)", Draft::of_text("*", origin_));
        continue;
      }
      field_ = field;
      if (!add(field, value)) return std::nullopt;
    }
    return value;
  }

  std::string variable_of_name() const { return std::string(variable_) + ".name"; }

  bool add(std::string_view key, Draft& mapping) {
    if (++entries_ > kMostEntries || mapping.find(key) != nullptr) return false;
    auto value = sum();
    if (!value) return false;
    mapping.set(key, std::move(*value));
    return true;
  }

  /// Behind `object.spec.containers.map(`: as the value of the same field.
  Value each(std::string_view path) {
    const auto dot = path.rfind('.');
    if (path.substr(dot + 1) != field_ || !variable_.empty()) return std::nullopt;
    const auto variable = take_path();
    if (variable.empty() || variable.find('.') != variable.npos || !take(",")) return std::nullopt;
    variable_ = variable;
    auto item = sum();
    variable_ = {};
    if (!item || !take(")") || item->find("(name)") == nullptr) return std::nullopt;
    Draft value;
    value.shape = Draft::Shape::sequence;
    value.origin = origin_;
    value.items.push_back(std::move(*item));
    return value;
  }

  static constexpr std::size_t kMostEntries = 2000;

  std::string_view rest_;
  yaml::Node origin_;
  std::string_view field_;     ///< that is being read
  std::string_view variable_;  ///< of map(), within it
  std::size_t depth_ = 0;
  std::size_t entries_ = 0;
};

using Verdict = std::optional<bool>;

/// Where `token` stands in the text outside of quotes and brackets; npos if nowhere.
std::size_t find_outside(std::string_view text, std::string_view token) {
  std::size_t open = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      auto rest = text.substr(i);
      if (!take_text(rest)) return text.npos;
      i = text.size() - rest.size() - 1;
    } else if (open == 0 && text.substr(i).starts_with(token)) {
      return i;
    } else if (c == '(' || c == '[' || c == '{') {
      ++open;
    } else if (c == ')' || c == ']' || c == '}') {
      if (open == 0) return text.npos;
      --open;
    }
  }
  return text.npos;
}

std::vector<std::string_view> split_outside(std::string_view text, std::string_view token) {
  std::vector<std::string_view> parts;
  for (auto at = find_outside(text, token); at != text.npos; at = find_outside(text, token)) {
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + token.size());
  }
  parts.push_back(text);
  return parts;
}

Verdict negated(Verdict verdict) {
  if (verdict) return !*verdict;
  return verdict;
}

class Evaluator {
 public:
  explicit Evaluator(const Draft& known) : known_(known) {}

  Verdict evaluate(std::string_view text, std::size_t depth = 0) const {
    text = trimmed(text, kBlanks);
    if (depth > kDeepest || text.empty()) return std::nullopt;
    if (is_choice(text)) return std::nullopt;
    constexpr std::size_t kMostParts = 64;
    for (const bool decides : {true, false}) {
      const auto parts = split_outside(text, decides ? "||" : "&&");
      if (parts.size() > kMostParts) return std::nullopt;
      if (parts.size() > 1) return joined(parts, decides, depth);
    }
    if (text.starts_with('!') && !text.starts_with("!=") && is_whole(text.substr(1)))
      return negated(evaluate(text.substr(1), depth + 1));
    if (text.starts_with('(') && find_end(text) == text.size())
      return evaluate(text.substr(1, text.size() - 2), depth + 1);
    return comparison(text);
  }

 private:
  /// `||` is decided by one part that is true, `&&` by one that is false.
  Verdict joined(const std::vector<std::string_view>& parts, bool decides,
                 std::size_t depth) const {
    bool is_known = true;
    for (const auto part : parts) {
      const auto verdict = evaluate(part, depth + 1);
      if (verdict == decides) return verdict;
      is_known = is_known && verdict;
    }
    if (is_known) return !decides;
    return std::nullopt;
  }

  /// `a ? b : c`, and not `object.?spec`.
  static bool is_choice(std::string_view text) {
    for (auto part = text; !part.empty();) {
      const auto at = find_outside(part, "?");
      if (at == part.npos) return false;
      if (at == 0 || part[at - 1] != '.') return true;
      part.remove_prefix(at + 1);
    }
    return false;
  }

  /// Behind the bracket that closes the first one.
  static std::size_t find_end(std::string_view text) {
    const auto behind = find_outside(text.substr(1), ")");
    return behind == text.npos ? text.npos : behind + 2;
  }

  /// Whether `!` negates all of the text.
  static bool is_whole(std::string_view text) {
    return find_outside(text, "==") == text.npos && find_outside(text, "!=") == text.npos &&
           find_outside(text, " in ") == text.npos;
  }

  Verdict comparison(std::string_view text) const {
    for (const bool equal : {true, false}) {
      const auto parts = split_outside(text, equal ? "==" : "!=");
      if (parts.size() != 2) continue;
      const auto verdict = equals(parts[0], parts[1]);
      return equal ? verdict : negated(verdict);
    }
    const auto in = split_outside(text, " in ");
    if (in.size() == 2) return is_in(in[0], in[1]);
    if (text.starts_with("has(") && text.ends_with(')')) {
      const auto* value = find(text.substr(4, text.size() - 5));
      if (value != nullptr) return true;
    }
    return starts_with(text);
  }

  Verdict equals(std::string_view left, std::string_view right) const {
    const auto a = value_of(left);
    const auto b = value_of(right);
    if (!a || !b) return std::nullopt;
    return *a == *b;
  }

  Verdict is_in(std::string_view item, std::string_view list) const {
    const auto value = value_of(item);
    if (!value) return std::nullopt;
    list = trimmed(list, kBlanks);
    if (const auto* mapping = find(list)) {
      if (mapping->is_mapping() && mapping->find(value->text) != nullptr) return true;
      return std::nullopt;
    }
    const auto literal = LiteralReader(list, {}).read();
    if (!literal || !literal->is_sequence()) return std::nullopt;
    return std::ranges::find(literal->items, *value) != literal->items.end();
  }

  Verdict starts_with(std::string_view text) const {
    constexpr std::string_view kCall = ".startsWith(";
    const auto at = text.find(kCall);
    if (at == text.npos || !text.ends_with(')')) return std::nullopt;
    const auto value = value_of(text.substr(0, at));
    auto rest = text.substr(at + kCall.size());
    const auto beginning = take_text(rest);
    if (!value || !beginning || trimmed(rest, kBlanks) != ")") return std::nullopt;
    return value->text.starts_with(*beginning);
  }

  /// A text, written or known.
  std::optional<Draft> value_of(std::string_view text) const {
    text = trimmed(text, kBlanks);
    auto rest = text;
    if (const auto literal = take_text(rest); literal && rest.empty())
      return Draft::of_text(*literal);
    const auto* value = find(text.substr(0, text.find(".orValue(")));
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return *value;
  }

  /// What is known of `object.spec.?name` or `object.metadata.labels["key"]`.
  const Draft* find(std::string_view path) const {
    path = trimmed(path, kBlanks);
    if (!path.starts_with("object")) return nullptr;
    path.remove_prefix(6);
    const auto* at = &known_;
    while (at != nullptr && !path.empty()) {
      if (path.starts_with('[')) {
        path.remove_prefix(path.starts_with("[?") ? 2 : 1);
        const auto key = take_text(path);
        if (!key || !path.starts_with(']')) return nullptr;
        path.remove_prefix(1);
        at = at->find(*key);
        continue;
      }
      if (!path.starts_with('.')) return nullptr;
      path.remove_prefix(path.starts_with(".?") ? 2 : 1);
      std::size_t size = 0;
      while (size < path.size() && is_word(path[size])) ++size;
      at = at->find(path.substr(0, size));
      path.remove_prefix(size);
    }
    return at;
  }

  const Draft& known_;
};

}  // namespace

std::optional<Draft> read_cel_literal(std::string_view expression, yaml::Node origin) {
  if (expression.size() > kLongest) return std::nullopt;
  return LiteralReader(expression, origin).read();
}

std::optional<bool> evaluate_cel(std::string_view expression, const Draft& known) {
  constexpr std::size_t kLongestCondition = 8 * std::size_t{1024};
  if (expression.size() > kLongestCondition) return std::nullopt;
  return Evaluator(known).evaluate(expression);
}

}  // namespace fargate_lint::kube
