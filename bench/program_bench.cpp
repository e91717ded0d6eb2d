// Measures the program and its parser against baselines in the same run, and says which of the
// goals are met. bench/README.md says what each figure means.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "goals.hpp"
#include "runner.hpp"

namespace {

using namespace bench;
namespace fs = std::filesystem;

constexpr int kSmallFiles = 6000;
constexpr int kChartMegabytes = 60;
constexpr const char* kSuites[] = {"stream",   "repeated", "files",  "archives", "cluster",
                                   "document", "list",     "charts", "corpus",   "live",
                                   "helm",     "serve",    "diff",   "cost",     "start"};

struct Options {
  int megabytes = 100;
  int rounds = 7;
  double percent = 10;
  std::string only;
  std::string save;
  std::string compare;
  std::string kubeconform;  ///< empty: there is none
  std::string corpus;       ///< empty: there is none
};

Options parse_options(int argc, char** argv) {
  Options options;
  bool good = argc % 2 == 1;
  for (int index = 1; index + 1 < argc; index += 2) {
    const std::string_view argument = argv[index];
    const char* value = argv[index + 1];
    const auto is = [&](std::string_view name) { return argument == name && *value != '\0'; };
    if (is("--size") && std::atoi(value) > 0) {
      options.megabytes = std::atoi(value);
    } else if (is("--rounds") && std::atoi(value) > 0) {
      options.rounds = std::atoi(value);
    } else if (is("--threshold") && std::atof(value) > 0) {
      options.percent = std::atof(value);
    } else if (is("--only")) {
      options.only = value;
    } else if (is("--save")) {
      options.save = value;
    } else if (is("--compare")) {
      options.compare = value;
    } else if (argument == "--kubeconform") {
      options.kubeconform = value;
    } else if (argument == "--corpus") {
      options.corpus = value;
    } else {
      good = false;
    }
  }
  if (!good) {
    fail(
        "usage: ./dev bench [--size MEGABYTES] [--rounds N] [--only SUITE] [--save FILE] "
        "[--compare FILE] [--threshold PERCENT]");
  }
  return options;
}

double megabytes_of(const fs::path& file) {
  return static_cast<double>(fs::file_size(file)) / 1e6;
}

class Bench {
 public:
  explicit Bench(const Options& options)
      : options_(options), here_(fs::read_symlink("/proc/self/exe").parent_path()) {}

  Goals goals;

  void run(std::string_view suite) {
    if (suite == "stream") return stream();
    if (suite == "repeated") return repeated();
    if (suite == "files") return files();
    if (suite == "archives") return archives();
    if (suite == "cluster") return cluster();
    if (suite == "document") return document();
    if (suite == "list") return list();
    if (suite == "charts") return charts();
    if (suite == "corpus") return corpus();
    if (suite == "live") return live();
    if (suite == "helm") return helm();
    if (suite == "serve") return serve();
    if (suite == "diff") return diff();
    if (suite == "start") return start();
    if (suite == "cost") return cost();
    fail(
        "suites: stream, repeated, files, archives, cluster, document, list, charts, corpus, live, "
        "helm, serve, diff, cost, start");
  }

 private:
  std::string tool(const char* name) const { return here_ / name; }
  std::string program() const { return here_.parent_path() / "fargate-lint"; }
  std::string make(const char* file, std::vector<std::string> command) const {
    const std::string path = here_ / file;
    std::replace(command.begin(), command.end(), std::string("FILE"), path);
    run_once(command);
    return path;
  }
  std::string make_stream(const char* file, int megabytes) const {
    return make(file, {tool("make_stream"), std::to_string(megabytes), "FILE"});
  }
  Variant check(std::string name, std::vector<std::string> more, const std::string& input,
                double size = 0) const {
    std::vector<std::string> command = {program(),    "check",      "-q",
                                        "--isolated", "--profiles", FARGATE_LINT_BENCH_PROFILES};
    command.insert(command.end(), more.begin(), more.end());
    command.push_back(input);
    return {std::move(name), std::move(command), size};
  }
  Variant parse(std::string name, const char* variant, const std::string& input) const {
    return {std::move(name), {tool("parse_bench"), variant, input}, megabytes_of(input)};
  }

  /// One big stream of rendered manifests.
  void stream() {
    const std::string all = make_stream("stream.yaml", options_.megabytes);
    // LoadAll takes 24 times the input in memory and a second per 7 MB: a slice must stand for all.
    const std::string slice = make_stream("slice.yaml", std::min(options_.megabytes, 5));
    const double size = megabytes_of(all);
    Variant tree = parse("parse to tree, 1 thread", "tree", all);
    Variant events = parse("libyaml, events", "libyaml", all);
    Variant load = parse("yaml-cpp, LoadAll (slice)", "yaml-cpp", slice);
    Variant read{"reading the file through a window", {tool("read_bench"), all}, size};
    Variant whole = check("check -q", {}, all, size);
    Variant one = check("check -q -j 1", {"-j", "1"}, all, size);
    Variant two = check("check -q -j 2", {"-j", "2"}, all, size);
    Variant debug{"debug parse", {program(), "debug", "parse", all}, size};
    Variant other = kubeconform(slice);

    // A parser that sees fewer documents is quick for the wrong reason.
    const std::string seen = output_of(tool("parse_bench") + " tree " + all);
    const std::string expected = output_of(tool("parse_bench") + " libyaml " + all);
    if (!seen.starts_with(expected)) fail("we see " + seen + "and libyaml " + expected);
    std::printf("%.1f MB of rendered manifests, %d rounds\n%s\n", size, options_.rounds,
                seen.c_str());
    std::vector<Variant*> variants = {&tree, &events, &load, &read, &whole, &one, &two, &debug};
    if (!other.command.empty()) variants.push_back(&other);
    measure(variants, options_.rounds);
    print_times({variants.begin(), variants.end()});

    goals.at_least("parse to tree, against libyaml's events", events.best() / tree.best(), 10);
    goals.at_least("parse to tree, against yaml-cpp's LoadAll", tree.best_rate() / load.best_rate(),
                   100);
    goals.at_least("parse to tree, against reading through a window", read.best() / tree.best(),
                   1.0 / 6);
    goals.at_least("the whole check, against libyaml's events", events.best() / whole.best(), 5);
    against_kubeconform(other, slice, std::atof(seen.c_str()) / whole.best());
    goals.at_least("a big file on two threads, against one", one.best() / two.best(), 1.85);
    std::string table;
    const double rules = time_of_rules(one, table);
    goals.at_most("all rules, against parsing (1 thread)", rules / tree.best(), 1, "x");
    goals.at_most("peak memory of parsing a stream", tree.peak, 16, "MB");
    goals.at_most("peak memory of `debug parse` of a stream", debug.peak, 16, "MB");
    goals.at_most("peak memory of check, a stream", whole.peak, 0.75 * size + 16, "MB");
    print_shares(tree, rules, one, table);
  }

  /// What the pods of the same stream cost.
  void cost() {
    const std::string all = make_stream("stream.yaml", options_.megabytes);
    const double size = megabytes_of(all);
    Variant checked = check("check -q", {}, all, size);
    Variant priced{"cost",
                   {program(), "cost", "--isolated", "--profiles", FARGATE_LINT_BENCH_PROFILES,
                    "--region", "us-east-1", all},
                   size};
    measure({&checked, &priced}, options_.rounds);
    print_times({&checked, &priced});
    goals.at_most("cost, against the whole check", priced.best() / checked.best(), 1.1, "x");
    goals.at_most("peak memory of cost, against the whole check", priced.peak / checked.peak, 1.1,
                  "x");
  }

  /// Milliseconds that all rules take of `check -q -j 1`, at the best round; `table` is what
  /// --rule-times says of it.
  double time_of_rules(const Variant& one, std::string& table) const {
    std::string command = "2>&1 >/dev/null ";
    for (const auto& word : one.command) command += word + " ";
    double best = 0;
    for (int round = 0; round < options_.rounds; ++round) {
      const std::string output = output_of(command + "--rule-times || test $? = 1");
      // The last row: "all    84 rules        97.763 ms  100.0 % …"
      const auto all = output.rfind("\nall ");
      double time = 0;
      if (all == std::string::npos ||
          std::sscanf(output.c_str() + all, " all %*d rules %lf ms", &time) != 1) {
        fail("--rule-times says " + output);
      }
      if (round != 0 && time >= best) continue;
      best = time;
      table = output;
    }
    return best;
  }

  void print_shares(const Variant& tree, double rules, const Variant& one,
                    const std::string& table) const {
    std::printf(
        "of `check -q -j 1`: parsing %.0f %%, all rules %.0f %%, the rest (finding objects, "
        "keeping what is\nasked for again, placing pods, the report) %.0f %%; the slowest "
        "rules:\n",
        100 * tree.best() / one.best(), 100 * rules / one.best(),
        100 * (1 - (tree.best() + rules) / one.best()));
    std::size_t begin = 0;
    for (int row = 0; row < 8; ++row) {
      const auto end = table.find('\n', begin);
      std::printf("  %s\n", table.substr(begin, end - begin).c_str());
      begin = end + 1;
    }
    std::printf("\n");
  }

  /// A validator that people use, on a schema that takes every object: what it does before it
  /// validates anything. Nothing if it is not there.
  Variant kubeconform(const std::string& slice) const {
    if (options_.kubeconform.empty()) return {"kubeconform", {}};
    const std::string schema = here_ / "schema.json";
    output_of("echo '{\"type\":\"object\"}' >" + schema);
    std::vector<std::string> command = {options_.kubeconform, "-schema-location", schema, slice};
    const std::string documents = output_of(tool("parse_bench") + " tree " + slice);
    const std::string summary =
        output_of(options_.kubeconform + " -summary -schema-location " + schema + " " + slice);
    const std::string valid = "Valid: " + std::to_string(std::atoi(documents.c_str())) + ",";
    if (summary.find(valid) == std::string::npos) fail("kubeconform says " + summary);
    return {"kubeconform, a trivial local schema (slice)", command, megabytes_of(slice)};
  }

  void against_kubeconform(const Variant& other, const std::string& slice, double our_rate) {
    const char* what = "the whole check, against kubeconform's documents/s";
    if (other.command.empty()) return goals.skip(what, "no Go to build kubeconform with");
    const double documents = std::atof(output_of(tool("parse_bench") + " tree " + slice).c_str());
    goals.at_least(what, our_rate / (documents / other.best()), 100);
  }

  /// A stream in which every object is given twice, beside one of as many different ones.
  void repeated() {
    const int megabytes = std::max(2, options_.megabytes / 5);
    const std::string once = make_stream("once.yaml", megabytes);
    const std::string twice =
        make("twice.yaml", {tool("make_stream"), std::to_string(megabytes), "FILE", "repeated"});
    Variant different =
        check("check -q -j 1, all different", {"-j", "1"}, once, megabytes_of(once));
    Variant same = check("check -q -j 1, all given twice", {"-j", "1"}, twice, megabytes_of(twice));
    measure({&different, &same}, options_.rounds);
    print_times({&different, &same});
    goals.at_most("check of objects given twice, against different ones",
                  different.best_rate() / same.best_rate(), 1.5, "x");
  }

  /// Many small files.
  void files() {
    // 1.3 KB a document.
    const std::string source = make_stream("files.yaml", kSmallFiles * 2 / 1000);
    const std::string folder = here_ / "files";
    run_once({tool("make_files"), source, std::to_string(kSmallFiles), folder});
    Variant read{"reading " + std::to_string(kSmallFiles) + " files, 1 thread",
                 {tool("read_bench"), folder}};
    Variant whole = check("check -q of them", {}, folder);
    Variant one = check("check -q -j 1 of them", {"-j", "1"}, folder);
    Variant two = check("check -q -j 2 of them", {"-j", "2"}, folder);
    measure({&read, &whole, &one, &two}, 2 * options_.rounds);
    print_times({&read, &whole, &one, &two});
    goals.at_most("check of 6,000 files, against reading them", whole.best() / read.best(), 2, "x");
    goals.at_least("many small files on two threads, against one", one.best() / two.best(), 1.85);
  }

  /// The same files from archives.
  void archives() {
    const std::string source = make_stream("files.yaml", kSmallFiles * 2 / 1000);
    const std::string folder = here_ / "files";
    run_once({tool("make_files"), source, std::to_string(kSmallFiles), folder});
    const std::string tar = here_ / "files.tgz";
    run_once({"tar", "--create", "--gzip", "--file", tar, "--directory", folder, "."});
    Variant whole = check("check -q of 6,000 files", {}, folder);
    Variant packed = check("check -q of a .tgz of them", {}, tar);
    measure({&whole, &packed}, 2 * options_.rounds);
    print_times({&whole, &packed});
    goals.at_most("an archive, against its directory", packed.best() / whole.best(), 1.3, "x");
  }

  /// What a large cluster holds, with much that selects and binds.
  void cluster() {
    const int many = options_.megabytes * 10'000;
    const int few = many / 100;
    const std::string large =
        make("cluster-large.yaml", {tool("make_cluster"), std::to_string(many), "FILE"});
    const std::string small =
        make("cluster-small.yaml", {tool("make_cluster"), std::to_string(few), "FILE"});
    const double size = megabytes_of(large);
    Variant parsing = parse("parse to tree, " + std::to_string(many) + " documents", "tree", large);
    Variant all =
        check("check -q -j 1, " + std::to_string(many) + " documents", {"-j", "1"}, large, size);
    Variant part = check("check -q -j 1, " + std::to_string(few) + " documents", {"-j", "1"}, small,
                         megabytes_of(small));
    measure({&part}, 10 * options_.rounds);
    measure({&parsing, &all}, std::max(1, options_.rounds / 3));
    print_times({&parsing, &all, &part});
    goals.at_most("time per document, 100 times as many documents", all.best() / part.best() / 100,
                  1.1, "x");
    goals.at_most("peak memory of parsing the cluster", parsing.peak, 16, "MB");
    goals.at_most("peak memory of check, the cluster", all.peak, 0.75 * size + 16, "MB");
    fs::remove(large);
  }

  /// One document that is large.
  void document() {
    const std::string list = make("list.yaml", {tool("make_cluster"), "30000", "FILE", "list"});
    Variant parsing = parse("parse to tree, one List", "tree", list);
    Variant all = check("check -q -j 1, one List", {"-j", "1"}, list, megabytes_of(list));
    measure({&parsing, &all}, options_.rounds);
    print_times({&parsing, &all});
    goals.at_most("peak memory of parsing one document, against its size",
                  parsing.peak / megabytes_of(list), 3, "x");
  }

  /// What kubectl prints of a cluster: one document, read item by item.
  void list() {
    const std::string stream = make_stream("stream.yaml", options_.megabytes);
    Variant apart = check("check -q, documents", {}, stream, megabytes_of(stream));
    for (const std::string style : {"yaml", "json"}) {
      const std::string file = "list." + style;
      const std::string list = make(file.c_str(), {tool("make_list"), stream, style, "FILE"});
      const double size = megabytes_of(list);
      Variant whole = check("check -q, one List in " + style, {}, list, size);
      Variant one = check("check -q -j 1, one List in " + style, {"-j", "1"}, list, size);
      measure({&apart, &whole, &one}, options_.rounds);
      print_times({&apart, &whole, &one});
      goals.at_most("peak memory of check, a List in " + style, whole.peak, 0.75 * size + 16, "MB");
      // For each byte: JSON as kubectl indents it has more of them.
      goals.at_most("check of a List in " + style + ", against its objects in a stream",
                    apart.best_rate() / whole.best_rate(), 1.5, "x");
      goals.at_least("a List in " + style + " on two threads, against one",
                     one.best() / whole.best(), 1.7);
    }
  }

  /// Real charts, rendered, beside as much of the stream: what the stream leaves out is seen here.
  void charts() {
    const char* what = "check of rendered charts, against the stream (time per byte)";
    if (options_.corpus.empty()) return goals.skip(what, "FARGATE_LINT_CORPUS names no corpus");
    const auto megabytes = std::to_string(kChartMegabytes);
    const std::string real =
        make("charts.yaml", {tool("make_charts"), options_.corpus, megabytes, "FILE"});
    const std::string synthetic = make_stream("charts-stream.yaml", kChartMegabytes);
    Variant charts = check("check -q -j 1, rendered charts", {"-j", "1"}, real, megabytes_of(real));
    Variant stream =
        check("check -q -j 1, the stream", {"-j", "1"}, synthetic, megabytes_of(synthetic));
    measure({&charts, &stream}, options_.rounds);
    print_times({&charts, &stream});
    goals.at_most(what, stream.best_rate() / charts.best_rate(), 1.25, "x");
  }

  void corpus() {
    const char* what = "bytes of real manifests that the fast reader declines";
    if (options_.corpus.empty()) return goals.skip(what, "FARGATE_LINT_CORPUS names no corpus");
    const std::string seen = output_of(tool("parse_bench") + " declined " + options_.corpus);
    std::printf("declined: %s\n", seen.c_str());
    std::size_t declined = 0;
    std::size_t bytes = 0;
    if (std::sscanf(seen.c_str(), "%zu of %zu bytes", &declined, &bytes) != 2) fail(seen);
    goals.at_most(what, 100.0 * static_cast<double>(declined) / static_cast<double>(bytes), 0.05,
                  "%");
  }

  /// A cluster of 10,000 pods behind a fake API server, against the same requests of kubectl alone.
  void live() {
    const char* what = "--live, against the same requests of kubectl";
    const auto there = [](const char* program) {
      return std::system((std::string("command -v ") + program + " >/dev/null").c_str()) == 0;
    };
    if (!there("kubectl") || !there("python3")) return goals.skip(what, "no kubectl or no python3");
    const std::string address_file = here_ / "address";
    const std::string log = here_ / "kubectl.log";
    const std::string kubectl = here_ / "log_kubectl";
    fs::remove(address_file);
    fs::remove(log);
    // It serves until its standard input ends.
    auto* server = ::popen(
        ("exec python3 " FARGATE_LINT_BENCH_SERVER " --pods 10000 > " + address_file).c_str(), "w");
    if (server == nullptr) fail("the fake API server does not start");
    std::string address;
    for (int i = 0; i < 300 && address.empty(); ++i)
      address = output_of("sleep 0.1; head -n 1 " + address_file + " 2>/dev/null || true");
    while (address.ends_with('\n')) address.pop_back();
    std::ofstream(kubectl) << "#!/bin/sh\n(IFS='\t'; printf '%s\\n' \"$*\") >> " << log
                           << "\nexec kubectl \"$@\"\n";
    fs::permissions(kubectl, fs::perms::owner_all);
    const std::vector<std::string> environment = {"/usr/bin/env", "KUBECONFIG=/dev/null"};
    auto command = environment;
    command.insert(command.end(), {program(), "check", "-q", "--isolated", "--fail-on", "never",
                                   "-A", "--server", address, "--cache-dir", here_ / "cache"});
    auto logged = command;
    logged.insert(logged.begin() + 1, "FARGATE_LINT_KUBECTL=" + kubectl);
    run_once(logged);
    auto alone = environment;
    alone.insert(alone.end(), {"python3", FARGATE_LINT_BENCH_REPLAY, log});
    Variant whole{"check -q --live -A, 10,000 pods", command};
    Variant requests{"the same requests of kubectl", alone};
    measure({&whole, &requests}, std::min(options_.rounds, 5));
    ::pclose(server);
    print_times({&whole, &requests});
    goals.at_most(what, whole.best() / requests.best(), 1.5, "x");
    goals.at_most("peak memory of --live, 10,000 pods", whole.peak, 64, "MB");
  }

  /// Two sides that differ in a few hundred lines, against one check of one of them.
  void diff() {
    const std::string before = make_stream("diff-old.yaml", options_.megabytes);
    const std::string after = here_ / "diff-new.yaml";
    output_of("sed '0~5000s/cpu: .*/cpu: 2/; 1~5000s/image: .*/image: other/' " + before + " >" +
              after);
    Variant one = check("check -q", {"--fail-on", "never"}, before, megabytes_of(before));
    Variant both{"diff",
                 {program(), "diff", "--isolated", "--profiles", FARGATE_LINT_BENCH_PROFILES,
                  "--fail-on", "never", before, after},
                 2 * megabytes_of(before)};
    measure({&one, &both}, options_.rounds);
    print_times({&one, &both});
    goals.at_most("diff of two sides, against one check", both.best() / one.best(), 2.2, "x");
    goals.at_most("peak memory of diff, against check", both.peak / one.peak, 2.2, "x");
  }

  /// A chart of many templates, which is rendered twice, against one rendering by helm alone.
  void helm() {
    const char* what = "--helm, against one `helm template`";
    if (std::system("command -v helm >/dev/null") != 0) return goals.skip(what, "no helm");
    const fs::path chart = here_ / "chart";
    fs::create_directories(chart / "templates");
    std::ofstream(chart / "Chart.yaml") << "apiVersion: v2\nname: shop\nversion: 1.0.0\n";
    std::ofstream(chart / "values.yaml") << "replicas: 2\nresources: {requests: {cpu: 250m}}\n";
    for (int i = 0; i < 40; ++i)
      std::ofstream(chart / "templates" / ("app" + std::to_string(i) + ".yaml"))
          << "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: app" << i
          << "\nspec:\n  replicas: {{ .Values.replicas }}\n  selector:\n    matchLabels: {app: a}\n"
             "  template:\n    metadata:\n      labels: {app: a}\n    spec:\n      containers:\n"
             "        - name: app\n          image: nginx\n          resources:\n"
             "            {{- toYaml .Values.resources | nindent 12 }}\n";
    Variant whole{"check -q --helm, 40 templates",
                  {program(), "check", "-q", "--isolated", "--fail-on", "never", "--helm", chart}};
    Variant alone{"helm template", {"helm", "template", "release-name", chart}};
    measure({&whole, &alone}, std::min(options_.rounds, 7));
    print_times({&whole, &alone});
    goals.at_most(what, whole.best() / alone.best(), 2.3, "x");
  }

  /// The webhook over HTTPS, with clients on the same processors; and `admit`, a process a review.
  void serve() {
    const std::string reviews =
        options_.corpus.empty() ? FARGATE_LINT_BENCH_REVIEWS : options_.corpus + "/admission";
    const std::string profiles = FARGATE_LINT_BENCH_REVIEWS "/profiles.yaml";
    const auto seen = output_of(tool("serve_load") + " " + program() + " " + profiles + " 100000 " +
                                reviews + "/*.json");
    std::printf("%s", seen.c_str());
    const auto figure = [&seen](const std::string& name) {
      const auto at = seen.find(name + " ");
      if (at == std::string::npos) fail("serve_load says no " + name);
      return std::atof(seen.c_str() + at + name.size());
    };
    goals.at_least("reviews a second over HTTPS, thousands", figure("reviews") / 1000, 10);
    goals.at_least("reviews, against a constant answer", figure("reviews") / figure("constant"),
                   0.4);
    goals.at_most("99th percentile at 5,000 a second", figure("p99_at_half"), 10, "ms");
    goals.at_most("requests that failed", figure("failed"), 0, "");
    goals.at_most("memory after 250,000 requests, against 10,000",
                  figure("megabytes_after") / figure("megabytes_before"), 1.25, "x");
    const std::string review = FARGATE_LINT_BENCH_REVIEWS "/pod-refused.json";
    Variant admit{
        "admit, one review",
        {"/bin/sh", "-c",
         "exec " + program() + " admit --isolated --profiles " + profiles + " < " + review}};
    measure({&admit}, 100);
    print_times({&admit});
    goals.at_most("admit, a process", admit.median(), 2, "ms");
  }

  void start() {
    Variant version{"fargate-lint --version", {program(), "--version"}};
    Variant empty{"an empty static program", {tool("empty")}};
    measure({&version, &empty}, 200);
    print_times({&version, &empty});
    goals.at_most("--version, against an empty program", version.median() / empty.median(), 1.3,
                  "x");
  }

  const Options& options_;
  fs::path here_;
};

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse_options(argc, argv);
  // Before anything is measured, which takes minutes.
  const Saved saved = options.compare.empty() ? Saved() : read_saved(options.compare);
  Bench bench(options);
  const Others others;
  if (options.only.empty()) {
    for (const char* suite : kSuites) bench.run(suite);
  } else {
    bench.run(options.only);
  }
  bench.goals.print();
  if (!options.save.empty()) bench.goals.save(options.save);
  const bool good = options.compare.empty() || bench.goals.compare(saved, options.percent);
  // Two threads cannot be faster than one where another program has the second processor.
  if (const double busy = others.processors(); busy > 0.1) {
    std::printf(
        "\nOther programs kept %.1f processors busy meanwhile: repeat on a quiet machine.\n", busy);
  }
  if (!options.compare.empty()) return good ? 0 : 1;
  return bench.goals.all_met() ? 0 : 1;
}
