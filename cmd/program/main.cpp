#include "run.hpp"

int main(int argc, char** argv) {
  return fargate_lint::cmd::run(argc, argv);
}
