#include "run.hpp"
#include "system/disk.hpp"
#include "system/process.hpp"

namespace system_of_ours = fargate_lint::system;

int main(int argc, char** argv) {
  system_of_ours::ProcessConsole console;  // first: it readies the process
  system_of_ours::Disk disk;
  const system_of_ours::ProcessEnvironment environment;
  const system_of_ours::MachineClock clock(environment);
  system_of_ours::MachineProcess process;
  // Never deleted: the system takes the memory of a process back faster than we can.
  static auto* const held = new fargate_lint::cmd::Held;
  const bool has_name = argc > 0;
  return fargate_lint::cmd::run({disk, disk, environment, clock, console, process},
                                has_name ? argv[0] : "", {argv + (has_name ? 1 : 0), argv + argc},
                                *held);
}
