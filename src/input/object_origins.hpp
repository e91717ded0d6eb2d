#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "input/rendered.hpp"

namespace fargate_lint::input {

/// Where the objects of a file come from that a cluster or AWS answered with: they have names, and
/// no line of anything that the user could edit.
class ObjectOrigins : public Origins {
 public:
  /// `file`: what the objects are of ("aws:prod"). Each begins on the line of its number.
  ObjectOrigins(std::string file, std::vector<std::uint32_t> first_lines,
                std::vector<std::string> names)
      : file_(std::move(file)), first_lines_(std::move(first_lines)), names_(std::move(names)) {}

  std::optional<yaml::Location> find(const yaml::Location& rendered,
                                     std::string_view field) const override;

 private:
  std::string file_;
  std::vector<std::uint32_t> first_lines_;
  std::vector<std::string> names_;
};

}  // namespace fargate_lint::input
