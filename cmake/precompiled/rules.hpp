// What nearly every rule includes; see standard.hpp.
#include <re2/re2.h>

#include "lint/rule.hpp"
#include "standard.hpp"
