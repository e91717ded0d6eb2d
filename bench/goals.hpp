#pragma once

#include <map>
#include <string>
#include <vector>

/// What the benchmark is about: figures, each with the value that is wanted.
namespace bench {

struct Goal {
  std::string what;
  double measured = 0;
  double wanted = 0;
  bool at_least = true;  ///< else at most
  std::string unit;      ///< "x", "MB", "%"

  bool is_met() const { return at_least ? measured >= wanted : measured <= wanted; }
};

/// What was measured in another run, by what it is.
using Saved = std::map<std::string, double>;
/// Reads what Goals::save() wrote; ends the program if that is not what the file is.
Saved read_saved(const std::string& path);

class Goals {
 public:
  void at_least(std::string what, double measured, double wanted);
  void at_most(std::string what, double measured, double wanted, std::string unit);
  /// A goal that cannot be measured here; said in the table, never passed over.
  void skip(std::string what, std::string why);

  void print() const;
  bool all_met() const;

  /// Writes what was measured, for compare() with a later run.
  void save(const std::string& path) const;
  /// Says how each figure has changed since save(); false if one is worse by more than `percent`.
  bool compare(const Saved& saved, double percent) const;

 private:
  struct Skipped {
    std::string what;
    std::string why;
  };
  std::vector<Goal> goals_;
  std::vector<Skipped> skipped_;
};

}  // namespace bench
