#include "kube/opener.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "kube/inventory.hpp"
#include "kube/object.hpp"
#include "yaml/reader.hpp"

namespace fargate_lint::kube {
namespace {

/// A file whose text was another when its object was read first.
class OtherFile : public DocumentFile {
 public:
  explicit OtherFile(std::string text) : DocumentFile("a.yaml"), text_(std::move(text)) {}
  void read(std::uint64_t, std::size_t, std::string& text) const override { text = text_; }
  void verify() const override {}

 private:
  std::string text_;
};

/// An inventory with one Pod that rests in a file with that text.
Inventory with_resting_pod(const std::string& text) {
  const auto document = yaml::read_document(
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: c}]}\n");
  std::vector<Object> objects;
  REQUIRE(append_objects(*document, "default", WorkloadKinds::known(), objects));
  auto part = std::make_unique<RestingPart>();
  part->file = std::make_shared<OtherFile>(text);
  part->documents.push_back(
      {part->file.get(), 0, static_cast<std::uint32_t>(text.size()), 1, 1, false});
  auto pod = objects.front();
  pod.node = {};
  pod.resting = &part->documents.back();
  pod.kind = pod.workload_kind->kind;
  pod.api_version = "v1";
  pod.name = "a";
  Inventory inventory;
  inventory.add(std::vector<std::unique_ptr<const yaml::Document>>(), {pod});
  inventory.keep(std::move(part));
  inventory.index();
  return inventory;
}

TEST_CASE("opener: what was overwritten by something else that can be read has changed") {
  for (const char* text : {"", "# nothing\n", "a: b\n", "- a\n", "{}\n"}) {
    CAPTURE(text);
    const auto inventory = with_resting_pod(text);
    Opener opener(inventory);
    CHECK_THROWS_AS(opener.open(*inventory.objects()[0]), FileChanged);
  }
  const auto inventory = with_resting_pod("spec: {containers: [{name: d}]}\n");
  Opener opener(inventory);
  CHECK(opener.open(*inventory.objects()[0]).pod()["spec"]["containers"].size() == 1);
}

}  // namespace
}  // namespace fargate_lint::kube
