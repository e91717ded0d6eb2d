#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

/// Runs programs as processes of their own and takes their time and memory.
namespace bench {

[[noreturn]] void fail(const std::string& message);

struct Run {
  double milliseconds = 0;
  double megabytes = 0;  ///< peak resident set
};

/// Starts `command` with its output thrown away and waits for its end.
Run run_once(const std::vector<std::string>& command);

/// What a command that is not measured prints on its standard output.
std::string output_of(const std::string& command);

/// One way of doing something.
struct Variant {
  std::string name;
  std::vector<std::string> command;
  double input_megabytes = 0;  ///< 0: not a matter of throughput
  std::vector<double> times = {};
  double peak = 0;

  double best() const;
  double median() const;
  double best_rate() const { return input_megabytes / best() * 1000; }
};

/// Runs the variants one after the other, round after round, so that a busy machine slows all of
/// them alike.
void measure(const std::vector<Variant*>& variants, int rounds);

void print_times(const std::vector<const Variant*>& variants);

/// How much of the machine others use while we measure.
class Others {
 public:
  /// Processors that were kept busy since this was made, on average.
  double processors() const;

 private:
  static double seconds_of_all();
  static double seconds_of_our_own();
  double before_ = seconds_of_all() - seconds_of_our_own();
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace bench
