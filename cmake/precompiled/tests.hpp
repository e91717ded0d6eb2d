// What nearly every test includes; see standard.hpp.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "lint/rule.hpp"
#include "standard.hpp"
