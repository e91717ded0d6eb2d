#include "report/why.hpp"

#include <algorithm>

#include "fargate/wording.hpp"
#include "lint/rule_info.hpp"
#include "report/finding_text.hpp"
#include "report/live.hpp"
#include "report/outcome.hpp"
#include "report/palette.hpp"
#include "report/text.hpp"

namespace fargate_lint::report {
namespace {

using fargate::Tri;

class WhyWriter {
 public:
  WhyWriter(const Explanation& subject, const RenderOptions& options, std::string& out)
      : subject_(subject),
        placement_(subject.judgement.placement),
        palette_(Palette::make(options)),
        width_(std::max(options.width, 40U)),
        unwrapped_(options.unwrapped),
        out_(out) {}

  void write() {
    head();
    findings();
    in_cluster();
    for (const auto& trace : subject_.traces) profile(trace);
    winner();
    near_miss();
    const bool undecided = placement_.verdict == fargate::Verdict::undecided;
    list(undecided ? "Likely events" : "Events", placement_.events);
    list("Not in the input", facts());
    size();
  }

 private:
  void line(std::size_t indent, const std::string& text) {
    out_.append(indent, ' ').append(text) += '\n';
  }
  void wrapped(std::size_t indent, const std::string& text) {
    for (const auto& part : wrap(text, width_ - indent)) line(indent, part);
  }
  void heading(const std::string& text) {
    out_ += "\n" + palette_.paint(palette_.bold, text) + "\n";
  }
  std::string mark(Tri matched) const {
    return palette_.paint(palette_.style(matched), palette_.glyph(matched));
  }
  std::string place(const lint::Location& where) const {
    return place_text(where.path, {where.span.begin.line, 0});
  }
  void list(const std::string& title, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    heading(title);
    // In a pipe unbroken, so that a search for the cluster's message finds it.
    for (const auto& text : texts)
      unwrapped_ ? line(2, sanitise(text)) : wrapped(2, sanitise(text));
  }

  std::vector<std::string> facts() const {
    std::vector<std::string> texts;
    for (const auto& fact : placement_.missing)
      texts.push_back(fargate::wording::words(fact, subject_.profiles()));
    return texts;
  }

  void head();
  void findings();
  void finding(const lint::Finding& finding);
  void in_cluster();
  void live_event(std::string_view event);
  void to_select(const fargate::NearMiss& miss);
  void profile(const fargate::ProfileTrace& trace);
  void term(const fargate::Term& term);
  void winner();
  void near_miss();
  void size();
  std::string init_decides() const;

  const Explanation& subject_;
  const fargate::Placement& placement_;
  Palette palette_;
  std::size_t width_;
  bool unwrapped_;
  std::string& out_;
};

void WhyWriter::head() {
  const auto& object = *subject_.workload.object;
  auto title = sanitise(object.title());
  if (!subject_.workload.part.empty()) title += " (" + sanitise(subject_.workload.part) + ")";
  if (!object.ns.empty()) title += " in " + sanitise(object.ns);
  if (object.ns_assumed) title += " (assumed)";
  out_ += palette_.paint(palette_.bold, title) + "   ";
  const auto& placed = subject_.placed().where;
  const bool is_traced = placed.origin && placed.origin->rendered_line != 0;
  out_ += palette_.paint(
      palette_.faint,
      place(is_of_cluster(placed) || is_traced ? placed : yaml::locate_field(object.node["kind"])));
  out_ += '\n';
  if (const auto& hook = subject_.placed().helm_hook; !hook.empty())
    wrapped(2, "hook: " + sanitise(hook));
  const auto outcome = outcome_of(placement_);
  out_ += palette_.paint(palette_.style(outcome),
                         palette_.glyph(outcome) + " " + std::string(words(outcome)));
  out_ += '\n';
  wrapped(2, sanitise(fargate::wording::why(placement_, subject_.profiles())));
}

/// Every finding about the workload, the worst first: what it is, where, and the way out.
void WhyWriter::findings() {
  std::vector<const lint::Finding*> all;
  for (const auto& finding : subject_.report.findings)
    if (finding.placement && *finding.placement == subject_.number) all.push_back(&finding);
  if (all.empty()) return;
  std::ranges::stable_sort(all, {}, [](const auto* finding) { return finding->severity; });
  heading("Findings");
  for (const auto* each : all) finding(*each);
}

void WhyWriter::finding(const lint::Finding& finding) {
  const auto title =
      std::string(lint::to_string(finding.severity)) + "[" + std::string(finding.rule->id) + "]";
  const auto lines = wrap(title + ": " + sanitise(finding.message), width_ - 2, 2);
  line(2, palette_.paint(palette_.style(finding.severity), title) +
              lines.front().substr(std::min(title.size(), lines.front().size())));
  for (std::size_t i = 1; i < lines.size(); ++i) line(4, lines[i]);
  if (!finding.where.path.empty()) {
    const auto of_object = object_place(finding);
    line(4, palette_.paint(palette_.frame, "-->") + " " +
                (of_object.empty() ? place_text(finding.where.path, finding.where.span.begin)
                                   : of_object));
  }
  if (finding.severity != lint::Severity::info && !finding.help.empty())
    wrapped(4, "help: " + sanitise(finding.help));
}

/// An event of the cluster, and which finding each part of it comes from.
void WhyWriter::live_event(std::string_view event) {
  unwrapped_ ? line(2, "event: " + sanitise(event)) : wrapped(2, "event: " + sanitise(event));
  for (const auto& finding : subject_.report.findings) {
    const bool is_here = finding.placement && *finding.placement == subject_.number;
    if (!is_here || finding.event_part.empty() ||
        event.find(finding.event_part.view()) == std::string_view::npos)
      continue;
    auto place = object_place(finding);
    if (place.empty()) place = place_text(finding.where.path, finding.where.span.begin);
    wrapped(4,
            sanitise(finding.event_part) + ": " + std::string(finding.rule->id) + " at " + place);
  }
}

/// What the cluster shows of the Pod that was asked for, or of all Pods of the workload.
void WhyWriter::in_cluster() {
  const auto& placed = subject_.placed();
  if (!placed.live) return;
  heading("In the cluster");
  const auto& live = *placed.live;
  if (const auto* pod = subject_.live_pod; pod != nullptr) {
    wrapped(2, "pod " + sanitise(pod->name) + ": " + sanitise(pod->phase) +
                   (pod->node.empty() ? ", no node" : ", on node " + sanitise(pod->node)) +
                   (pod->profile.empty() ? "" : ", profile `" + sanitise(pod->profile) + "`") +
                   (pod->capacity.empty() ? "" : ", provisioned " + sanitise(pod->capacity)));
    for (const auto& event : pod->events) live_event(event);
  } else {
    wrapped(2, counted(live.pods, "pod") + ": " + std::to_string(live.on_fargate) +
                   " on Fargate, " + std::to_string(live.elsewhere) + " on other nodes, " +
                   std::to_string(live.pending) + " without a node");
    for (const auto& event : live.events) live_event(event);
  }
  if (const auto text = difference_text(subject_.report, placed); !text.empty())
    wrapped(2, "differs: " + text);
}

void WhyWriter::term(const fargate::Term& term) {
  using Part = fargate::Term::Part;
  std::string text;
  if (term.part == Part::ns || term.part == Part::label) {
    text = (term.part == Part::label ? "label " : "") + sanitise(term.what);
    text += ": needs `" + sanitise(term.wanted) + "`, pod has ";
    // A key with wildcards may have found another label than it seems to name.
    const bool of_pattern = term.part == Part::label && term.seen_key != term.what;
    if (of_pattern && !term.absent) text += "label " + sanitise(term.seen_key) + " ";
    text += term.absent ? "none" : "`" + sanitise(term.seen) + "`";
    if (term.doubt != fargate::Term::Doubt::none)
      text += " (" + sanitise(fargate::wording::doubt(term)) + ")";
  } else {
    text = sanitise(fargate::wording::doubt(term));
  }
  const auto lines = wrap(text, width_ - 8);
  for (std::size_t i = 0; i < lines.size(); ++i)
    line(6, (i == 0 ? mark(term.matched) + " " : "  ") + lines[i]);
}

void WhyWriter::profile(const fargate::ProfileTrace& trace) {
  const auto& profile = subject_.profiles()[trace.profile];
  out_ += "\n" + mark(trace.matched) + " ";
  out_ += palette_.paint(palette_.bold, "profile " + sanitise(profile.display_name()));
  out_ += "   " + palette_.paint(palette_.faint, place(profile.where)) + "\n";
  if (trace.skipped) wrapped(4, "accepts no new pods: status " + sanitise(profile.status));
  if (profile.selectors.empty())
    wrapped(4, profile.selectors_unknown.is_unknown()
                   ? "its selectors are unknown: " + sanitise(profile.selectors_unknown.text)
                   : std::string("has no selectors"));
  for (const auto& selector : trace.selectors) {
    const auto& where = profile.selectors[selector.selector].where;
    line(4, mark(selector.matched) + " selector " + std::to_string(selector.selector) + "   " +
                palette_.paint(palette_.faint, place(where)));
    for (const auto& part : selector.terms) term(part);
  }
}

void WhyWriter::winner() {
  if (!placement_.profile || placement_.candidates.size() < 2) return;
  heading("Winner");
  std::string names;
  for (const auto candidate : placement_.candidates) {
    if (!names.empty()) names += ", ";
    names += "`" + sanitise(subject_.profiles()[candidate].display_name()) + "`";
  }
  wrapped(2, "`" + sanitise(subject_.profiles()[*placement_.profile].display_name()) + "` of " +
                 names +
                 ": of several matching profiles, the first by name takes the pod, unless the "
                 "pod's label `" +
                 std::string(fargate::kProfileLabel) + "` names another one");
}

void WhyWriter::near_miss() {
  if (!subject_.judgement.near_miss) return;
  const auto& miss = *subject_.judgement.near_miss;
  heading("Closest match");
  const auto& profile = subject_.profiles()[miss.profile];
  const auto selector = "profile `" + sanitise(profile.display_name()) + "`, selector " +
                        std::to_string(miss.selector);
  if (miss.failed.empty())
    return wrapped(2, selector + ", matches, but the profile accepts no new pods: its status is " +
                          sanitise(profile.status));
  line(2, selector + ", fails on " + counted(miss.failed.size(), "term") + ":");
  for (const auto& failed : miss.failed) term(failed);
  to_select(miss);
}

/// The way to Fargate: what the pod would need, or a selector for it as it is.
void WhyWriter::to_select(const fargate::NearMiss& miss) {
  using Part = fargate::Term::Part;
  std::string needs;
  for (const auto& failed : miss.failed) {
    if (failed.matched != Tri::no || (failed.part != Part::ns && failed.part != Part::label))
      return;
    needs += needs.empty() ? "" : " and ";
    needs += failed.part == Part::ns
                 ? "move it to a namespace that matches `" + sanitise(failed.wanted) + "`"
                 : "set label `" + sanitise(failed.what) + "` to a value that matches `" +
                       sanitise(failed.wanted) + "`";
  }
  wrapped(2, "to run it on Fargate, " + needs + ", or add a selector for it to a profile");
}

/// Of what an init container decides, and with which sidecars.
std::string WhyWriter::init_decides() const {
  bool beside_sidecars = false;
  for (const std::string_view resource : {"cpu", "memory"}) {
    const auto request = fargate::deciding_request(subject_.pod, resource);
    if (request && request->sidecars > kube::Quantity()) beside_sidecars = true;
  }
  if (!beside_sidecars) {
    return "one init container requests more than the app containers together, so it decides";
  }
  return "an init container and the sidecars started before it request more than the containers "
         "that keep running, so they decide";
}

void WhyWriter::size() {
  if (!placement_.size) return;
  const auto& size = *placement_.size;
  heading("Size");
  for (const auto& container : subject_.pod.containers) {
    const auto cpu = container.request("cpu");
    const auto memory = container.request("memory");
    line(2, std::string(kube::to_string(container.role)) + " container " +
                sanitise(container.name) + ": cpu " +
                (cpu ? kube::format_cpu(*cpu) : "not requested") + ", memory " +
                (memory ? kube::format_memory(*memory) : "not requested"));
  }
  line(2, "total: cpu " + kube::format_cpu(size.cpu) + ", memory " +
              kube::format_memory(size.memory) + " and " +
              std::to_string(fargate::kOverheadMebibytes) + "Mi that Fargate adds");
  const auto& admission = subject_.pod.admission;
  if (admission.limit_range != nullptr)
    wrapped(2, "LimitRange " + sanitise(admission.limit_range->name) +
                   " sets the requests that containers leave out");
  if (admission.autoscaler != nullptr)
    wrapped(2, "VerticalPodAutoscaler " + sanitise(admission.autoscaler->name) +
                   " sets the requests, so the size may differ");
  if (size.init_decides) wrapped(2, init_decides());
  if (size.rung)
    line(2, "provisioned: " + palette_.paint(palette_.bold, fargate::format(*size.rung)));
  else
    wrapped(2, "too large: the largest Fargate size is 16 vCPU 120 GB");
  if (size.if_decimal_overhead)
    wrapped(2, "close to a step: if the 256 MB that Fargate adds are decimal, it is " +
                   fargate::format(*size.if_decimal_overhead));
  if (size.if_pod_level != size.rung)
    wrapped(2, "the pod sets pod-level `resources`; if Fargate uses them, it is " +
                   (size.if_pod_level ? fargate::format(*size.if_pod_level)
                                      : std::string("too large")));
  if (size.if_pod_overhead != size.rung)
    wrapped(2, "the pod's RuntimeClass sets an `overhead`; if Fargate counts it, it is " +
                   (size.if_pod_overhead ? fargate::format(*size.if_pod_overhead)
                                         : std::string("too large")));
}

}  // namespace

void append_why(std::span<const Explanation> explanations, const RenderOptions& options,
                std::string& out) {
  for (const auto& explanation : explanations) {
    if (&explanation != &explanations.front()) out += "\n";
    WhyWriter(explanation, options, out).write();
  }
}

}  // namespace fargate_lint::report
