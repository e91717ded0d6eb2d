#include "fargate/profile.hpp"

#include "fargate/price.hpp"

namespace fargate_lint::fargate {

std::string Profile::display_name() const {
  if (name.is_known()) return name.text;
  const std::string& stand_in = id.empty() ? name.shape : id;
  if (!stand_in.empty()) return "(" + stand_in + ")";
  return name.is_absent() ? "(no name)" : "(unknown name)";
}

namespace {

/// The same pattern with each run of wildcards in one order: every `?`, then at most one `*`.
std::string in_order(std::string_view pattern) {
  std::string ordered;
  bool star = false;
  for (const char c : pattern) {
    if (c == '*') {
      star = true;
      continue;
    }
    if (c != '?' && star) {
      ordered += '*';
      star = false;
    }
    ordered += c;
  }
  if (star) ordered += '*';
  return ordered;
}

}  // namespace

// The narrow pattern is matched as if it were a text: what one of its wildcards stands for, only a
// wildcard of the wide one takes, and none but `*` takes a `*`.
bool pattern_includes(std::string_view wide, std::string_view narrow) {
  return match_wildcards(in_order(wide), in_order(narrow), [](char c) { return c != '*'; });
}

bool patterns_intersect(std::string_view a, std::string_view b) {
  // row[j]: whether what follows the current place in `a` has a text in common with b[j..].
  std::vector<bool> below(b.size() + 1);
  std::vector<bool> row(b.size() + 1);
  for (auto i = a.size() + 1; i-- > 0;) {
    for (auto j = b.size() + 1; j-- > 0;) {
      const bool in_a = i < a.size();
      const bool in_b = j < b.size();
      bool common = !in_a && !in_b;
      if (in_a && a[i] == '*') common = below[j] || (in_b && row[j + 1]);
      if (!common && in_b && b[j] == '*') common = row[j + 1] || (in_a && below[j]);
      if (!common && in_a && in_b && a[i] != '*' && b[j] != '*')
        common = (a[i] == b[j] || a[i] == '?' || b[j] == '?') && below[j + 1];
      row[j] = common;
    }
    std::swap(row, below);
  }
  return below[0];
}

std::string_view region_of(std::span<const Profile> profiles) {
  std::string_view region;
  for (const auto& profile : profiles) {
    if (!is_region_name(profile.region) || profile.region == region) continue;
    if (!region.empty()) return {};
    region = profile.region;
  }
  return region;
}

}  // namespace fargate_lint::fargate
