#include "yaml/document.hpp"

#include <doctest/doctest.h>
