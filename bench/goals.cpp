#include "goals.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <utility>

#include "runner.hpp"

// A saved run is a line for each figure: its value, a tab, and what it is.

namespace bench {

Saved read_saved(const std::string& path) {
  std::ifstream file(path);
  if (!file) fail("cannot read " + path + "; write it with --save first");
  Saved saved;
  double value = 0;
  std::string what;
  while (file >> value && file.get() == '\t' && std::getline(file, what)) saved[what] = value;
  if (saved.empty() || !file.eof()) fail(path + " was not written by --save");
  return saved;
}

void Goals::at_least(std::string what, double measured, double wanted) {
  goals_.push_back({std::move(what), measured, wanted, true, "x"});
}

void Goals::at_most(std::string what, double measured, double wanted, std::string unit) {
  goals_.push_back({std::move(what), measured, wanted, false, std::move(unit)});
}

void Goals::skip(std::string what, std::string why) {
  skipped_.push_back({std::move(what), std::move(why)});
}

void Goals::print() const {
  std::printf("%-56s %12s %12s\n", "goal", "measured", "wanted");
  for (const Goal& goal : goals_) {
    std::printf("%-56s %9.3f %-2s %s %6.2f %-2s  %s\n", goal.what.c_str(), goal.measured,
                goal.unit.c_str(), goal.at_least ? ">=" : "<=", goal.wanted, goal.unit.c_str(),
                goal.is_met() ? "met" : "MISSED");
  }
  for (const auto& [what, why] : skipped_) {
    std::printf("%-56s SKIPPED: %s\n", what.c_str(), why.c_str());
  }
}

bool Goals::all_met() const {
  return std::all_of(goals_.begin(), goals_.end(), [](const Goal& goal) { return goal.is_met(); });
}

void Goals::save(const std::string& path) const {
  std::ofstream file(path);
  for (const Goal& goal : goals_) file << goal.measured << '\t' << goal.what << '\n';
  if (!file.flush()) fail("cannot write " + path);
}

bool Goals::compare(const Saved& saved, double percent) const {
  bool good = true;
  std::printf("\n%-56s %12s %12s %9s\n", "against the saved run", "then", "now", "change");
  for (const Goal& goal : goals_) {
    const auto before = saved.find(goal.what);
    if (before == saved.end()) {
      std::printf("%-56s %12s %9.3f %-2s\n", goal.what.c_str(), "not saved", goal.measured,
                  goal.unit.c_str());
      continue;
    }
    const double then = before->second;
    // What was nothing and is something has no change in percent; it is worse, and all of it.
    const double change = then != 0               ? 100 * (goal.measured - then) / then
                          : goal.measured == then ? 0
                                                  : 100;
    const bool worse = (goal.at_least ? -change : change) > percent;
    good = good && !worse;
    std::printf("%-56s %9.3f %-2s %9.3f %-2s %+7.1f %% %s\n", goal.what.c_str(), then,
                goal.unit.c_str(), goal.measured, goal.unit.c_str(), change, worse ? "WORSE" : "");
  }
  return good;
}

}  // namespace bench
