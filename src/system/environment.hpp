#pragma once

#include <map>
#include <string>
#include <string_view>

namespace fargate_lint::system {

/// The variables that the program was started with.
class Environment {
 public:
  Environment() = default;
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;
  virtual ~Environment() = default;

  /// Empty if it is not set: nothing that we ask for tells the two apart.
  virtual std::string get(const std::string& name) const = 0;
  /// `otherwise`, if it is not set.
  std::string get(const std::string& name, const std::string& otherwise) const {
    auto value = get(name);
    return value.empty() ? otherwise : value;
  }
};

/// Those of the process.
class ProcessEnvironment : public Environment {
 public:
  using Environment::get;
  std::string get(const std::string& name) const override;
};

/// Those that are given.
class GivenEnvironment : public Environment {
 public:
  using Environment::get;
  explicit GivenEnvironment(std::map<std::string, std::string> variables = {})
      : variables_(std::move(variables)) {}
  void set(const std::string& name, std::string value) { variables_[name] = std::move(value); }
  std::string get(const std::string& name) const override {
    const auto found = variables_.find(name);
    return found == variables_.end() ? std::string() : found->second;
  }

 private:
  std::map<std::string, std::string> variables_;
};

}  // namespace fargate_lint::system
