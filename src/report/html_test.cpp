// HTML against texts that try to become markup. What whole pages look like stands in
// testdata/reports/html/; tests/conformance/pages.py opens them in a browser.
#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "lint/rule.hpp"
#include "report/html.hpp"
#include "report/html_findings.hpp"
#include "report/html_page.hpp"
#include "report/renderer.hpp"
#include "report/test_findings.hpp"

namespace fargate_lint::report {
namespace {

constexpr auto kRule = testing::rule("FG101");

bool holds(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

// SHA-256 as FIPS 180-4 has it: the roots of its constants are known to the browser, not to us.
constexpr std::array<std::uint32_t, 64> kRounds = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
using State = std::array<std::uint32_t, 8>;

void take_block(std::string_view block, State& state) {
  std::array<std::uint32_t, 64> w{};
  for (std::size_t i = 0; i < 64; ++i)
    w[i / 4] = (w[i / 4] << 8U) | static_cast<unsigned char>(block[i]);
  for (std::size_t i = 16; i < 64; ++i) {
    const auto a = w[i - 15];
    const auto b = w[i - 2];
    w[i] = w[i - 16] + w[i - 7] + (std::rotr(a, 7) ^ std::rotr(a, 18) ^ (a >> 3U)) +
           (std::rotr(b, 17) ^ std::rotr(b, 19) ^ (b >> 10U));
  }
  auto [a, b, c, d, e, f, g, h] = state;
  for (std::size_t i = 0; i < 64; ++i) {
    const auto one = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) +
                     ((e & f) ^ (~e & g)) + kRounds[i] + w[i];
    const auto two =
        (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + one, d = c, c = b, b = a, a = one + two;
  }
  const State mixed = {a, b, c, d, e, f, g, h};
  for (std::size_t i = 0; i < 8; ++i) state[i] += mixed[i];
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) out += kDigits[(bits >> (count - 6)) & 0x3FU];
  }
  if (count != 0) out += kDigits[(bits << (6 - count)) & 0x3FU];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

std::string sha256(std::string_view text) {
  State state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::string padded(text);
  padded += '\x80';
  while (padded.size() % 64 != 56) padded += '\0';
  for (unsigned shift = 64; shift != 0; shift -= 8)
    padded += static_cast<char>((std::uint64_t{text.size()} * 8) >> (shift - 8));
  for (std::size_t at = 0; at < padded.size(); at += 64)
    take_block(std::string_view(padded).substr(at, 64), state);
  std::string bytes;
  for (const auto word : state)
    for (unsigned shift = 32; shift != 0; shift -= 8)
      bytes += static_cast<char>((word >> (shift - 8)) & 0xFFU);
  return base64(bytes);
}

TEST_CASE("html: the policy knows the style and the script of the page, and no others") {
  CHECK(sha256("abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  CHECK(sha256(page_style()) == kStyleHash);
  CHECK(sha256(page_script()) == kScriptHash);
  const lint::Report report;
  std::string page;
  find_renderer("html")->render(report, {}, page);
  CHECK(holds(page, "<style>" + std::string(page_style()) + "</style>"));
  CHECK(holds(page, "<script>" + std::string(page_script()) + "</script>"));
  CHECK_FALSE(holds(page, " style=\""));
}

TEST_CASE("html: a text stays a text") {
  struct Row {
    std::string_view text;
    std::string_view html;
  };
  const Row rows[] = {
      {"plain", "plain"},
      {"\"><script>alert(1)</script>", "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"},
      {"' onload='x", "&#39; onload=&#39;x"},
      {"&lt;", "&amp;lt;"},
      {"\x1B[31m\tred\n", "\\x1b[31m\\tred\\n"},
      {std::string_view("a\0b", 3), "a\\x00b"},
      {"\xE2\x80\xAE\xFF", "\\u{202e}\xEF\xBF\xBD"},
      {"gr\xC3\xBC\xC3\x9F", "gr\xC3\xBC\xC3\x9F"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    std::string out;
    HtmlWriter(out).text(row.text);
    CHECK(out == row.html);
  }
}

TEST_CASE("html: paired backticks are code, with texts inside") {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"set `a: <b>` now", "set <code>a: &lt;b&gt;</code> now"},
      {"an odd ` stays", "an odd ` stays"},
      {"``", "``"},
      {"`a` and `b`", "<code>a</code> and <code>b</code>"},
  };
  for (const auto& [text, html] : rows) {
    std::string out;
    HtmlWriter(out).prose(text);
    CHECK(out == html);
  }
}

TEST_CASE("html: anchors are unique and hold nothing but letters, digits and marks") {
  Anchors anchors;
  CHECK(anchors.make("FG101-shop-api") == "FG101-shop-api");
  CHECK(anchors.make("FG101-shop-api") == "FG101-shop-api-2");
  CHECK(anchors.make("FG101-shop-api-2") == "FG101-shop-api-2-2");
  CHECK(anchors.make("FG101-\"><script>") == "FG101-script-");
}

TEST_CASE("html: hostile names are shown, wherever they stand") {
  const std::string nasty = "\"><script>alert(1)</script>\x1B[31m'`</details><!--";
  lint::Report report;
  lint::Finding finding;
  finding.rule = &kRule;
  finding.message = nasty;
  finding.help = nasty;
  finding.object = {"Pod", nasty, nasty};
  finding.container = nasty;
  finding.where.path = nasty;
  finding.where.line_text = nasty;
  finding.where.span = {{3, 1}, {3, 9}};
  finding.notes = std::vector<SharedText>{nasty};
  finding.related = std::vector<lint::Related>{{nasty, finding.where}};
  report.findings.push_back(finding);
  fargate::Placement placement;
  placement.verdict = fargate::Verdict::refused;
  for (int i = 0; i < 2; ++i) {
    lint::PlacedWorkload placed;
    placed.object = finding.object;
    placed.part = nasty;
    placed.where = finding.where;
    placed.placement = placement;
    report.placements.push_back(std::move(placed));
  }
  std::string page;
  find_renderer("html")->render(report, {}, page);
  CHECK_FALSE(holds(page, "<script>alert"));
  CHECK_FALSE(holds(page, "</details><!--"));
  CHECK_FALSE(holds(page, "\x1B"));
  CHECK(holds(page, "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\\x1b[31m"));
}

TEST_CASE("html: a page takes 40 KB and a kilobyte for each finding") {
  lint::Report report;
  std::string page;
  find_renderer("html")->render(report, {}, page);
  CHECK(page.size() < 16'000);
  constexpr std::size_t kCount = 10'000;
  for (std::uint32_t i = 0; i < kCount; ++i) {
    lint::Finding finding;
    finding.rule = &kRule;
    const auto number = std::to_string(i);
    finding.message = "`hostNetwork: true` of `web-" + number + "` is not supported on Fargate";
    finding.help = "remove `hostNetwork` from workload " + number;
    finding.object = {"Deployment", "shop", "web-" + number};
    finding.where.path = "deploy/overlays/production/web-" + number + ".yaml";
    finding.where.line_text = "      hostNetwork: true";
    finding.where.span = {{17, 7}, {17, 24}};
    report.findings.push_back(std::move(finding));
  }
  page.clear();
  find_renderer("html")->render(report, {}, page);
  CHECK(page.size() < 40'000 + kCount * 1'150);
}

}  // namespace
}  // namespace fargate_lint::report
