#include "json_schema.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace fargate_lint::testing {
namespace {

using yaml::Kind;
using yaml::Node;

std::string_view type_of(Node value) {
  switch (value.kind()) {
    case Kind::missing: return "missing";
    case Kind::null: return "null";
    case Kind::boolean: return "boolean";
    case Kind::integer: return "integer";
    case Kind::floating: return "number";
    case Kind::string: return "string";
    case Kind::sequence: return "array";
    case Kind::mapping: return "object";
  }
  return "";
}

bool is_of_type(Node value, std::string_view type) {
  const auto actual = type_of(value);
  return actual == type || (type == "number" && actual == "integer");
}

class Validator {
 public:
  Validator(Node root, std::vector<std::string>& faults) : root_(root), faults_(faults) {}

  void check(Node schema, Node value, const std::string& path) {
    for (const auto [key, rule] : schema.entries()) keyword(key.text(), rule, schema, value, path);
  }

 private:
  void fault(const std::string& path, std::string what) {
    faults_.push_back(path + ": " + std::move(what));
  }

  void keyword(std::string_view key, Node rule, Node schema, Node value, const std::string& path) {
    static constexpr std::array<std::string_view, 5> kNotes = {"$schema", "$defs", "title",
                                                               "description", "default"};
    if (std::ranges::find(kNotes, key) != kNotes.end()) return;
    if (key == "$ref") return check(resolve(rule.text()), value, path);
    if (key == "type") return type(rule, value, path);
    if (key == "properties") return properties(rule, value, path);
    if (key == "additionalProperties") {
      for (const auto [name, member] : value.entries())
        if (!schema["properties"][name.text()])
          check(rule, member, path + "/" + std::string(name.text()));
      return;
    }
    if (key == "required") {
      if (!value.is_mapping()) return;
      for (const auto name : rule.items())
        if (!value[name.text()]) fault(path, "lacks " + std::string(name.text()));
    } else if (key == "items") {
      std::size_t i = 0;
      for (const auto item : value.items()) check(rule, item, path + "/" + std::to_string(i++));
    } else if (key == "enum") {
      bool found = false;
      for (const auto choice : rule.items()) found = found || choice.text() == value.text();
      if (!found) fault(path, "is none of the choices: " + std::string(value.text()));
    } else if (key == "const") {
      if (value.text() != rule.text()) fault(path, "is not " + std::string(rule.text()));
    } else if (key == "minimum") {
      if (value.is_number() && number(value) < number(rule)) fault(path, "is too small");
    } else if (key == "exclusiveMinimum") {
      if (value.is_number() && number(value) <= number(rule)) fault(path, "is too small");
    } else if (key == "pattern") {
      // The one pattern in use is that of rule ids.
      const auto text = value.text();
      if (rule.text() != "^FG[0-9]{3}$" || text.size() != 5 || !text.starts_with("FG"))
        fault(path, "does not fit the pattern");
    } else {
      fault(path, "the schema holds an unknown keyword: " + std::string(key));
    }
  }

  void type(Node rule, Node value, const std::string& path) {
    bool fits = rule.is_string() && is_of_type(value, rule.text());
    for (const auto choice : rule.items()) fits = fits || is_of_type(value, choice.text());
    if (!fits) fault(path, "is of type " + std::string(type_of(value)));
  }

  void properties(Node rule, Node value, const std::string& path) {
    for (const auto [key, member] : value.entries()) {
      const auto name = std::string(key.text());
      if (const auto known = rule[name])
        check(known, member, path + "/" + name);
      else
        fault(path, "holds a key that the schema does not describe: " + name);
    }
  }

  Node resolve(std::string_view reference) const {
    constexpr std::string_view kPrefix = "#/$defs/";
    if (!reference.starts_with(kPrefix)) return {};
    return root_["$defs"][reference.substr(kPrefix.size())];
  }

  static double number(Node node) { return std::strtod(std::string(node.text()).c_str(), nullptr); }

  Node root_;
  std::vector<std::string>& faults_;
};

}  // namespace

std::vector<std::string> schema_faults(Node schema, Node value) {
  std::vector<std::string> faults;
  Validator(schema, faults).check(schema, value, "");
  return faults;
}

}  // namespace fargate_lint::testing
