#include "run.hpp"

int main(int argc, char** argv) {
  // Never deleted: the system takes the memory of a process back faster than we can.
  static auto* const held = new fargate_lint::cmd::Held;
  return fargate_lint::cmd::run(argc, argv, *held);
}
